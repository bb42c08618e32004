import type { CounterRow } from './answers.ts';

/** A counter as a column: the head that `tophosts` gives it, and what the manual calls it in full. */
export interface Column {
  readonly key: 'activeRecipients' | 'connectionsOut' | 'deliveredRecipients' | 'softBounced' | 'hardBounced';
  readonly head: string;
  readonly name: string;
  /** Sort key of the command line. */
  readonly sort: string;
}

/** In the order of `tophosts` (COUNT-1). */
export const COLUMNS: readonly Column[] = [
  { key: 'activeRecipients', head: 'Active Recip.', name: 'Active Recipients', sort: 'active_rcpts' },
  { key: 'connectionsOut', head: 'Conn. Out', name: 'Connections Out', sort: 'conn_out' },
  { key: 'deliveredRecipients', head: 'Deliv. Recip.', name: 'Delivered Recipients', sort: 'deliv_recip' },
  { key: 'softBounced', head: 'Soft Bounced', name: 'Soft Bounced Events', sort: 'soft_bounced' },
  { key: 'hardBounced', head: 'Hard Bounced', name: 'Hard Bounced Recipients', sort: 'hard_bounced' },
];

export const columnOf = (sort: string | null): Column | undefined => COLUMNS.find((column) => column.sort === sort);

/** The largest first, as `tophosts` sorts (COUNT-5); equal ones by name. */
export const sortedBy = (rows: readonly CounterRow[], { key }: Column): CounterRow[] =>
  rows.toSorted((one, other) => other[key] - one[key] || (one.host < other.host ? -1 : 1));
