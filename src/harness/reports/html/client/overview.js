import { data } from './data.js';
import { duration, MARKS, make, mark, plural, spoken } from './dom.js';

const facts = () => {
  const { meta } = data;
  const rows = [
    [
      'clock',
      meta.clock + (meta.toleranceMs > 0 ? `, times judged to ${duration(meta.toleranceMs)}` : '') + (meta.strict ? ', strict' : ''),
    ],
    ['scenarios', String(data.scenarios.length)],
    ['took', duration(meta.durationMs)],
    ['started', meta.started.replace('T', ' ').replace(/\.\d+Z$/, ' UTC')],
    ['catalogue', meta.catalogue],
    ['selection', meta.selection],
    ['part', meta.shard && `${meta.shard.index} of ${meta.shard.of}, of ${plural(meta.shard.planned, 'scenario')} in all`],
    ['left out', meta.leftOut && `${plural(meta.leftOut.scenarios, 'scenario')}: ${meta.leftOut.why}`],
    ['with', `${meta.tool.name} ${meta.tool.version}, Node ${meta.node}, Cucumber ${meta.cucumber}`],
  ];
  const shown = rows.filter(([, text]) => text).map(([term, text]) => make('div', {}, make('dt', {}, term), make('dd', {}, text)));
  return make('dl', { class: 'facts' }, ...shown);
};

const meter = () => {
  const counted = Object.keys(MARKS).filter((verdict) => data.totals[verdict] > 0);
  const told = counted.map((verdict) => `${data.totals[verdict]} ${verdict}`).join(', ');
  const bar = make('div', { class: 'meter', role: 'img', 'aria-label': told });
  for (const verdict of counted) {
    const part = make('i', { class: verdict, title: `${data.totals[verdict]} ${verdict}` });
    part.style.flexGrow = data.totals[verdict];
    bar.append(part);
  }
  return bar;
};

/** What was judged, how it ended, and under which conditions. */
export const pageHead = () => {
  const { exitStatus, exitMeaning, totals } = data;
  const judged = data.requirements.length - totals.untested;
  const tone = { 0: 'conforms', 1: 'departs', 2: 'warning', 3: 'harness-error', 4: 'inconclusive' }[exitStatus];
  const line = make(
    'p',
    { class: 'verdict-line' },
    mark(tone),
    make('b', { class: `word ${tone}` }, exitMeaning),
    make('span', {}, `${totals.conforms} of ${plural(judged, 'judged requirement')} conform${totals.conforms === 1 ? 's' : ''}`),
  );
  return make(
    'header',
    {},
    make('div', { class: 'product' }, 'SETD conformance'),
    make('h1', {}, data.meta.system),
    line,
    meter(),
    facts(),
  );
};

/** A box above the list; null without items. */
export const notice = (tone, title, items) =>
  items.length === 0 ? null : make('section', { class: `notice ${tone}` }, make('h2', {}, title), make('ul', {}, ...items));

export const wide = (text) => make('li', { class: 'wide' }, text);

const MOST_SHOWN = 15;
const WANTED = ['departs', 'harness-error', 'warning'];

/** The requirements that were not met, worst first. */
export const unmet = () => WANTED.flatMap((verdict) => data.requirements.filter((requirement) => requirement.verdict === verdict));

export const attention = () => {
  const found = unmet();
  const items = found.slice(0, MOST_SHOWN).map(({ id, title, verdict, reason, passed, total }) => {
    const said = make('span', { class: 'said' }, make('b', {}, title), ` ${reason}`);
    const score = make('span', { class: 'score', title: 'scenarios that conform, of all' }, `${passed}/${total}`);
    return make('li', {}, mark(verdict), spoken(verdict), make('a', { href: `#${id}`, class: 'id' }, id), said, score);
  });
  if (found.length > items.length) items.push(wide(`and ${found.length - items.length} more below`));
  return notice(found[0] ? found[0].verdict : '', 'What needs attention', items);
};
