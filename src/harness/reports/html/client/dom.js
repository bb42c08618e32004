// Small helpers. The page is built of text nodes only: nothing from the data is ever parsed as markup.

export const MARKS = {
  departs: '✕',
  'harness-error': '‼',
  warning: '!',
  'known-departure': '≈',
  'not-testable': '○',
  inconclusive: '?',
  conforms: '✓',
  'not-applicable': '–',
  untested: '·',
};

/** An element with attributes and children; strings become text. */
export const make = (tag, attributes, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) element.setAttribute(name, value);
  element.append(...children.filter((child) => child !== null));
  return element;
};

export const mark = (verdict) => make('span', { class: `mark ${verdict}`, 'aria-hidden': 'true' }, MARKS[verdict]);

/** For those who cannot see the mark. */
export const spoken = (verdict) => make('span', { class: 'spoken' }, `${verdict}: `);

export const definitions = (name, rows) =>
  make('dl', { class: name }, ...rows.flatMap(([term, text]) => (text ? [make('dt', {}, term), make('dd', {}, text)] : [])));

export const duration = (ms) =>
  ms < 1000 ? `${Math.round(ms)} ms` : ms < 60000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 6000) / 10} min`;

export const plural = (count, word) => `${count} ${word}${count === 1 ? '' : 's'}`;

/** What stands between backticks is a literal text. */
export const prose = (text) => text.split('`').map((part, index) => (index % 2 === 1 ? make('code', {}, part) : part));

const unfilled = new WeakMap();

const fillOnce = (details) => {
  const fill = unfilled.get(details);
  unfilled.delete(details);
  fill?.();
};

/** Fills a details element when it is first opened: most are never read. */
export const lazily = (details, fill) => {
  unfilled.set(details, fill);
  details.addEventListener('toggle', () => {
    if (details.open) fillOnce(details);
  });
  return details;
};

/** Opens a details element, and those in it that are to be open, without waiting for their events. */
export const openAtOnce = (details) => {
  details.open = true;
  fillOnce(details);
  for (const inner of details.querySelectorAll('details[open]')) fillOnce(inner);
};
