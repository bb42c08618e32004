import { z } from 'zod';

// The results of `setd run` as its run.json holds them. The mocks share no code with the harness, so the shape is written
// down here once more; what is not looked at is let through.

const VERDICTS = [
  'departs',
  'harness-error',
  'warning',
  'known-departure',
  'not-testable',
  'inconclusive',
  'conforms',
  'not-applicable',
  'untested',
] as const;

const text = z.string();
const verdict = z.enum(VERDICTS);

const judgement = z.object({ scenario: text, requirement: text, verdict, reason: text, collateral: z.boolean() });

const requirement = z.object({
  id: text,
  title: text,
  // Runs of earlier versions do not tell it.
  statement: text.optional(),
  basis: z.enum(['documented', 'guide', 'standard', 'inferred']),
  weight: z.enum(['MUST', 'SHOULD']),
  verdict,
  reason: text,
  passed: z.int(),
  total: z.int(),
  durationMs: z.number(),
  judgements: z.array(judgement),
});

const step = z.object({ keyword: text, text, status: text, durationMs: z.number(), message: text.nullable() });

const stamped = z.looseObject({ type: text, seq: z.int(), atMs: z.number() });

const scenario = z.object({
  id: text,
  name: text,
  uri: text,
  line: z.int(),
  feature: text,
  rule: text.nullable(),
  tags: z.array(text),
  requirements: z.array(text),
  status: text,
  verdict,
  reason: text,
  durationMs: z.number(),
  outcomes: z.array(z.looseObject({ kind: text })),
  steps: z.array(step),
  evidence: z.array(stamped),
});

const meta = z.object({
  tool: z.object({ name: text, version: text }),
  catalogue: text,
  node: text,
  cucumber: text,
  system: text,
  clock: z.enum(['virtual', 'wall']),
  strict: z.boolean(),
  started: z.iso.datetime(),
  durationMs: z.number(),
  selection: text,
  leftOut: z.object({ scenarios: z.int(), why: text }).nullable(),
});

export const runFileSchema = z.object({
  format: z.literal(1, { error: 'expected the content of a run.json of format 1' }),
  meta,
  exitStatus: z.int().min(0).max(4),
  totals: z.partialRecord(verdict, z.int()),
  setupErrors: z.array(text),
  staleEntries: z.array(text),
  requirements: z.array(requirement),
  scenarios: z.array(scenario),
});

export type RunFile = z.output<typeof runFileSchema>;
export type RunVerdict = z.output<typeof verdict>;
export type RunRequirement = z.output<typeof requirement>;

/** One run in a list. */
export interface RunSummary extends Pick<RunFile, 'meta' | 'exitStatus' | 'totals'> {
  /** Number given by the store, from 1. */
  readonly run: number;
  readonly addedAtMs: number;
  readonly scenarios: number;
}

/** A scenario without what is long. */
export type ScenarioLine = Omit<RunFile['scenarios'][number], 'outcomes' | 'steps' | 'evidence'>;

/** One scenario with its steps, outcomes and evidence (entries as in src/evidence/events.ts, checked for type, place and time only). */
export type ScenarioRecord = RunFile['scenarios'][number];

/** A copy that is kept here and has the same bytes as one that the scenario received. */
export interface Arrival {
  readonly sha256: string;
  /** Id of the message, and the connection that it came on, as this mock counts them. */
  readonly message: number;
  readonly connection: number;
}

export interface StoredScenario extends ScenarioRecord {
  /** Oldest first. */
  readonly arrivals: readonly Arrival[];
}

/** One run for the matrix of requirements and its drill-down. */
export interface RunDetails extends Omit<RunSummary, 'scenarios'> {
  readonly setupErrors: readonly string[];
  readonly staleEntries: readonly string[];
  readonly requirements: readonly RunRequirement[];
  readonly scenarios: readonly ScenarioLine[];
}

/** Thrown when what was given is no run.json. The message says where and what was expected. */
export class RunFormatError extends Error {
  override readonly name = 'RunFormatError';
}
