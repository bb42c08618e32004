import { availableParallelism } from 'node:os';
import type { Baseline } from './baseline.ts';
import { type CucumberPlan, type ScenarioPath, scenariosOf } from './cucumber-run.ts';
import { judge } from './judge.ts';
import { type Lane, lanesForEverything, lanesOfScenarios, runLanes, turnsApart } from './lanes.ts';
import { MessageFile } from './message-file.ts';
import { FEATURES_GLOB, packageInfo, STEPS_GLOB } from './package-root.ts';
import { pinErrors } from './pinned.ts';
import { quickScenarios } from './quick.ts';
import { loadRegistry, type Registry } from './registry.ts';
import { BEGIN_APART_MS } from './run-plan.ts';
import type { RunMeta, RunResult, Shard } from './run-result.ts';
import { type RunListener, RunTally } from './run-tally.ts';
import { hereRunner } from './runner.ts';
import { describeSelection, EVERYTHING, isEverything, type Selection, tagExpressionOf } from './selection.ts';
import { shardOf } from './shard.ts';
import { threadRunner } from './thread-runner.ts';
import { toleranceFor } from './tolerance.ts';
import { scheduleOnTheWall } from './wall-schedule.ts';

export interface RunOptions {
  readonly selection?: Selection;
  readonly clock?: 'virtual' | 'wall';
  /** On the wall clock: run the scenarios that wait for minutes too. */
  readonly waiting?: boolean;
  /** Inferred requirements bind. */
  readonly strict?: boolean;
  /** The system is a Secure Email Gateway, so that the vendor's guides bind. */
  readonly seg?: boolean;
  /** What the system under test is called in reports. */
  readonly system?: string;
  /** On the wall clock: times missed by less are not judged, ms. */
  readonly toleranceMs?: number;
  readonly baseline?: Baseline | null;
  /** Folder for Cucumber's messages (`messages.ndjson`); nothing is written without it. */
  readonly reportsDir?: string;
  readonly registry?: Registry;
  /** Steps of one's own, as a glob relative to the package root. */
  readonly steps?: string;
  /** On the wall clock: so many scenarios wait side by side, in this thread; 16 unless told otherwise. */
  readonly lanes?: number;
  /** On the wall clock: what comes between two scenarios on the same lane, ms. Only the plan needs to know. */
  readonly betweenMs?: number;
  /** Exactly these, begun in this order, whatever is selected; `lanes` share them, on either clock: one lane unless told otherwise. */
  readonly scenarios?: readonly ScenarioPath[];
  /** Handed to every scenario's World besides `clock` and `strict`. */
  readonly worldParameters?: Readonly<Record<string, string | number | boolean>>;
  /** Only one part of the selection: the others are run elsewhere, and `setd merge` joins them. */
  readonly shard?: Omit<Shard, 'planned'>;
  readonly listener?: RunListener;
}

interface Schedule {
  readonly lanes: readonly Lane[];
  readonly planned: number;
  /** What is wrong with features that cannot be read. */
  readonly errors: readonly string[];
  readonly leftOut: RunMeta['leftOut'];
}

function planOf(options: RunOptions, selection: Selection): CucumberPlan {
  const clock = options.clock ?? 'virtual';
  return {
    paths: selection.files.length > 0 ? selection.files : [FEATURES_GLOB],
    tags: tagExpressionOf(selection),
    steps: options.steps ?? STEPS_GLOB,
    worldParameters: {
      ...options.worldParameters,
      clock,
      strict: options.strict ?? false,
      toleranceMs: toleranceFor(clock, options.toleranceMs),
    },
  };
}

const oneLane = (paths: readonly string[]): readonly Lane[] => [{ parts: [paths].values(), where: 'here' }];

