import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { type IRunConfiguration, loadConfiguration, loadSources, runCucumber } from '@cucumber/cucumber/api';
import type { Baseline } from './baseline.ts';
import { RunCollector, type RunListener } from './collector.ts';
import { judge } from './judge.ts';
import { StandError } from './outcome.ts';
import { FEATURES_GLOB, PACKAGE_ROOT, packageInfo, STEPS_GLOB } from './package-root.ts';
import { pinErrors } from './pinned.ts';
import { loadRegistry, type Registry } from './registry.ts';
import type { RunResult } from './run-result.ts';
import { describeSelection, EVERYTHING, isEverything, type Selection, tagExpressionOf, UsageError, WAITING_TAG } from './selection.ts';
import { toleranceFor } from './tolerance.ts';

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
  /**
   * Scenarios side by side, each worker with a thread of its own and some 200 MB of memory; 1, the default, runs them in this thread.
   * Worth it on the wall clock, where scenarios wait.
   */
  readonly workers?: number;
  /** Handed to every scenario's World besides `clock` and `strict`. */
  readonly worldParameters?: Readonly<Record<string, string | number | boolean>>;
  readonly listener?: RunListener;
}

type SupportLibrary = Awaited<ReturnType<typeof runCucumber>>['support'];

// Step files are modules, which Node loads once a process; a second run must reuse what the first one registered.
const loadedSupport = new Map<string, SupportLibrary>();

/** No Cucumber variable of the environment reaches a run: publishing reports to the Internet is switched on by one. */
const ENVIRONMENT = {};

class Discard extends Writable {
  override _write(_chunk: unknown, _encoding: string, done: () => void): void {
    done();
  }
}

/** Keeps what Cucumber complains about, for the error message of a run that could not begin. */
class Complaints extends Writable {
  text = '';
  override _write(chunk: unknown, _encoding: string, done: () => void): void {
    if (this.text.length < 4000) this.text += String(chunk);
    done();
  }
}

interface Plan {
  readonly configuration: IRunConfiguration;
  readonly leftOut: { readonly scenarios: number; readonly why: string } | null;
}

/** Works out what Cucumber is to run, and how many scenarios the wall clock leaves out. */
async function plan(options: RunOptions, selection: Selection): Promise<Plan> {
  const clock = options.clock ?? 'virtual';
  const workers = options.workers ?? 1;
  const asked = tagExpressionOf(selection);
  const skipsWaiting = clock === 'wall' && options.waiting !== true;
  const narrowed = asked === '' ? `not ${WAITING_TAG}` : `(${asked}) and not ${WAITING_TAG}`;
  const { runConfiguration } = await loadConfiguration(
    {
      file: false,
      provided: {
        paths: selection.files.length > 0 ? [...selection.files] : [FEATURES_GLOB],
        import: [options.steps ?? STEPS_GLOB],
        tags: skipsWaiting ? narrowed : asked,
        format: ['message'],
        parallel: workers > 1 ? workers : 0,
        worldParameters: {
          browserAhead: isEverything(selection),
          ...options.worldParameters,
          clock,
          strict: options.strict ?? false,
          toleranceMs: toleranceFor(clock, options.toleranceMs),
        },
      },
    },
    { cwd: PACKAGE_ROOT, env: ENVIRONMENT },
  );
  if (!skipsWaiting) return { configuration: runConfiguration, leftOut: null };
  const waiting = asked === '' ? WAITING_TAG : `(${asked}) and ${WAITING_TAG}`;
  const { plan: waits } = await loadSources(
    { ...runConfiguration.sources, tagExpression: waiting },
    { cwd: PACKAGE_ROOT, env: ENVIRONMENT },
  ).catch((error: unknown) => {
    throw startError(error, '');
  });
  const why = 'they wait for minutes on the wall clock; --waiting runs them';
  return { configuration: runConfiguration, leftOut: waits.length === 0 ? null : { scenarios: waits.length, why } };
}

async function openMessages(reportsDir: string | undefined): Promise<Writable> {
  if (reportsDir === undefined) return new Discard();
  await mkdir(reportsDir, { recursive: true });
  return createWriteStream(join(reportsDir, 'messages.ndjson'));
}

/** What to throw when Cucumber throws: it does so for a bad tag expression and for step files that cannot be loaded. */
function startError(error: unknown, complaints: string): Error {
  const messages: string[] = [];
  for (let link = error; link instanceof Error; link = link.cause) messages.push(link.message.trim());
  const badTags = messages.find((message) => /tag expression/i.test(message));
  if (badTags !== undefined) return new UsageError(`--tag: ${badTags.replaceAll(/\s+/g, ' ')}`, { cause: error });
  const said = complaints === '' ? '' : `\n${complaints.trim()}`;
  return new StandError(`the scenarios could not be started: ${messages.join(': ') || String(error)}${said}`, { cause: error });
}

/** Lets Cucumber run in this process. */
async function letRun(configuration: IRunConfiguration, collector: RunCollector, reportsDir: string | undefined): Promise<void> {
  const stdout = await openMessages(reportsDir);
  const complaints = new Complaints();
  const key = JSON.stringify(configuration.support);
  try {
    const support = loadedSupport.get(key) ?? configuration.support;
    const environment = { cwd: PACKAGE_ROOT, env: ENVIRONMENT, stdout, stderr: complaints };
    const result = await runCucumber({ ...configuration, support }, environment, (envelope) => collector.accept(envelope));
    loadedSupport.set(key, result.support);
  } catch (error) {
    throw startError(error, complaints.text);
  } finally {
    stdout.end();
    await finished(stdout);
  }
}

/**
 * Runs features against the system under test, in this process, and judges them. One run at a time.
 * Throws StandError when the run could not begin, ConfigError for a broken registry, UsageError for a bad tag expression.
 */
export async function runFeatures(options: RunOptions = {}): Promise<RunResult> {
  const registry = options.registry ?? loadRegistry();
  const selection = options.selection ?? EVERYTHING;
  const startedMs = Date.now();
  const { configuration, leftOut } = await plan(options, selection);
  const collector = new RunCollector(registry, options.listener);
  await letRun(configuration, collector, options.reportsDir);
  const everything = isEverything(selection);
  const held = collector.scenarios.length + (leftOut?.scenarios ?? 0);
  const { name, version } = packageInfo();
  return judge({
    registry,
    scenarios: collector.scenarios,
    setupErrors: [...collector.setupErrors, ...(everything ? pinErrors(held, registry.pinnedScenarios) : [])],
    weighing: { strict: options.strict ?? false, seg: options.seg ?? true },
    baseline: options.baseline ?? null,
    complete: everything && leftOut === null,
    meta: {
      tool: { name, version },
      catalogue: registry.revision,
      node: process.versions.node,
      cucumber: collector.cucumberVersion,
      system: options.system ?? options.baseline?.system ?? 'reference forwarder',
      clock: options.clock ?? 'virtual',
      strict: options.strict ?? false,
      toleranceMs: toleranceFor(options.clock ?? 'virtual', options.toleranceMs),
      started: new Date(startedMs).toISOString(),
      durationMs: Date.now() - startedMs,
      selection: describeSelection(selection),
      leftOut,
    },
  });
}
