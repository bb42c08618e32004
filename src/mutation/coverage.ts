import { scenariosByRequirement } from '../harness/feature-index.ts';
import { StandError } from '../harness/outcome.ts';
import { forwarderRequirements } from '../selftest/selftest.ts';
import { CONFORMS, type Ended } from './jobs.ts';
import type { Mutant } from './mutant.ts';
import { runJob } from './run-job.ts';

/** The unchanged forwarder gets as long as it needs. */
const BASELINE_PATIENCE_MS = 300_000;

/** What every scenario that can tell something of a forwarder found out about the unchanged one. */
export interface Coverage {
  readonly scenarios: ReadonlyMap<string, Ended>;
  /** The longest that was waited for a word, ms. */
  readonly longestMs: number;
}

const forwarderScenarios = async (): Promise<string[]> => {
  const references = await scenariosByRequirement();
  const places = forwarderRequirements().flatMap((id) => (references.get(id) ?? []).map(({ uri, line }) => `${uri}:${line}`));
  return [...new Set(places)];
};

/** Runs scenarios against the unchanged forwarder: all, or those whose places begin with one of these. Throws StandError unless all conform. */
export const cover = async (workers: number, only: readonly string[]): Promise<Coverage> => {
  const isMeant = (scenario: string): boolean => only.length === 0 || only.some((begin) => scenario.startsWith(begin));
  const all = (await forwarderScenarios()).filter(isMeant);
  if (all.length === 0) throw new StandError(`no scenario stands at ${only.join(' or ')}`);
  const scenarios = new Map<string, Ended>();
  const shares = Array.from({ length: Math.min(workers, all.length) }, (_, index) =>
    all.filter((_scenario, place) => place % workers === index),
  );
  const ends = await Promise.all(
    shares.map((share) =>
      runJob({ cover: true, scenarios: share }, BASELINE_PATIENCE_MS, {
        ended: (scenario) => {
          scenarios.set(scenario.scenario, scenario);
          return true;
        },
      }),
    ),
  );
  const failure = ends.find(({ kind }) => kind !== 'done');
  if (failure !== undefined)
    throw new StandError(`the scenarios could not be run: ${'message' in failure ? failure.message : failure.kind}`);
  const odd = [...scenarios.values()].find(({ verdict }) => verdict !== CONFORMS);
  if (odd !== undefined) throw new StandError(`${odd.scenario} finds of the unchanged forwarder: ${odd.verdict} (${odd.reason})`);
  return { scenarios, longestMs: Math.max(...[...scenarios.values()].map(({ durationMs }) => durationMs)) };
};

/**
 * The scenarios that enter the block of a mutant. What is run when the module is loaded, such as a constant, is met wherever anything of
 * the file is; and where nothing of it is ever entered, by who takes something from it: anybody.
 */
export const coveringOf = ({ scenarios }: Coverage, { file, block }: Pick<Mutant, 'file' | 'block'>): Ended[] => {
  const all = [...scenarios.values()];
  if (block > 0) return all.filter(({ entered }) => entered.includes(`${file}:${block}`));
  const some = all.filter(({ entered }) => entered.some((entry) => entry.startsWith(`${file}:`)));
  return some.length > 0 ? some : all;
};

const featureOf = (scenario: string): string => scenario.slice(0, scenario.lastIndexOf(':'));

/** In which order scenarios are likely to kill soonest: those that have killed in the same file, then one of each feature in turn. */
export const killersFirst = (covering: readonly Ended[], kills: ReadonlyMap<string, number>): string[] => {
  const turns = new Map<string, number>();
  return covering
    .map(({ scenario, durationMs }) => {
      const feature = featureOf(scenario);
      const turn = turns.get(feature) ?? 0;
      turns.set(feature, turn + 1);
      return { scenario, turn, durationMs, killed: kills.get(scenario) ?? 0 };
    })
    .toSorted((one, other) => other.killed - one.killed || one.turn - other.turn || one.durationMs - other.durationMs)
    .map(({ scenario }) => scenario);
};
