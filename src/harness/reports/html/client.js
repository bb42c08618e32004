// The script of the report page. It builds text nodes only: nothing from the data is ever parsed as markup.
const data = JSON.parse(document.getElementById('data').textContent);
const MARKS = {
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
const VERDICTS = Object.keys(MARKS);
const STEP_MARKS = { PASSED: '✓', FAILED: '✕', SKIPPED: '–' };
const SAYS = {
  C: 'C:',
  S: 'S:',
  connection: 'conn',
  tls: 'TLS',
  rule: 'rule',
  dns: 'DNS',
  log: 'log',
  copy: 'copy',
  anomaly: 'odd',
  stand: 'stand',
};

/** An element with attributes and children; strings become text. */
const make = (tag, attributes, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) element.setAttribute(name, value);
  element.append(...children.filter((child) => child !== null));
  return element;
};
const mark = (verdict) => make('span', { class: `mark ${verdict}`, 'aria-hidden': 'true' }, MARKS[verdict]);
const definitions = (name, rows) =>
  make('dl', { class: name }, ...rows.flatMap(([term, text]) => (text ? [make('dt', {}, term), make('dd', {}, text)] : [])));
const duration = (ms) =>
  ms < 1000 ? `${Math.round(ms)} ms` : ms < 60000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 6000) / 10} min`;
const plural = (count, word) => `${count} ${word}${count === 1 ? '' : 's'}`;
/** What stands between backticks is a literal text. */
const prose = (text) => text.split('`').map((part, index) => (index % 2 === 1 ? make('code', {}, part) : part));
/** Fills a details element when it is first opened: most are never read. */
const lazily = (details, fill) => {
  let filled = false;
  details.addEventListener('toggle', () => {
    if (!details.open || filled) return;
    filled = true;
    fill();
  });
  return details;
};

const facts = () => {
  const { meta } = data;
  const rows = [
    ['clock', meta.clock + (meta.strict ? ', strict' : '')],
    ['scenarios', String(data.scenarios.length)],
    ['took', duration(meta.durationMs)],
    ['started', meta.started.replace('T', ' ').replace(/\.\d+Z$/, ' UTC')],
    ['catalogue', meta.catalogue],
    ['selection', meta.selection],
    ['left out', meta.leftOut && `${plural(meta.leftOut.scenarios, 'scenario')}: ${meta.leftOut.why}`],
    ['with', `${meta.tool.name} ${meta.tool.version}, Node ${meta.node}, Cucumber ${meta.cucumber}`],
  ];
  const shown = rows.filter(([, text]) => text).map(([term, text]) => make('div', {}, make('dt', {}, term), make('dd', {}, text)));
  return make('dl', { class: 'facts' }, ...shown);
};

const pageHead = () => {
  const counted = VERDICTS.filter((verdict) => data.totals[verdict] > 0);
  const meter = make('div', {
    class: 'meter',
    role: 'img',
    'aria-label': counted.map((verdict) => `${data.totals[verdict]} ${verdict}`).join(', '),
  });
  for (const verdict of [...counted].reverse()) {
    const part = make('i', { class: verdict, title: `${data.totals[verdict]} ${verdict}` });
    part.style.flexGrow = data.totals[verdict];
    meter.append(part);
  }
  const judged = data.requirements.length - data.totals.untested;
  const tone = { 0: 'conforms', 1: 'departs', 2: 'warning', 3: 'harness-error', 4: 'inconclusive' }[data.exitStatus];
  const line = make('p', { class: `verdict-line ${tone}` }, make('span', { class: 'word' }, data.exitMeaning));
  line.firstChild.style.fontSize = 'inherit';
  line.append(`  ${data.totals.conforms} of ${plural(judged, 'judged requirement')} conform${data.totals.conforms === 1 ? 's' : ''}`);
  const title = make('h1', {}, data.meta.system);
  return make('header', {}, make('div', { class: 'product' }, 'SETD conformance'), title, line, meter, facts());
};

const notice = (tone, title, items) =>
  items.length === 0 ? null : make('section', { class: `notice ${tone}` }, make('h3', {}, title), make('ul', {}, ...items));

const attention = () => {
  const wanted = ['departs', 'harness-error', 'warning'];
  const found = wanted.flatMap((verdict) => data.requirements.filter((requirement) => requirement.verdict === verdict));
  const items = found
    .slice(0, 15)
    .map(({ id, verdict, reason }) =>
      make('li', {}, mark(verdict), make('a', { href: `#${id}`, class: 'id' }, id), make('span', {}, reason)),
    );
  if (found.length > items.length) items.push(make('li', { class: 'wide' }, `and ${found.length - items.length} more below`));
  return notice(found[0] ? found[0].verdict : '', 'What needs attention', items);
};

const wide = (text) => make('li', { class: 'wide' }, text);

