import { z } from 'zod';

// The shape of a Common Test Report, by the specification at https://ctrf.io (0.1.0): no further keys are allowed but in `extra`.

const extra = z.record(z.string(), z.unknown()).optional();
const status = z.enum(['passed', 'failed', 'skipped', 'pending', 'other']);
const word = z.string().min(1);
const count = z.int().min(0);

const step = z.strictObject({ name: z.string(), status, extra });

const test = z.strictObject({
  id: z.uuid().optional(),
  name: word,
  status,
  duration: count,
  start: count.optional(),
  stop: count.optional(),
  suite: z.array(z.string()).min(1).optional(),
  message: z.string().optional(),
  trace: z.string().optional(),
  line: count.optional(),
  rawStatus: z.string().optional(),
  tags: z.array(z.string()).optional(),
  type: z.string().optional(),
  filePath: z.string().optional(),
  steps: z.array(step).optional(),
  extra,
});

const summary = z.strictObject({
  tests: count,
  passed: count,
  failed: count,
  skipped: count,
  pending: count,
  other: count,
  flaky: count.optional(),
  suites: count.optional(),
  start: count,
  stop: count,
  duration: count.optional(),
  extra,
});

const environment = z.strictObject({
  reportName: z.string().optional(),
  appName: z.string().optional(),
  appVersion: z.string().optional(),
  extra,
});

export const ctrfSchema = z.strictObject({
  reportFormat: z.literal('CTRF'),
  specVersion: z.string().regex(/^\d+\.\d+\.\d+$/),
  timestamp: z.iso.datetime().optional(),
  generatedBy: z.string().optional(),
  extra,
  results: z.strictObject({
    tool: z.strictObject({ name: word, version: z.string().optional(), extra }),
    summary,
    tests: z.array(test),
    environment: environment.optional(),
    extra,
  }),
});
