import type { ScenarioPath } from './cucumber-run.ts';

// How long a run on the wall clock will take: lanes take scenarios from one list, each the next one that is left.

export interface PlannedScenario {
  readonly path: ScenarioPath;
  /** What it takes, ms: its wait and what comes with it. */
  readonly takesMs: number;
  readonly waitsForMinutes: boolean;
  /** Nobody has measured its wait. */
  readonly isGuess: boolean;
}

/** What is going to be run, in the order in which it begins. */
export interface RunPlan {
  readonly lanes: number;
  readonly scenarios: readonly PlannedScenario[];
  /** Those that wait for minutes, where they are not run. */
  readonly leftOut: number;
}

/**
 * How far apart scenarios begin, ms: about what one costs the processor. The stand and the system are started, mail is sent, the evidence
 * is judged, and one thread does it all.
 */
export const BEGIN_APART_MS = 150;

/** When the last of them ends, ms from now, if lanes become free at these times. */
const endOf = (freeAtMs: readonly number[], scenarios: readonly PlannedScenario[]): number => {
  const lanes = [...freeAtMs];
  for (const { takesMs } of scenarios) {
    const first = lanes.indexOf(Math.min(...lanes));
    lanes[first] = (lanes[first] ?? 0) + takesMs;
  }
  return Math.max(0, ...lanes);
};

/** What the whole run takes, ms. */
export const estimateMs = ({ lanes, scenarios }: Pick<RunPlan, 'lanes' | 'scenarios'>): number =>
  Math.max(
    endOf(
      Array.from({ length: lanes }, () => 0),
      scenarios,
    ),
    scenarios.length * BEGIN_APART_MS,
  );

/** How many lanes it takes until more would not make it shorter: the longest scenario is left, or the work itself. */
export const lanesWanted = ({ scenarios }: Pick<RunPlan, 'scenarios'>): number => {
  const shortest = estimateMs({ lanes: Math.max(1, scenarios.length), scenarios });
  let [few, enough] = [0, Math.max(1, scenarios.length)];
  while (enough - few > 1) {
    const lanes = Math.floor((few + enough) / 2);
    if (estimateMs({ lanes, scenarios }) <= shortest * 1.02) enough = lanes;
    else few = lanes;
  }
  return enough;
};

/** Follows a run, and tells how long the rest of it takes. */
export class TimeLeft {
  private readonly plan: RunPlan;
  private readonly now: () => number;
  private readonly waiting: Map<ScenarioPath, PlannedScenario>;
  private readonly running = new Map<ScenarioPath, number>();

  /** `now`: ms, on whatever clock the run goes. */
  constructor(plan: RunPlan, now: () => number) {
    this.plan = plan;
    this.now = now;
    this.waiting = new Map(plan.scenarios.map((scenario) => [scenario.path, scenario]));
  }

  begun(path: ScenarioPath): void {
    const scenario = this.waiting.get(path);
    this.waiting.delete(path);
    if (scenario !== undefined) this.running.set(path, this.now() + scenario.takesMs);
  }

  ended(path: ScenarioPath): void {
    this.running.delete(path);
    this.waiting.delete(path);
  }

  get leftMs(): number {
    const now = this.now();
    const ends = [...this.running.values()].map((endsAtMs) => Math.max(0, endsAtMs - now));
    const idle = Array.from({ length: Math.max(0, this.plan.lanes - ends.length) }, () => 0);
    const left = [...this.waiting.values()];
    return Math.max(endOf([...ends, ...idle], left), left.length * BEGIN_APART_MS);
  }
}
