import { z } from 'zod';

// What the driver and its workers say to each other. A worker is a process of its own, which does one job and ends.

const changeSchema = z.object({ file: z.string(), start: z.int(), end: z.int(), text: z.string() });

export const jobSchema = z.object({
  /** What is changed before the forwarder is loaded. */
  change: changeSchema.optional(),
  /** Tell which blocks of the forwarder are entered. */
  cover: z.boolean().default(false),
  /** `features/retry/budget.feature:12`, each, in the order in which they are begun. */
  scenarios: z.array(z.string()),
  /** So many of them side by side. */
  lanes: z.int().min(1).default(1),
  clock: z.enum(['virtual', 'wall']).default('virtual'),
  /** Folder for all that is known of scenarios that find something. */
  keepIn: z.string().optional(),
});
export type Job = z.input<typeof jobSchema>;

/** The verdict of a scenario that finds nothing. */
export const CONFORMS = 'conforms';

const endedSchema = z.object({
  kind: z.literal('ended'),
  scenario: z.string(),
  /** What it found, as one word a finding: what must be the same for a mutant to live. */
  verdict: z.string(),
  requirements: z.array(z.string()),
  reason: z.string(),
  durationMs: z.number(),
  /** `file:block`, each; where it was asked for. */
  entered: z.array(z.string()),
});
export type Ended = z.output<typeof endedSchema>;

export const messageSchema = z.discriminatedUnion('kind', [
  endedSchema,
  z.object({ kind: z.literal('loaded') }),
  z.object({ kind: z.literal('done') }),
  z.object({ kind: z.literal('failed'), message: z.string() }),
]);
export type Message = z.output<typeof messageSchema>;
