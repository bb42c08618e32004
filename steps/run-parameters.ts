import { z } from 'zod';
import { StandError } from '../src/harness/outcome.ts';
import { toleranceFor } from '../src/harness/tolerance.ts';

/** What a run hands to every scenario (Cucumber's world parameters). */
const parametersSchema = z.object({
  clock: z.enum(['virtual', 'wall']).default('virtual'),
  strict: z.boolean().default(false),
  /** Profile of the system under test; without it, the reference forwarder in this process. */
  sut: z.string().optional(),
  /** A time missed by less is not judged, nor one in which the stand was held up for longer; ms. Virtual time has no such doubts. */
  toleranceMs: z.number().min(0).optional(),
  /** A variant of the reference forwarder that somebody offered in this process. */
  variant: z.string().optional(),
  /** Whether scenarios hand their evidence out: whoever asks for verdicts alone does without. */
  showEvidence: z.boolean().default(true),
  /** Folder into which each scenario writes what is needed to judge it again. */
  recordInto: z.string().optional(),
  /** Folder of such a recording: nothing is started, and the steps that judge are taken again over what is there. */
  replayFrom: z.string().optional(),
});

export type Parameters = z.output<typeof parametersSchema> & { readonly toleranceMs: number };

export const parseParameters = (parameters: unknown): Parameters => {
  const parsed = parametersSchema.safeParse(parameters ?? {});
  if (!parsed.success) throw new StandError(`world parameters: ${z.prettifyError(parsed.error)}`);
  return { ...parsed.data, toleranceMs: toleranceFor(parsed.data.clock, parsed.data.toleranceMs) };
};
