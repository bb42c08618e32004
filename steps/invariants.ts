import { type Finding, outcomeOf } from '../src/harness/checks/finding.ts';
import { type ArmedFault, everyFaultMet, findBroken, onlyAccounts } from '../src/harness/checks/invariants.ts';
import type { ObservedSystem } from '../src/harness/observed-system.ts';
import type { ScenarioOutcome } from '../src/harness/outcome.ts';
import type { ConformanceWorld } from './world.ts';

/** The faults of the scenario, with how often each was met. */
export const armedFaults = (world: ConformanceWorld, system: ObservedSystem): ArmedFault[] =>
  system.ruleStatus().map(({ rule: { id, layer }, hits }) => ({ id, layer, hits, optional: world.optionalRules.has(id) }));

/** The accounts that the messages of the scenario were meant for; undefined when that is not known of all of them. */
const accountsMeant = ({ sent }: ConformanceWorld): Set<string> | undefined => {
  const known = sent.flatMap(({ expectedAt }) => (expectedAt === undefined ? [] : [expectedAt]));
  return sent.length === 0 || known.length < sent.length ? undefined : new Set(known.flat());
};

/**
 * What the evidence of a whole scenario shows besides its own steps. A fault never met matters only if the steps found nothing.
 */
export const brokenInvariants = async (world: ConformanceWorld, system: ObservedSystem): Promise<ScenarioOutcome[]> => {
  const sound = world.outcomes.length === 0;
  const faults: Finding = sound ? everyFaultMet(armedFaults(world, system)) : undefined;
  await world.observeRest(sound);
  const findings = [...findBroken(world.file), onlyAccounts(world.file, accountsMeant(world)), faults];
  return findings.flatMap((finding) => (finding === undefined ? [] : [outcomeOf(finding)]));
};
