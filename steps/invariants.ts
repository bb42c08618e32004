import { type Finding, outcomeOf } from '../src/harness/checks/finding.ts';
import { type ArmedFault, everyFaultMet, findBroken, onlyAccounts } from '../src/harness/checks/invariants.ts';
import { entersLedger } from '../src/harness/checks/ledger.ts';
import type { ScenarioOutcome } from '../src/harness/outcome.ts';
import type { Stand } from './stand.ts';
import type { ConformanceWorld } from './world.ts';

/** The faults of the scenario, with how often each was met. */
export const armedFaults = (world: ConformanceWorld, stand: Stand): ArmedFault[] =>
  stand.ruleStatus().map(({ rule: { id, layer }, hits }) => ({ id, layer, hits, optional: world.optionalRules.has(id) }));

/** The accounts that the messages of the scenario were meant for; undefined when that is not known of all of them. */
const accountsMeant = ({ sent }: ConformanceWorld): Set<string> | undefined => {
  const known = sent.flatMap(({ expectedAt }) => (expectedAt === undefined ? [] : [expectedAt]));
  return sent.length === 0 || known.length < sent.length ? undefined : new Set(known.flat());
};

/** QUEUE-1: longer than any copy lives, so that what comes late, such as a second delivery, is seen. */
const REST_OF_LIFE_SECONDS = 130;

/**
 * What the evidence of a whole scenario shows besides its own steps. A fault never met matters only if the steps found nothing. On the
 * virtual clock, where it costs nothing, a scenario that found nothing is watched until no copy can be in the queue any more.
 */
export const brokenInvariants = async (world: ConformanceWorld, stand: Stand): Promise<ScenarioOutcome[]> => {
  const sound = world.outcomes.length === 0;
  const faults: Finding = sound ? everyFaultMet(armedFaults(world, stand)) : undefined;
  if (sound && stand.clock.kind === 'virtual') await world.watch(REST_OF_LIFE_SECONDS);
  // What failed is shown with its whole log; of what went well only the ledger's lines are kept.
  await stand.readMailLog(sound ? entersLedger : undefined);
  await stand.readCounters();
  const findings = [...findBroken(world.file), onlyAccounts(world.file, accountsMeant(world)), faults];
  return findings.flatMap((finding) => (finding === undefined ? [] : [outcomeOf(finding)]));
};
