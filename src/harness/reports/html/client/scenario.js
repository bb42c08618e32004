import { data, detailsNow, detailsOf } from './data.js';
import { definitions, duration, lazily, make, mark, spoken } from './dom.js';

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

const stepItem = ([keyword, text, status, ms, message]) => {
  const item = make('li', { class: status });
  item.append(make('span', { title: status.toLowerCase() }, STEP_MARKS[status] || '‼'));
  item.append(make('span', {}, make('b', {}, keyword), ` ${text}`), make('span', { class: 'time' }, duration(ms)));
  if (message) item.append(make('pre', {}, message));
  return item;
};

const transcript = (lines, departures) => {
  const hits = new Set(departures.flatMap((departure) => departure.evidence));
  const body = make('tbody');
  for (const { seq, atMs, speaker: index, connection, text } of lines) {
    const speaker = data.speakers[index];
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

const TOO_OLD = 'This browser cannot unpack steps and transcript; run.json beside this page holds them.';

const show = (inside, scenario, { steps, lines }) => {
  inside.append(make('ul', { class: 'steps' }, ...steps.map(stepItem)));
  if (lines.length > 0) inside.append(...transcript(lines, scenario.departures));
};

const fill = async (inside, scenario, index) => {
  const now = detailsNow(index);
  if (now) return show(inside, scenario, now);
  try {
    show(inside, scenario, await detailsOf(index));
  } catch {
    inside.append(make('p', { class: 'caption' }, TOO_OLD));
  }
};

/** A scenario with what it says about one requirement; steps and transcript come when it is opened. */
export const scenarioDetails = (judgement, opened) => {
  const scenario = data.scenarios[judgement.scenario];
  if (!scenario) return null;
  const { verdict, reason } = judgement;
  const summary = make(
    'summary',
    { class: verdict },
    mark(verdict),
    make('span', {}, spoken(verdict), scenario.name),
    make('span', { class: 'where' }, scenario.id),
    make('span', { class: 'time' }, duration(scenario.ms)),
  );
  const details = lazily(make('details', { class: 'scenario' }, summary), () => {
    const inside = make('div', { class: 'inside' });
    const place = scenario.rule ? `${scenario.feature} › ${scenario.rule}` : scenario.feature;
    inside.append(make('p', { class: 'caption' }, place));
    for (const departure of scenario.departures) inside.append(departureBlock(departure, scenario.verdict));
    if (scenario.departures.length === 0 && reason) inside.append(make('p', { class: 'why' }, reason));
    details.append(inside);
    fill(inside, scenario, judgement.scenario);
  });
  details.open = opened;
  return details;
};
