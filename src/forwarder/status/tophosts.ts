import type { CounterRow } from '../counters.ts';
import { logTime } from '../mail-log.ts';
import { type Column, textTable, withCommas } from './text-table.ts';
import { sortHosts, type TophostsKey } from './tophosts-key.ts';

/** `tophosts` as text, from the rows of all destinations. Exchangeable. */
export type TophostsText = (rows: readonly CounterRow[], key: TophostsKey, nowMs: number) => string;

const COLUMNS: readonly Column[] = [
  { head: ['#'], align: 'left', least: 3 },
  { head: ['Recipient Host'], align: 'left', least: 24 },
  { head: ['Active', 'Recip.'], align: 'right', least: 7 },
  { head: ['Conn.', 'Out'], align: 'right', least: 6 },
  { head: ['Deliv.', 'Recip.'], align: 'right', least: 9 },
  { head: ['Soft', 'Bounced'], align: 'right', least: 9 },
  { head: ['Hard', 'Bounced'], align: 'right', least: 9 },
];

/** COUNT-1, COUNT-5: the vendor's form, times in UTC as in the log. */
export const documentedTophosts: TophostsText = (rows, key, nowMs) => {
  const table = sortHosts(rows, key).map((row, place) => [
    `${place + 1}${row.down ? '*' : ''}`,
    row.host,
    withCommas(row.activeRecipients),
    withCommas(row.connectionsOut),
    withCommas(row.deliveredRecipients),
    withCommas(row.softBounced),
    withCommas(row.hardBounced),
  ]);
  return [
    `Status as of: ${logTime(nowMs)} GMT`,
    "Hosts marked with '*' were down as of the last delivery attempt.",
    '',
    ...textTable(COLUMNS, table),
    '',
  ].join('\n');
};
