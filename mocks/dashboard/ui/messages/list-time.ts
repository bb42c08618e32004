import { html, type TemplateResult } from 'lit-html';
import { language } from '../../../../src/web/ui/i18n.ts';
import { serverNow } from '../../../../src/web/ui/time.ts';

const OPTIONS: Readonly<Record<'today' | 'thisYear' | 'before' | 'whole', Intl.DateTimeFormatOptions>> = {
  today: { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false },
  thisYear: { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hour12: false },
  before: { year: 'numeric', month: 'short', day: 'numeric' },
  whole: { dateStyle: 'full', timeStyle: 'long' },
};

/** Formats are dear to make, and each row of the list needs one. */
const formats = new Map<string, Intl.DateTimeFormat>();

const formatFor = (form: keyof typeof OPTIONS): Intl.DateTimeFormat => {
  const key = `${language()} ${form}`;
  const known = formats.get(key) ?? new Intl.DateTimeFormat(language(), OPTIONS[form]);
  formats.set(key, known);
  return known;
};

const formOf = (at: Date, now: Date): keyof typeof OPTIONS => {
  if (at.toDateString() === now.toDateString()) return 'today';
  return at.getFullYear() === now.getFullYear() ? 'thisYear' : 'before';
};

/** When a message arrived, as short as a column wants it: the time of today, the day of before. The whole of it as a tool tip. */
export const listTime = (atMs: number): TemplateResult => {
  const at = new Date(atMs);
  const form = formOf(at, new Date(serverNow()));
  return html`<time datetime=${at.toISOString()} title=${formatFor('whole').format(at)}>${formatFor(form).format(at)}</time>`;
};
