import { type CucumberPlan, type FoundScenario, scenariosOf } from './cucumber-run.ts';
import type { PlannedScenario, RunPlan } from './run-plan.ts';
import type { Shard } from './run-result.ts';
import { both, WAITING_TAG } from './selection.ts';
import { shardOf } from './shard.ts';
import { loadWaits, waitOf } from './waits.ts';

// Which scenarios a run on the wall clock holds, and in which order they begin.

const ORDINARY_LANES = 16;
/** What a scenario takes besides its wait: it is started, its mail goes through, it is stopped. */
const AROUND_MS = 1000;

export interface WallOptions {
  readonly lanes?: number;
  /** Run the scenarios that wait for minutes too. */
  readonly waiting?: boolean;
  readonly shard?: Omit<Shard, 'planned'>;
  /** What comes between two scenarios on the same lane, ms. */
  readonly betweenMs?: number;
}

export interface WallSchedule {
  readonly plan: RunPlan;
  /** Scenarios in all parts, where it is one of several. */
  readonly planned: number;
  /** What is wrong with features that cannot be read. */
  readonly errors: readonly string[];
}

/** Those that wait longest begin first, so that none of them is left alone at the end. */
const longestFirst = (scenarios: readonly PlannedScenario[]): PlannedScenario[] => scenarios.toSorted((a, b) => b.takesMs - a.takesMs);

export const scheduleOnTheWall = async (
  plan: CucumberPlan,
  { lanes = ORDINARY_LANES, waiting = false, shard, betweenMs = 0 }: WallOptions,
): Promise<WallSchedule> => {
  const forMinutes = await scenariosOf(plan, both(plan.tags, WAITING_TAG));
  const others = await scenariosOf(plan, both(plan.tags, `not ${WAITING_TAG}`));
  const waits = loadWaits();
  const planned = (waitsForMinutes: boolean) => (scenario: FoundScenario) => {
    const { ms, isGuess } = waitOf(waits, scenario, waitsForMinutes);
    return { path: scenario.path, takesMs: ms + AROUND_MS + betweenMs, waitsForMinutes, isGuess };
  };
  const scenarios = longestFirst([...(waiting ? forMinutes.scenarios.map(planned(true)) : []), ...others.scenarios.map(planned(false))]);
  const part = shardOf(scenarios, shard);
  const leftOut = waiting ? 0 : forMinutes.scenarios.length;
  return {
    plan: { lanes: Math.max(1, Math.min(lanes, part.length)), scenarios: part, leftOut },
    planned: scenarios.length,
    errors: others.errors,
  };
};
