import type { CounterRow } from '../counters.ts';

/** The five sort keys of `tophosts` in the order of its menu (COUNT-5), each with its title. */
export const TOPHOSTS_KEYS = {
  active_rcpts: 'Active Recipients',
  conn_out: 'Connections Out',
  deliv_recip: 'Delivered Recipients',
  hard_bounced: 'Hard Bounced Recipients',
  soft_bounced: 'Soft Bounced Events',
} as const;

export type TophostsKey = keyof typeof TOPHOSTS_KEYS;

const isKey = (text: string): text is TophostsKey => Object.hasOwn(TOPHOSTS_KEYS, text);

/** The names, in the order of the menu. */
export const TOPHOSTS_KEY_NAMES: readonly TophostsKey[] = Object.keys(TOPHOSTS_KEYS).filter(isKey);

/** Reads a key as one gives it: its name, or its number in the menu; undefined for anything else. */
export const readTophostsKey = (text: string): TophostsKey | undefined => {
  if (/^[1-5]$/.test(text)) return TOPHOSTS_KEY_NAMES[Number(text) - 1];
  return isKey(text) ? text : undefined;
};

const FIGURES: { readonly [Key in TophostsKey]: (row: CounterRow) => number } = {
  active_rcpts: (row) => row.activeRecipients,
  conn_out: (row) => row.connectionsOut,
  deliv_recip: (row) => row.deliveredRecipients,
  hard_bounced: (row) => row.hardBounced,
  soft_bounced: (row) => row.softBounced,
};

const byName = (a: CounterRow, b: CounterRow): number => (a.host < b.host ? -1 : a.host > b.host ? 1 : 0);

/** The largest figure first; equal ones by name. */
export const sortHosts = <Row extends CounterRow>(rows: readonly Row[], key: TophostsKey): Row[] => {
  const figure = FIGURES[key];
  return rows.toSorted((a, b) => figure(b) - figure(a) || byName(a, b));
};
