import { z } from 'zod';
import { runFileSchema } from '../../store/run-record.ts';
import { evidence } from './evidence.ts';

const { meta, exitStatus, totals, setupErrors, staleEntries } = runFileSchema.shape;
const requirement = runFileSchema.shape.requirements.element;
const scenario = runFileSchema.shape.scenarios.element;
const { verdict } = requirement.shape;

const line = { run: z.int(), addedAtMs: z.number(), meta, exitStatus, totals };

export const runSummary = z.strictObject({ ...line, scenarios: z.int().describe('how many ran') }).meta({ id: 'Run' });

export const runList = z.strictObject({ runs: z.array(runSummary).describe('newest first') });

export const runDetails = z
  .strictObject({
    ...line,
    setupErrors,
    staleEntries,
    requirements: z.array(requirement),
    scenarios: z.array(scenario.omit({ outcomes: true, steps: true, evidence: true })),
  })
  .meta({ id: 'RunDetails' });

const arrival = z.strictObject({
  sha256: z.string(),
  message: z.int(),
  connection: z.int().describe('of the message, as this mock counts them'),
});

export const scenarioDetails = scenario
  .extend({
    evidence: z.array(evidence).describe('what the other side of the wire saw, in order'),
    unread: scenario.shape.evidence.describe('entries of the evidence that are not as this version writes them'),
    arrivals: z.array(arrival).describe('copies kept here whose bytes the scenario received'),
  })
  .meta({ id: 'RunScenario', description: 'one scenario with its steps, outcomes and evidence' });

/** A cell of the matrix: what a run says of a requirement. */
const cell = z.strictObject({ run: z.int(), verdict, reason: z.string(), passed: z.int(), total: z.int() });

export const matrix = z
  .strictObject({
    runs: z.array(runSummary).describe('the columns'),
    rows: z.array(
      z.strictObject({
        id: z.string(),
        title: z.string(),
        statement: z.string().describe('empty where no run tells it'),
        basis: requirement.shape.basis,
        weight: requirement.shape.weight,
        cells: z.array(cell.nullable()).describe('one for each run; null where a run does not know the requirement'),
      }),
    ),
  })
  .meta({ id: 'RunMatrix' });

const side = z.strictObject({ verdict, reason: z.string() }).nullable().describe('null where that run does not have it');

const difference = z.strictObject({
  id: z.string(),
  title: z.string(),
  one: side,
  other: side,
  change: z.enum(['better', 'worse', 'different', 'added', 'removed']).describe('from one to the other'),
});

export const comparison = z
  .strictObject({
    one: runSummary,
    other: runSummary,
    requirements: z.array(difference).describe('those whose verdicts differ'),
    scenarios: z.array(difference),
    same: z.strictObject({ requirements: z.int(), scenarios: z.int() }).describe('how many are alike'),
  })
  .meta({ id: 'RunComparison' });
