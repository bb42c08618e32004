import type { CounterRow } from '../counters.ts';
import { logTime } from '../mail-log.ts';
import { type Column, textTable, withCommas } from './text-table.ts';
import { sortHosts, type TophostsKey } from './tophosts-key.ts';

const COLUMNS: readonly Column[] = [
  { head: ['Destination Domain'], align: 'left', least: 24 },
  { head: ['Latest Host Status'], align: 'left', least: 18 },
  { head: ['Active Recipients'], align: 'right', least: 17 },
  { head: ['Connections Out'], align: 'right', least: 15 },
  { head: ['Delivered Recipients'], align: 'right', least: 20 },
  { head: ['Soft Bounced'], align: 'right', least: 12 },
  { head: ['Hard Bounced'], align: 'right', least: 12 },
];

/** In words, as the page shows it. */
const hostState = ({ attempted, down }: CounterRow): string => {
  if (!attempted) return 'Unknown';
  return down ? 'Down' : 'Up';
};

/** The table of the Delivery Status page as text. */
export const deliveryStatusText = (rows: readonly CounterRow[], key: TophostsKey, nowMs: number): string =>
  [
    `Delivery Status as of: ${logTime(nowMs)} GMT`,
    '',
    ...textTable(
      COLUMNS,
      sortHosts(rows, key).map((row) => [
        row.host,
        hostState(row),
        withCommas(row.activeRecipients),
        withCommas(row.connectionsOut),
        withCommas(row.deliveredRecipients),
        withCommas(row.softBounced),
        withCommas(row.hardBounced),
      ]),
    ),
    '',
  ].join('\n');
