import { z } from 'zod';

// What the selftest and its workers say to each other. Each worker is a process of its own, which loads the steps once.

/** `watch`: the reference forwarder goes through the scenarios while the variants are watched. `run`: one variant goes through them. */
export const jobSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('watch'), variants: z.array(z.string()), scenarios: z.array(z.string()).nullable() }),
  /** `scenarios`: `features/retry/budget.feature:12`, each; null: all. */
  z.object({ kind: z.literal('run'), variant: z.string(), scenarios: z.array(z.string()).nullable() }),
]);
export type Job = z.output<typeof jobSchema>;

/** What a scenario found about a requirement that is not `conforms`. */
export const findingSchema = z.object({ scenario: z.string(), requirement: z.string(), verdict: z.string(), reason: z.string() });
export type Finding = z.output<typeof findingSchema>;

export const resultSchema = z.object({
  /** Scenarios that were run. */
  ran: z.array(z.string()),
  findings: z.array(findingSchema),
  /** What is wrong with the stand, and not with the forwarder. */
  errors: z.array(z.string()),
  /** Processor time, ms. */
  cpuMs: z.number(),
  /** Of a `watch`: scenario to the variants that would have answered differently there, or may have because they remember. */
  watched: z.record(z.string(), z.object({ infected: z.array(z.string()), reached: z.array(z.string()) })),
});
export type JobResult = z.output<typeof resultSchema>;

/** The job could not be done at all. */
export const failureSchema = z.object({ failure: z.string() });

export const answerSchema = z.union([resultSchema, failureSchema]);
