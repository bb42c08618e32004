import { data, detailsOf } from './data.js';
import { MARKS, make, mark, openAtOnce } from './dom.js';
import { attention, notice, pageHead, unmet, wide } from './overview.js';
import { requirementRow } from './requirement.js';

const groups = data.sections.map(({ section, title }) => {
  const rows = data.requirements
    .filter(({ id }) => id.startsWith(`${section}-`))
    .map((requirement) => ({ requirement, element: requirementRow(requirement) }));
  const box = make('div', { class: 'group' }, ...rows.map((row) => row.element));
  return { rows, element: make('section', {}, make('h2', {}, make('b', {}, section), title), box) };
});
const chosen = new Set();
const search = make('input', {
  type: 'search',
  placeholder: 'Search ids, titles, statements, scenarios   /',
  'aria-label': 'Search requirements',
  'aria-keyshortcuts': '/',
});
const nothing = make('p', { class: 'none', role: 'status' });

const haystack = ({ id, title, statement, judgements }) =>
  [id, title, statement, ...judgements.map(({ scenario }) => (data.scenarios[scenario] ? data.scenarios[scenario].name : ''))]
    .join(' ')
    .toLowerCase();
const haystacks = new Map(data.requirements.map((requirement) => [requirement, haystack(requirement)]));

const refresh = () => {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  // On a part of the requirements the others would only be in the way.
  const hidesUntested = chosen.size === 0 && data.meta.selection !== '' && words.length === 0;
  let shown = 0;
  for (const group of groups) {
    let here = 0;
    for (const { requirement, element } of group.rows) {
      const wanted = chosen.size > 0 ? chosen.has(requirement.verdict) : !(hidesUntested && requirement.verdict === 'untested');
      element.hidden = !wanted || !words.every((word) => haystacks.get(requirement).includes(word));
      if (!element.hidden) here += 1;
    }
    group.element.hidden = here === 0;
    shown += here;
  }
  nothing.textContent = shown > 0 ? '' : 'Nothing matches.';
};

const chip = (verdict) => {
  const button = make(
    'button',
    { type: 'button', class: `chip ${verdict}`, 'aria-pressed': 'false' },
    mark(verdict),
    make('b', {}, String(data.totals[verdict])),
    verdict,
  );
  button.addEventListener('click', () => {
    if (!chosen.delete(verdict)) chosen.add(verdict);
    button.setAttribute('aria-pressed', String(chosen.has(verdict)));
    refresh();
  });
  return button;
};

/** Opens the requirement that the address names, even if a filter hides it. */
const openNamed = () => {
  const named = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!named?.classList.contains('requirement')) return;
  named.hidden = false;
  named.closest('section').hidden = false;
  named.open = true;
  named.scrollIntoView({ block: 'start' });
  named.querySelector('summary').focus({ preventScroll: true });
};

const counted = Object.keys(MARKS).filter((verdict) => data.totals[verdict] > 0);
const chips = make('div', { class: 'chips', role: 'group', 'aria-label': 'Show verdicts' }, ...counted.map(chip));
const list = make('main', { id: 'requirements', tabindex: '-1' }, ...groups.map((group) => group.element), nothing);
const page = document.getElementById('page');
const blocks = [
  pageHead(),
  notice('harness-error', 'Set-up errors', data.setupErrors.map(wide)),
  notice('warning', 'Stale baseline entries', data.staleEntries.map(wide)),
  attention(),
  make('div', { class: 'tools' }, chips, search),
  list,
];
page.replaceChildren(...blocks.filter((block) => block !== null));

search.addEventListener('input', refresh);
document.addEventListener('keydown', (event) => {
  if (event.key !== '/' || event.target instanceof HTMLInputElement || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  search.focus();
});
list.addEventListener(
  'toggle',
  (event) => {
    if (event.target.open && event.target.classList.contains('requirement')) history.replaceState(null, '', `#${event.target.id}`);
  },
  true,
);
// On paper nothing can be opened: what was not met is printed with its evidence, as long as that is a report and not a book.
const MOST_PRINTED = 20;
const printed = unmet()
  .slice(0, MOST_PRINTED)
  .map(({ id }) => document.getElementById(id));
const openedToPrint = [];
addEventListener('beforeprint', () => {
  for (const details of printed.filter(({ open }) => !open)) {
    openAtOnce(details);
    openedToPrint.push(details);
  }
});
addEventListener('afterprint', () => {
  for (const details of openedToPrint.splice(0)) details.open = false;
});
if (printed.length > 0) detailsOf(0).catch(() => {});

addEventListener('hashchange', openNamed);
refresh();
openNamed();
