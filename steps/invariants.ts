import type { ScenarioOutcome } from '../src/harness/outcome.ts';
import { carriesMail } from '../src/harness/views/commands.ts';
import type { Stand } from './stand.ts';
import { ACCOUNTS } from './stand-layout.ts';
import type { ConformanceWorld } from './world.ts';

// What must hold in every scenario, whatever it is about. Each names the requirement that it belongs to, so that a
// scenario about retries is not blamed for a message sent in clear.

type Invariant = (world: ConformanceWorld, stand: Stand) => ScenarioOutcome | undefined;

const departure = (requirement: string, expected: string, observed: string, evidence: readonly number[]): ScenarioOutcome => ({
  kind: 'departs',
  requirements: [requirement],
  expected,
  observed,
  evidence,
});

const nothingInClear: Invariant = (_world, stand) => {
  const [first] = stand.evidence.ofType('commandReceived').filter((entry) => !entry.secure && carriesMail(entry.line));
  if (first === undefined) return undefined;
  return departure('TLS-1', 'no envelope and no message outside TLS', `"${first.line}" in clear on connection ${first.connection}`, [
    first.seq,
  ]);
};

const cleanWire: Invariant = (_world, stand) => {
  const [first] = stand.evidence.ofType('wireAnomaly').filter((entry) => entry.kind !== 'bad sequence');
  if (first === undefined) return undefined;
  return departure('SMTP-1', 'CRLF line ends and well-formed commands', `${first.kind} at ${first.stage}: ${first.detail}`, [first.seq]);
};

const oneRecipient: Invariant = (_world, stand) => {
  const [first] = stand.evidence.ofType('copyReceived').filter((entry) => entry.rcptTo.length !== 1);
  if (first === undefined) return undefined;
  return departure('COPY-3', 'one recipient in the envelope of a copy', `${first.rcptTo.length}: ${first.rcptTo.join(', ')}`, [first.seq]);
};

/** Traffic that no one expected: a copy for an account that no message of the scenario was meant for. */
const onlyExpectedAccounts: Invariant = (world, stand) => {
  const expected = new Set<string>(
    world.sent.flatMap((message) => message.roles.map((role) => (role === 'No Scan' ? '' : ACCOUNTS[role].name))),
  );
  const [first] = stand.evidence.ofType('copyReceived').filter((entry) => entry.account !== null && !expected.has(entry.account));
  if (first === undefined || expected.size === 0) return undefined;
  return {
    kind: 'departs',
    requirements: [],
    expected: `copies for ${[...expected].filter((name) => name !== '').join(' and ') || 'no account'} alone`,
    observed: `a copy for the ${first.account} account`,
    evidence: [first.seq],
  };
};

/** A rule that never fired proves nothing: what was to be judged did not come about. */
const everyRuleFired: Invariant = (world, stand) => {
  if (world.outcomes.length > 0) return undefined;
  const idle = stand.ruleStatus().find((status) => status.hits === 0 && !world.optionalRules.has(status.rule.id));
  if (idle === undefined) return undefined;
  return { kind: 'inconclusive', reason: `the fault ${idle.rule.id} (${idle.rule.layer}) was never met` };
};

const INVARIANTS: readonly Invariant[] = [nothingInClear, cleanWire, oneRecipient, onlyExpectedAccounts, everyRuleFired];

/** What the evidence of a whole scenario shows besides its own steps. */
export const findBrokenInvariants = async (world: ConformanceWorld, stand: Stand): Promise<ScenarioOutcome[]> => {
  await stand.readMailLog();
  return INVARIANTS.flatMap((invariant) => invariant(world, stand) ?? []);
};
