import { z } from 'zod';
import { parseEntries } from '../evidence/evidence-schema.ts';
import { outcomeSchema } from './outcome-schema.ts';
import { runJsonSchema } from './reports/json.ts';
import type { RunResult, ScenarioResult } from './run-result.ts';
import { ConfigError } from './yaml-file.ts';

type StoredScenario = z.output<typeof runJsonSchema>['scenarios'][number];

const readScenario = (stored: StoredScenario): ScenarioResult => ({
  ...stored,
  outcomes: stored.outcomes.map((outcome) => outcomeSchema.parse(outcome)),
  evidence: parseEntries(stored.evidence),
});

/** Why the text is no run, in one line. */
const whyNot = (error: unknown): string => {
  if (error instanceof z.ZodError) {
    const [first] = error.issues;
    return `${first?.path.join('.') ?? ''}: ${first?.message ?? 'malformed'}`;
  }
  return error instanceof Error ? error.message : String(error);
};

/** Reads a run from the text of a run.json, down to each entry of evidence. Throws ConfigError with `shownAs` and what is wrong. */
export function readRunJson(text: string, shownAs: string): RunResult {
  try {
    const { format, scenarios, ...rest } = runJsonSchema.parse(JSON.parse(text));
    return { ...rest, scenarios: scenarios.map(readScenario) };
  } catch (error) {
    throw new ConfigError(`${shownAs}: this is no run.json of this version of setd: ${whyNot(error)}`, { cause: error });
  }
}
