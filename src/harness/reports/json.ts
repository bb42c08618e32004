import { z } from 'zod';
import { BASES } from '../requirement.ts';
import { type RunResult, STATUSES, VERDICTS } from '../run-result.ts';

// reports/run.json: the whole result for programs. The schema is published so that others can rely on it.

const verdict = z.enum(VERDICTS);
const status = z.enum(STATUSES);

const judgement = z.object({
  scenario: z.string(),
  requirement: z.string(),
  verdict,
  reason: z.string(),
  collateral: z.boolean(),
  timing: z.literal(true).exactOptional(),
});

const step = z.object({
  keyword: z.string(),
  text: z.string(),
  status,
  durationMs: z.number(),
  message: z.string().nullable(),
});

const meta = z.object({
  tool: z.object({ name: z.string(), version: z.string() }),
  catalogue: z.string(),
  node: z.string(),
  cucumber: z.string(),
  system: z.string(),
  clock: z.enum(['virtual', 'wall']),
  strict: z.boolean(),
  seg: z.boolean(),
  toleranceMs: z.number(),
  started: z.iso.datetime(),
  durationMs: z.number(),
  selection: z.string(),
  leftOut: z.object({ scenarios: z.int(), why: z.string() }).nullable(),
  shard: z.object({ index: z.int(), of: z.int(), planned: z.int() }).nullable(),
});

const baseline = z.object({
  system: z.string(),
  entries: z.array(
    z.object({
      kind: z.enum(['known-departures', 'expected-skips']),
      at: z.string(),
      requirement: z.string(),
      scenario: z.string().nullable(),
      reason: z.string(),
      setting: z.string().nullable(),
      link: z.string().nullable(),
    }),
  ),
});

/** Shape of `run.json`. Outcomes and evidence keep the shapes of src/harness/outcome.ts and src/evidence/events.ts. */
export const runJsonSchema = z.object({
  format: z.literal(1),
  meta,
  exitStatus: z.literal([0, 1, 2, 3, 4]),
  totals: z.record(verdict, z.int()),
  setupErrors: z.array(z.string()),
  staleEntries: z.array(z.string()),
  baseline: baseline.nullable(),
  requirements: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      statement: z.string(),
      basis: z.enum(BASES),
      weight: z.enum(['MUST', 'SHOULD']),
      verdict,
      reason: z.string(),
      passed: z.int(),
      total: z.int(),
      durationMs: z.number(),
      judgements: z.array(judgement),
    }),
  ),
  scenarios: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      uri: z.string(),
      line: z.int(),
      feature: z.string(),
      rule: z.string().nullable(),
      tags: z.array(z.string()),
      requirements: z.array(z.string()),
      status,
      verdict,
      reason: z.string(),
      outcomes: z.array(z.looseObject({ kind: z.string() })),
      steps: z.array(step),
      durationMs: z.number(),
      evidence: z.array(z.looseObject({ type: z.string(), seq: z.int(), atMs: z.number() })),
    }),
  ),
});

/** The result as JSON text. */
export const runJson = (result: RunResult): string => `${JSON.stringify({ format: 1, ...result })}\n`;
