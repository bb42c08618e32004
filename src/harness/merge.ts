import { judge } from './judge.ts';
import { pinErrors } from './pinned.ts';
import type { Registry } from './registry.ts';
import type { RunMeta, RunResult, ScenarioRun, Shard } from './run-result.ts';
import { ConfigError } from './yaml-file.ts';

// The parts of one run, made on several machines, as one run. Nothing is taken over but what the scenarios found: the whole is judged anew.

/** A part with the name of the file that it came from. */
export interface Part {
  readonly name: string;
  readonly run: RunResult;
}

type SharedFact = 'tool' | 'catalogue' | 'system' | 'clock' | 'strict' | 'seg' | 'toleranceMs' | 'selection' | 'leftOut';

/** What has to be the same in all parts: parts of different runs are no run. */
const SHARED: readonly SharedFact[] = ['tool', 'catalogue', 'system', 'clock', 'strict', 'seg', 'toleranceMs', 'selection', 'leftOut'];

function refuseDifferent(first: Part, other: Part): void {
  const fact = SHARED.find((name) => JSON.stringify(first.run.meta[name]) !== JSON.stringify(other.run.meta[name]));
  if (fact !== undefined) {
    const [here, there] = [first, other].map(({ run }) => JSON.stringify(run.meta[fact]));
    throw new ConfigError(`${other.name} is no part of the same run as ${first.name}: ${fact} is ${there} there, and ${here} here`);
  }
  if (JSON.stringify(first.run.baseline) !== JSON.stringify(other.run.baseline))
    throw new ConfigError(`${other.name} was judged by another baseline than ${first.name}`);
}

const shardOfPart = ({ name, run }: Part): Shard => {
  if (run.meta.shard === null) throw new ConfigError(`${name} is no part: it was made without --shard`);
  return run.meta.shard;
};

/** Every part once: throws ConfigError for parts that are missing, given twice, or cut differently. */
function checkParts(first: Part, parts: readonly Part[]): Shard {
  const shard = shardOfPart(first);
  const given = new Map<number, string>();
  for (const part of parts) {
    refuseDifferent(first, part);
    const { index, of, planned } = shardOfPart(part);
    if (of !== shard.of || planned !== shard.planned) {
      throw new ConfigError(
        `${part.name} is part ${index}/${of} of ${planned} scenarios, ${first.name} one of ${shard.of} of ${shard.planned}`,
      );
    }
    const before = given.get(index);
    if (before !== undefined) throw new ConfigError(`${part.name} and ${before} are both part ${index}/${of}`);
    given.set(index, part.name);
  }
  const missing = Array.from({ length: shard.of }, (_, n) => n + 1).filter((index) => !given.has(index));
  if (missing.length > 0) throw new ConfigError(`parts are missing: ${missing.map((index) => `${index}/${shard.of}`).join(', ')}`);
  return shard;
}

/** Every scenario once. */
function joinScenarios(parts: readonly Part[], planned: number): ScenarioRun[] {
  const owners = new Map<string, string>();
  for (const { name, run } of parts) {
    for (const { id } of run.scenarios) {
      const before = owners.get(id);
      if (before !== undefined) throw new ConfigError(`${name} and ${before} both hold ${id}`);
      owners.set(id, name);
    }
  }
  if (owners.size !== planned) throw new ConfigError(`the parts hold ${owners.size} scenarios, ${planned} were planned`);
  const all = parts.flatMap(({ run }) => run.scenarios);
  return all.toSorted((one, other) => (one.uri === other.uri ? one.line - other.line : one.uri < other.uri ? -1 : 1));
}

const joined = (words: readonly string[]): string => [...new Set(words)].join(', ');

function metaOf(parts: readonly Part[], meta: RunMeta): RunMeta {
  const starts = parts.map(({ run }) => Date.parse(run.meta.started));
  const ends = parts.map(({ run }, index) => (starts[index] ?? 0) + run.meta.durationMs);
  const startMs = Math.min(...starts);
  return {
    ...meta,
    node: joined(parts.map(({ run }) => run.meta.node)),
    cucumber: joined(parts.map(({ run }) => run.meta.cucumber)),
    started: new Date(startMs).toISOString(),
    durationMs: Math.max(...ends) - startMs,
    shard: null,
  };
}

/**
 * Joins the parts of one run, and judges the whole: the pinned number of scenarios and the baseline are held against all of it.
 * Throws ConfigError for parts that do not belong together, are missing, or overlap.
 */
export function mergeRuns(parts: readonly Part[], registry: Registry): RunResult {
  const [first] = parts;
  if (first === undefined) throw new ConfigError('there are no parts to join');
  const { planned } = checkParts(first, parts);
  const { meta, baseline } = first.run;
  if (meta.catalogue !== registry.revision)
    throw new ConfigError(`${first.name} was judged by the catalogue ${meta.catalogue}, this setd has ${registry.revision}`);
  const everything = meta.selection === '';
  const held = planned + (meta.leftOut?.scenarios ?? 0);
  return judge({
    registry,
    scenarios: joinScenarios(parts, planned),
    setupErrors: [...parts.flatMap(({ run }) => run.setupErrors), ...(everything ? pinErrors(held, registry.pinnedScenarios) : [])],
    baseline,
    complete: everything && meta.leftOut === null,
    meta: metaOf(parts, meta),
  });
}
