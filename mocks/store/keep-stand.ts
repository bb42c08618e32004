import type { EvidenceLog } from '../../src/evidence/evidence-log.ts';
import type { AccountBook } from '../accounts.ts';
import type { DnsRecord, Zone } from '../dns/zone.ts';
import type { FaultEngine } from '../faults/engine.ts';
import type { Store } from './store.ts';

/** What of a stand is remembered. */
export interface RememberedParts {
  readonly accounts: AccountBook;
  readonly zone: Zone;
  readonly faults: FaultEngine;
  readonly evidence: EvidenceLog;
  /** The records that the stand would begin with if nothing were remembered. */
  readonly usualRecords: readonly DnsRecord[];
}

/** Has the store remember how the stand is configured, now and after every change, until the returned function is called. */
export const keepStand = (store: Store, { accounts, zone, faults, evidence, usualRecords }: RememberedParts): (() => void) => {
  let planned: NodeJS.Immediate | undefined;
  const write = (): void => {
    planned = undefined;
    const rules = faults.status().filter(({ expired }) => !expired);
    store.remember({
      accounts: accounts.states.map(({ answers, ...account }) => ({ ...account, answers: [...answers] })),
      usualRecords: [...usualRecords],
      records: zone.list(),
      rules: rules.map(({ rule, hits }) => ({ rule, hits })),
    });
  };
  // Many changes in one turn of the event loop are written once.
  const plan = (): void => {
    planned ??= setImmediate(write);
  };
  const fired = (ruleId: string): void => {
    const status = faults.status().find(({ rule }) => rule.id === ruleId);
    // How often a rule without a limit has fired changes nothing of what it will do.
    if (status !== undefined && status.remaining !== null) plan();
  };
  const leave = [
    accounts.onChange(plan),
    zone.onChange(plan),
    faults.onChange(plan),
    evidence.subscribe((entry) => entry.type === 'ruleFired' && fired(entry.ruleId)),
  ];
  write();
  return () => {
    for (const one of leave) one();
    if (planned === undefined) return;
    clearImmediate(planned);
    write();
  };
};
