import type { DestinationCounters } from '../drivers/driver.ts';
import { StandError } from '../outcome.ts';
import { departs, type Finding } from './finding.ts';

/** The name under which the connector's queue is counted (COUNT-1). */
export const CONNECTOR_QUEUE = 'the.tdc.queue';

const COLUMNS: ReadonlyMap<string, (row: DestinationCounters) => number> = new Map<string, (row: DestinationCounters) => number>([
  ['Active Recipients', (row) => row.activeRecipients],
  ['Connections Out', (row) => row.connectionsOut],
  ['Delivered', (row) => row.deliveredRecipients],
  ['Soft Bounced', (row) => row.softBounced],
  ['Hard Bounced', (row) => row.hardBounced],
]);

/**
 * COUNT-1 to COUNT-4: the row of the connector's queue holds these figures, each under the column's name.
 * Throws StandError for a column that does not exist.
 */
export const countersRead = (
  rows: readonly DestinationCounters[],
  wanted: readonly (readonly [column: string, value: number])[],
): Finding => {
  const columns = wanted.map(([name, value]) => {
    const read = COLUMNS.get(name);
    if (read === undefined) throw new StandError(`no counter is called "${name}"; there are ${[...COLUMNS.keys()].join(', ')}`);
    return { name, value, read };
  });
  const row = rows.find(({ host }) => host === CONNECTOR_QUEUE);
  if (row === undefined) return departs(`a row for ${CONNECTOR_QUEUE}`, 'none', []);
  const wrong = columns.filter(({ read, value }) => read(row) !== value);
  if (wrong.length === 0) return undefined;
  return departs(
    'the counters to tell what happened',
    wrong.map(({ name, value, read }) => `${name} ${read(row)} instead of ${value}`).join(', '),
    [],
  );
};
