import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { partRunner } from '../cucumber-run.ts';
import { judge } from '../judge.ts';
import { STEPS_GLOB } from '../package-root.ts';
import type { Registry } from '../registry.ts';
import type { RunResult, ScenarioResult, ScenarioRun } from '../run-result.ts';
import { enterRun, leaveRun } from '../run-scope.ts';
import { RunTally } from '../run-tally.ts';
import { CASES, type CaseRecord, caseFileName } from './case-record.ts';
import { type NotRepeated, readNotRepeated } from './not-repeated.ts';

/** A run as it was recorded. */
export interface Recording {
  readonly result: RunResult;
  /** What each scenario knew besides its evidence, by its id. */
  readonly cases: ReadonlyMap<string, CaseRecord>;
}

export interface Rejudged {
  readonly result: RunResult;
  /** Findings that had to be taken over, since what they hang on is not in the recording. */
  readonly notRepeated: readonly NotRepeated[];
  /** Where the verdicts that were recorded are not those that the evidence gives, each in one line. */
  readonly contradictions: readonly string[];
}

type TakenOver = ReadonlyMap<string, string>;

/** Lays the recording out for the steps that judge. */
function layOut({ result, cases }: Recording, folder: string): void {
  mkdirSync(join(folder, CASES), { recursive: true });
  for (const { id, evidence } of result.scenarios) {
    const record = cases.get(id);
    if (record !== undefined) writeFileSync(join(folder, CASES, caseFileName(id)), JSON.stringify({ record, evidence }));
  }
}

const told = ({ verdict, reason }: Pick<ScenarioResult, 'verdict' | 'reason'>): string =>
  reason === '' ? verdict : `${verdict} (${reason})`;

/** Scenarios first, for they say why; requirements that differ although all their scenarios agree come after. */
function contradictionsOf(recorded: RunResult, again: RunResult): string[] {
  const scenarios = new Map(again.scenarios.map((scenario) => [scenario.id, scenario]));
  const requirements = new Map(again.requirements.map((requirement) => [requirement.id, requirement]));
  const different = (one: Pick<ScenarioResult, 'verdict' | 'reason'>, other: Pick<ScenarioResult, 'verdict' | 'reason'>): boolean =>
    one.verdict !== other.verdict || one.reason !== other.reason;
  return [
    ...recorded.scenarios.flatMap((scenario) => {
      const now = scenarios.get(scenario.id);
      if (now === undefined) return [`${scenario.id}: was not judged again: this setd has no such scenario`];
      return different(scenario, now) ? [`${scenario.id}: recorded as ${told(scenario)}, the evidence gives ${told(now)}`] : [];
    }),
    ...recorded.requirements.flatMap((requirement) => {
      const now = requirements.get(requirement.id);
      if (now?.verdict === requirement.verdict) return [];
      return [`${requirement.id}: recorded as ${requirement.verdict}, the evidence gives ${now?.verdict ?? 'nothing'}`];
    }),
  ];
}

/** Takes the steps that judge again, each over what it saw. */
async function replay({ meta, scenarios }: RunResult, skipped: TakenOver, folder: string, registry: Registry): Promise<RunTally> {
  const { clock, strict, toleranceMs } = meta;
  const paths = scenarios.map(({ id }) => id).filter((id) => !skipped.has(id));
  const tally = new RunTally(registry, {}, paths.length);
  if (paths.length === 0) return tally;
  const run = await partRunner({ paths, tags: '', steps: STEPS_GLOB, worldParameters: { clock, strict, toleranceMs, replayFrom: folder } });
  enterRun();
  try {
    const part = tally.beginPart();
    await run(paths, (envelope) => part.accept(envelope));
    tally.endPart(part);
  } finally {
    await leaveRun();
  }
  return tally;
}

/**
 * Judges a recorded run again from its evidence, without the system: the same features, with the steps that act doing nothing and
 * those that judge seeing what they saw. `folder` holds the bodies of the recording, and is written into. `takenOver`: scenarios
 * that cannot be judged again, which keep what was recorded, and why.
 */
export async function rejudge(
  recording: Recording,
  folder: string,
  registry: Registry,
  takenOver: TakenOver = new Map(),
): Promise<Rejudged> {
  const recorded = recording.result;
  layOut(recording, folder);
  const tally = await replay(recorded, takenOver, folder, registry);
  const again = new Map(tally.scenarios.map((scenario) => [scenario.id, scenario]));
  const scenarios = recorded.scenarios.flatMap((scenario): ScenarioRun[] => {
    if (takenOver.has(scenario.id)) return [scenario];
    const now = again.get(scenario.id);
    return now === undefined ? [] : [{ ...now, durationMs: scenario.durationMs }];
  });
  const notRepeated = [...readNotRepeated(folder), ...[...takenOver].map(([scenario, why]) => ({ scenario, why }))];
  const { meta, baseline } = recorded;
  const result = judge({
    registry,
    scenarios,
    setupErrors: [...recorded.setupErrors, ...tally.setupErrors],
    baseline,
    complete: meta.selection === '' && meta.leftOut === null && meta.shard === null,
    meta,
  });
  return { result, notRepeated, contradictions: contradictionsOf(recorded, result) };
}
