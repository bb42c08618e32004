import type { DnsRecord } from '../dns/zone.ts';
import type { StandState } from './stand-state.ts';

const keyOf = (record: DnsRecord): string => JSON.stringify(Object.entries(record).sort());

/** The records of the one list that are not in the other. */
const without = (records: readonly DnsRecord[], others: readonly DnsRecord[]): DnsRecord[] => {
  const keys = new Set(others.map(keyOf));
  return records.filter((record) => !keys.has(keyOf(record)));
};

/**
 * The records that a stand goes on with: those it was left with, less what it would no longer begin with, and with what it would begin with
 * now and would not have then. So whoever changed records finds them changed, and a new account or another address gets its records.
 */
export const mergeRecords = (usual: readonly DnsRecord[], { usualRecords: before, records }: StandState): DnsRecord[] => [
  ...without(records, without(before, usual)),
  ...without(without(usual, before), records),
];
