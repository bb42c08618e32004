import { z } from 'zod';
import { CAPABILITIES } from './drivers/driver.ts';
import type { ScenarioOutcome } from './outcome.ts';

/** Checks the outcome that a scenario attached. */
export const outcomeSchema: z.ZodType<ScenarioOutcome> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('conforms') }),
  z.strictObject({
    kind: z.literal('departs'),
    requirements: z.array(z.string()),
    expected: z.string(),
    observed: z.string(),
    evidence: z.array(z.int()),
  }),
  z.strictObject({ kind: z.literal('inconclusive'), reason: z.string(), timing: z.literal(true).exactOptional() }),
  z.strictObject({ kind: z.literal('not-testable'), capability: z.enum(CAPABILITIES) }),
  z.strictObject({ kind: z.literal('harness-error'), message: z.string() }),
]);
