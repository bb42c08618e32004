import type { ConsoleRead, Evidence } from '../../evidence/events.ts';
import { CONNECTOR_QUEUE } from '../views/tophosts.ts';
import { departs, type Finding, inconclusive } from './finding.ts';

type Log = readonly Evidence[];

export const POLICIES_TABLE = 'Incoming Mail Policies';
export const STATUS_TABLE = 'Delivery Status';

/** Judges what a browser showed last of a table. */
const withTable = (log: Log, table: string, judge: (read: Evidence<ConsoleRead>) => Finding): Finding => {
  const read = log.findLast((entry): entry is Evidence<ConsoleRead> => entry.type === 'consoleRead' && entry.table === table);
  return read === undefined ? inconclusive(`nobody looked at ${table}`) : judge(read);
};

/** POLICY-8: the connector is the last service column. */
export const connectorIsLast = (log: Log, column: string): Finding =>
  withTable(log, POLICIES_TABLE, ({ columns, seq }) =>
    columns.at(-1) === column ? undefined : departs(`"${column}" as the last column`, columns.join(', ') || 'no table', [seq]),
  );

/** POLICY-8: what the connector's column reads for a policy. Rows: name, text of the link. */
export const connectorReads = (log: Log, policy: string, wanted: string): Finding =>
  withTable(log, POLICIES_TABLE, ({ rows, seq }) => {
    const row = rows.find(([name]) => name === policy);
    if (row?.[1] === wanted) return undefined;
    return departs(`"${wanted}" for the policy ${policy}`, row === undefined ? 'no such policy' : `"${row[1]}"`, [seq]);
  });

/** COUNT-1: the connector's queue has a row on the page, with this many copies delivered. Rows: host, then the figures. */
export const statusShowsQueue = (log: Log, delivered: number): Finding =>
  withTable(log, STATUS_TABLE, ({ columns, rows, seq }) => {
    const row = rows.find(([host]) => host === CONNECTOR_QUEUE);
    const expected = `${CONNECTOR_QUEUE} with ${delivered} delivered`;
    if (row === undefined) return departs(expected, rows.map(([host]) => host).join(', ') || 'no rows', [seq]);
    const place = columns.findIndex((column) => /^deliv/i.test(column));
    const figure = row[place]?.replaceAll(',', '');
    return place > 0 && figure === String(delivered) ? undefined : departs(expected, row.join(' '), [seq]);
  });

/** COUNT-1: a gateway of the cloud does not offer the page. */
export const noStatusTable = (log: Log): Finding =>
  withTable(log, STATUS_TABLE, ({ columns, seq }) =>
    columns.length === 0 ? undefined : departs('no Delivery Status on a cloud gateway', columns.join(', '), [seq]),
  );
