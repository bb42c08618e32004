import type { CountersRead, Evidence } from '../../evidence/events.ts';
import type { TophostsKey } from '../drivers/driver.ts';
import { StandError } from '../outcome.ts';
import { openAtEnd } from '../views/connections.ts';
import { CONNECTOR_QUEUE, type HostCounters, lastCounters, queueRow, readTophosts } from '../views/tophosts.ts';
import { departs, type Finding, inconclusive } from './finding.ts';

type Log = readonly Evidence[];
type Read = (row: HostCounters) => number;

/** The columns by which features and `tophosts` speak of them. */
const COLUMNS: ReadonlyMap<string, Read> = new Map<string, Read>([
  ['Active Recipients', (row) => row.activeRecipients],
  ['Connections Out', (row) => row.connectionsOut],
  ['Delivered', (row) => row.deliveredRecipients],
  ['Soft Bounced', (row) => row.softBounced],
  ['Hard Bounced', (row) => row.hardBounced],
]);

/** The column behind each key of `tophosts`. */
const SORTED_BY: ReadonlyMap<string, string> = new Map<TophostsKey, string>([
  ['active_rcpts', 'Active Recipients'],
  ['conn_out', 'Connections Out'],
  ['deliv_recip', 'Delivered'],
  ['hard_bounced', 'Hard Bounced'],
  ['soft_bounced', 'Soft Bounced'],
]);

const columnNamed = (name: string): Read => {
  const read = COLUMNS.get(name);
  if (read === undefined) throw new StandError(`no counter is called "${name}"; there are ${[...COLUMNS.keys()].join(', ')}`);
  return read;
};

/** Judges what `tophosts` printed last. */
const withPrint = (log: Log, judge: (read: Evidence<CountersRead>) => Finding): Finding => {
  const read = lastCounters(log);
  return read === undefined ? inconclusive('the counters were never read') : judge(read);
};

/** Judges the row of the connector's queue (COUNT-1). */
const withQueue = (log: Log, judge: (row: HostCounters, seq: number) => Finding): Finding =>
  withPrint(log, ({ text, seq }) => {
    const row = queueRow(text);
    if (row !== undefined) return judge(row, seq);
    const hosts = readTophosts(text).map(({ host }) => host);
    return departs(`a row for ${CONNECTOR_QUEUE}`, hosts.length === 0 ? 'no rows' : `rows for ${hosts.join(', ')}`, [seq]);
  });

/** COUNT-1: the connector's queue has a row. */
export const queueIsCounted = (log: Log): Finding => withQueue(log, () => undefined);

/**
 * COUNT-2, COUNT-4: the row of the connector's queue holds these figures, each under the column's name.
 * Throws StandError for a column that does not exist.
 */
export const countersAre = (log: Log, wanted: readonly (readonly [column: string, value: number])[]): Finding => {
  const columns = wanted.map(([name, value]) => ({ name, value, read: columnNamed(name) }));
  return withQueue(log, (row, seq) => {
    const wrong = columns.filter(({ read, value }) => read(row) !== value);
    if (wrong.length === 0) return undefined;
    return departs(
      'the counters to tell what happened',
      wrong.map(({ name, value, read }) => `${name} ${read(row)} instead of ${value}`).join(', '),
      [seq],
    );
  });
};

/** COUNT-3: as many connections as are open at the intake. */
export const connectionsAgree = (log: Log): Finding =>
  withQueue(log, ({ connectionsOut }, seq) => {
    const open = openAtEnd(log);
    if (connectionsOut === open.length) return undefined;
    return departs(`Connections Out ${open.length}, as the intake sees`, `${connectionsOut}`, [
      ...open.map(({ openedSeq }) => openedSeq),
      seq,
    ]);
  });

/** COUNT-5: the rows fall in the column that was asked for; proved only if it tells hosts apart. */
export const isSorted = (log: Log): Finding =>
  withPrint(log, ({ text, sortKey, seq }) => {
    const name = SORTED_BY.get(sortKey) ?? sortKey;
    const figures = readTophosts(text).map(columnNamed(name));
    if (new Set(figures).size < 2) return inconclusive(`no two hosts differ in ${name}`);
    const falls = figures.every((figure, index) => index === 0 || figure <= (figures[index - 1] ?? 0));
    return falls ? undefined : departs(`hosts by ${name}, the highest first`, figures.join(', '), [seq]);
  });

/** COUNT-5: whether the connector's queue is marked as down. */
export const queueIsMarked = (log: Log, down: boolean): Finding =>
  withQueue(log, (row, seq) =>
    row.down === down
      ? undefined
      : departs(`${CONNECTOR_QUEUE} ${down ? 'marked with *' : 'without a mark'}`, down ? 'no mark' : 'marked with *', [seq]),
  );

/** COUNT-5: no other host is marked. */
export const othersUnmarked = (log: Log): Finding =>
  withPrint(log, ({ text, seq }) => {
    const others = readTophosts(text).filter(({ host }) => host !== CONNECTOR_QUEUE);
    if (others.length === 0) return inconclusive('no other host is counted');
    const marked = others.find(({ down }) => down);
    return marked === undefined ? undefined : departs('no mark at the other hosts', `${marked.host} is marked`, [seq]);
  });