const stepItem = ([keyword, text, status, ms, message]) => {
  const item = make('li', { class: status });
  item.append(make('span', { title: status.toLowerCase() }, STEP_MARKS[status] || '‼'));
  item.append(make('span', {}, make('b', {}, keyword), ` ${text}`), make('span', { class: 'time' }, duration(ms)));
  if (message) item.append(make('pre', {}, message));
  return item;
};

const transcript = (scenario) => {
  const hits = new Set(scenario.departures.flatMap((departure) => departure.evidence));
  const body = make('tbody');
  for (const [seq, atMs, who, connection, text] of scenario.lines) {
    const speaker = data.speakers[who];
    const row = make('tr', { class: hits.has(seq) ? `${speaker} hit` : speaker });
    for (const cell of [(atMs / 1000).toFixed(3), connection ? `#${connection}` : '', SAYS[speaker], text])
      row.append(make('td', {}, cell));
    body.append(row);
  }
  const box = make('div', { class: 'transcript', tabindex: '0', role: 'region', 'aria-label': 'transcript' }, make('table', {}, body));
  const marked = hits.size > 0 ? '; the lines that show the departure are marked' : '';
  const caption = `Transcript: seconds since the scenario began, connection, C: the system, S: the intake${marked}`;
  // Only the box scrolls, and only once it is on the page.
  requestAnimationFrame(() => {
    const first = body.querySelector('.hit');
    if (first) box.scrollTop = first.offsetTop - 80;
  });
  return [make('p', { class: 'caption' }, caption), box];
};

const departureBlock = ({ expected, observed }, verdict) => {
  const block = definitions('contrast', [
    ['expected', expected],
    ['observed', observed],
  ]);
  block.classList.add(verdict);
  return block;
};

const scenarioDetails = (judgement, opened) => {
  const scenario = data.scenarios[judgement.scenario];
  if (!scenario) return null;
  const name = make('span', {}, scenario.name, make('span', { class: 'where' }, scenario.id));
  const spoken = make(
    'summary',
    { class: judgement.verdict },
    mark(judgement.verdict),
    name,
    make('span', { class: 'time' }, duration(scenario.ms)),
  );
  const details = lazily(make('details', { class: 'scenario' }, spoken), () => {
    const inside = make('div', { class: 'inside' });
    if (scenario.rule) inside.append(make('p', { class: 'caption' }, `${scenario.feature} › ${scenario.rule}`));
    for (const departure of scenario.departures) inside.append(departureBlock(departure, scenario.verdict));
    if (scenario.departures.length === 0 && judgement.reason) inside.append(make('p', {}, judgement.reason));
    inside.append(make('ul', { class: 'steps' }, ...scenario.steps.map(stepItem)));
    if (scenario.lines.length > 0) inside.append(...transcript(scenario));
    details.append(inside);
  });
  details.open = opened;
  return details;
};

const requirementBody = (requirement) => {
  const bad = requirement.judgements.find((judgement) => judgement.verdict === requirement.verdict && judgement.verdict !== 'conforms');
  return make(
    'div',
    { class: 'body' },
    make('p', { class: 'statement' }, ...prose(requirement.statement)),
    definitions('about', [
      ['basis', `${requirement.basis}, ${requirement.weight}`],
      ['source', requirement.source],
      ['reading', requirement.reading],
      ['needs', requirement.needs.join(', ')],
    ]),
    requirement.judgements.length === 0 ? make('p', { class: 'caption' }, 'No scenario of this run judges it.') : null,
    ...requirement.judgements.map((judgement) => scenarioDetails(judgement, judgement === bad)),
  );
};

const requirementRow = (requirement) => {
  const { id, title, basis, verdict, passed, total } = requirement;
  const cells = [
    mark(verdict),
    make('span', { class: 'id' }, id),
    make('span', { class: 'title' }, title),
    make('span', { class: 'basis' }, basis),
    make('span', { class: 'word' }, verdict),
    make('span', { class: 'score', title: 'scenarios that conform, of all' }, total === 0 ? '' : `${passed}/${total}`),
  ];
  const details = make('details', { class: `requirement ${verdict}`, id }, make('summary', { class: verdict }, ...cells));
  return lazily(details, () => details.append(requirementBody(requirement)));
};

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
  placeholder: 'Search ids, titles, statements, scenarios',
  'aria-label': 'Search requirements',
});
const nothing = make('p', { class: 'none', role: 'status' }, 'Nothing matches.');

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
  nothing.hidden = shown > 0;
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

const chips = make(
  'div',
  { class: 'chips', role: 'group', 'aria-label': 'Show verdicts' },
  ...VERDICTS.filter((verdict) => data.totals[verdict] > 0).map(chip),
);
const list = make('main', { id: 'requirements' }, ...groups.map((group) => group.element), nothing);
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
  if (event.key !== '/' || event.target instanceof HTMLInputElement || event.ctrlKey || event.metaKey) return;
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
addEventListener('hashchange', openNamed);
refresh();
openNamed();
