import type { Account } from '../accounts.ts';
import type { DnsRecord } from '../dns/zone.ts';
import type { FaultRule } from '../faults/rule.ts';

/** How a stand is configured: what a restart with the same file brings back. */
export interface StandState {
  readonly accounts: readonly Account[];
  readonly records: readonly DnsRecord[];
  /** Rules that are armed, with how often each has fired. */
  readonly rules: readonly { readonly rule: FaultRule; readonly hits: number }[];
}

/** The greatest numbers given out so far: a restarted stand counts on from them. */
export interface Ordinals {
  readonly seq: number;
  readonly connection: number;
  readonly copy: number;
  readonly query: number;
}

export const NO_ORDINALS: Ordinals = { seq: 0, connection: 0, copy: 0, query: 0 };
