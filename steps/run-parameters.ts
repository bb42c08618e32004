import { z } from 'zod';
import { StandError } from '../src/harness/outcome.ts';

/** What a run hands to every scenario (Cucumber's world parameters). */
const parametersSchema = z.object({
  clock: z.enum(['virtual', 'wall']).default('virtual'),
  strict: z.boolean().default(false),
  /** Some scenario will want a browser: it is started beside the first ones. */
  browserAhead: z.boolean().default(false),
});

export type Parameters = z.output<typeof parametersSchema>;

export const parseParameters = (parameters: unknown): Parameters => {
  const parsed = parametersSchema.safeParse(parameters ?? {});
  if (!parsed.success) throw new StandError(`world parameters: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
};