/** Which scenarios run beside which, and what the wall clock leaves out. */
async function schedule(plan: CucumberPlan, options: RunOptions, selection: Selection): Promise<Schedule> {
  if (options.scenarios !== undefined) {
    const { scenarios, lanes = 1 } = options;
    return { lanes: lanesOfScenarios(lanes, scenarios), planned: scenarios.length, errors: [], leftOut: null };
  }
  if (options.clock !== 'wall') {
    if (options.shard !== undefined) {
      const { scenarios, errors } = await scenariosOf(plan, plan.tags);
      const part = shardOf(scenarios, options.shard).map(({ path }) => path);
      return { lanes: oneLane(part), planned: scenarios.length, errors, leftOut: null };
    }
    const lanes = isEverything(selection) ? lanesForEverything(availableParallelism()) : oneLane(plan.paths);
    return { lanes, planned: 0, errors: [], leftOut: null };
  }
  const { plan: ahead, planned, errors } = await scheduleOnTheWall(plan, options);
  options.listener?.planned?.(ahead);
  const paths = ahead.scenarios.map(({ path }) => path);
  const why = 'they wait for minutes on the wall clock; --waiting runs them';
  return {
    lanes: lanesOfScenarios(ahead.lanes, paths, turnsApart(BEGIN_APART_MS)),
    planned,
    errors,
    leftOut: ahead.leftOut === 0 ? null : { scenarios: ahead.leftOut, why },
  };
}

/** Lets Cucumber run all lanes. */
async function letRun(plan: CucumberPlan, lanes: readonly Lane[], tally: RunTally, reportsDir: string | undefined): Promise<void> {
  // Threads come first: they load their steps while this one loads its own.
  const threads = new Map(lanes.filter(({ where }) => where === 'thread').map((lane) => [lane, threadRunner(plan)]));
  const here = await hereRunner(plan);
  // Cucumber listens for uncaught exceptions once for every step that goes on.
  process.setMaxListeners(Math.max(process.getMaxListeners(), lanes.length + 10));
  const messages = reportsDir === undefined ? undefined : await MessageFile.open(reportsDir);
  try {
    await runLanes(lanes, async (paths, lane) => {
      const part = tally.beginPart();
      await (threads.get(lane) ?? here).run(paths, (envelope) => {
        part.accept(envelope);
        messages?.write(envelope, part);
      });
      tally.endPart(part);
    });
  } finally {
    await Promise.all([here, ...threads.values()].map((runner) => runner.close()));
    await messages?.close();
  }
}

/**
 * Runs features against the system under test and judges them; a run of everything takes a thread for each further processor. One run at
 * a time.
 * Throws StandError when the run could not begin, ConfigError for a broken registry, UsageError for a bad tag expression.
 */
export async function runFeatures(options: RunOptions = {}): Promise<RunResult> {
  const registry = options.registry ?? loadRegistry();
  const selection = options.selection ?? EVERYTHING;
  const startedMs = Date.now();
  const whole = planOf(options, selection);
  const plan = selection.quick === true ? { ...whole, paths: await quickScenarios(whole) } : whole;
  const { lanes, planned, errors, leftOut } = await schedule(plan, options, selection);
  const tally = new RunTally(registry, options.listener, options.shard === undefined ? planned : 0);
  await letRun(plan, lanes, tally, options.reportsDir);
  const everything = isEverything(selection) && options.scenarios === undefined;
  const held = (options.shard === undefined ? tally.scenarios.length : planned) + (leftOut?.scenarios ?? 0);
  const { name, version } = packageInfo();
  const result = judge({
    registry,
    scenarios: tally.scenarios,
    setupErrors: [...errors, ...tally.setupErrors, ...(everything ? pinErrors(held, registry.pinnedScenarios) : [])],
    baseline: options.baseline ?? null,
    complete: everything && leftOut === null && options.shard === undefined,
    meta: {
      tool: { name, version },
      catalogue: registry.revision,
      node: process.versions.node,
      cucumber: tally.cucumberVersion,
      system: options.system ?? options.baseline?.system ?? 'reference forwarder',
      clock: options.clock ?? 'virtual',
      strict: options.strict ?? false,
      seg: options.seg ?? true,
      toleranceMs: toleranceFor(options.clock ?? 'virtual', options.toleranceMs),
      started: new Date(startedMs).toISOString(),
      durationMs: Date.now() - startedMs,
      selection: describeSelection(selection),
      leftOut,
      shard: options.shard === undefined ? null : { ...options.shard, planned },
    },
  });
  await options.listener?.finished?.({ result, registry });
  return result;
}
