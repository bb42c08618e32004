import type { Evidence, FactOf, FactType } from '../../evidence/events.ts';
import type { CaseFile } from './case-file.ts';
import { departs, type Finding, inconclusive } from './finding.ts';
import { duplicatedCopy, lostCopy, surplusSeen } from './ledger.ts';
import { sentInClear } from './tls.ts';

// What must hold in every scenario, whatever it is about. Each names the requirement that it belongs to, so that a
// scenario about retries is not blamed for a message sent in clear.

const ofType = <Type extends FactType>(log: readonly Evidence[], type: Type): Evidence<FactOf<Type>>[] =>
  log.filter((entry): entry is Evidence<FactOf<Type>> => entry.type === type);

const nothingInClear = ({ evidence }: CaseFile): Finding => {
  const [first] = sentInClear(evidence);
  if (first === undefined) return undefined;
  const observed = `"${first.line}" in clear on connection ${first.connection}`;
  return departs('no envelope and no message outside TLS', observed, [first.seq], ['TLS-1']);
};

const cleanWire = ({ evidence }: CaseFile): Finding => {
  const first = ofType(evidence, 'wireAnomaly').find(({ kind }) => kind !== 'bad sequence');
  if (first === undefined) return undefined;
  const observed = `${first.kind} at ${first.stage}: ${first.detail}`;
  return departs('CRLF line ends and well-formed commands', observed, [first.seq], ['SMTP-1']);
};

const oneRecipient = ({ evidence }: CaseFile): Finding => {
  const first = ofType(evidence, 'copyReceived').find(({ rcptTo }) => rcptTo.length !== 1);
  if (first === undefined) return undefined;
  const observed = `${first.rcptTo.length}: ${first.rcptTo.join(', ')}`;
  return departs('one recipient in the envelope of a copy', observed, [first.seq], ['COPY-3']);
};

/** SCOPE-1: one copy for each policy group, to the end: a second one for the same account may come long after the first. */
const noneTwice = (file: CaseFile): Finding => {
  const [first] = surplusSeen(file);
  if (first === undefined) return undefined;
  const observed = `the copy of message ${first.token} at the ${first.account} account was delivered ${first.taken} times`;
  return departs('one delivery of each copy', observed, first.seqs, ['SCOPE-1']);
};

/** What the evidence of a whole scenario shows besides its own steps. */
export const findBroken = (file: CaseFile): NonNullable<Finding>[] =>
  [nothingInClear, cleanWire, oneRecipient, noneTwice, lostCopy, duplicatedCopy].flatMap((invariant) => invariant(file) ?? []);

/**
 * Traffic that no one expected: a copy for an account that no message was meant for. `accounts`: those that some message was
 * meant for, none for a message under No Scan alone; undefined: no message was sent, so nothing is known.
 */
export const onlyAccounts = ({ evidence }: CaseFile, accounts: ReadonlySet<string> | undefined): Finding => {
  const first = ofType(evidence, 'copyReceived').find(({ account }) => account !== null && accounts?.has(account) === false);
  if (first === undefined) return undefined;
  const expected = `copies for ${[...(accounts ?? [])].join(' and ') || 'no account'} alone`;
  return departs(expected, `a copy for the ${first.account} account`, [first.seq]);
};

/** A fault that a scenario armed, and how often it was met. */
export interface ArmedFault {
  readonly id: string;
  readonly layer: string;
  readonly hits: number;
  /** A right system need not meet it. */
  readonly optional: boolean;
}

/** A fault that was never met proves nothing: what was to be judged did not come about. */
export const everyFaultMet = (faults: readonly ArmedFault[]): Finding => {
  const idle = faults.find(({ hits, optional }) => hits === 0 && !optional);
  return idle === undefined ? undefined : inconclusive(`the fault ${idle.id} (${idle.layer}) was never met`);
};

/** The same while the scenario still runs, after a wait. */
export const faultsMetWithin = (faults: readonly ArmedFault[], seconds: number): Finding =>
  faults.every(({ hits }) => hits > 0) ? undefined : inconclusive(`not every fault was met within ${seconds} s`);
