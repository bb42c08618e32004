// HTML that is put together on the server: whatever is put in is escaped, unless it is markup itself.

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** A piece of HTML. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Value = Markup | string | number | readonly Value[];

const written = (value: Value): string => {
  if (value instanceof Markup) return value.text;
  if (typeof value === 'string' || typeof value === 'number') return String(value).replace(/[&<>"']/g, (one) => ESCAPES[one] ?? one);
  return value.map(written).join('');
};

/** Text as it stands in comments and docs: what is between backticks is code. */
export const prose = (text: string): Markup =>
  markup`${text.split('`').map((part, index) => (index % 2 === 0 ? part : markup`<code>${part}</code>`))}`;

/** Tag of templates: `markup`<p>${text}</p>`` */
export const markup = (strings: readonly string[], ...values: readonly Value[]): Markup =>
  new Markup(strings.map((text, index) => `${text}${index < values.length ? written(values[index] ?? '') : ''}`).join(''));
