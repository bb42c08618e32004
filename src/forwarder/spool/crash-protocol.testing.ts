import { z } from 'zod';
import { gatewaySchema } from '../config.ts';

// What the crash test and the gateway that it kills say to each other.

export const runnerOrder = z.strictObject({ kind: z.literal('start'), config: gatewaySchema, spool: z.string(), log: z.string() });
export type RunnerOrder = z.input<typeof runnerOrder>;

export const runnerReport = z.discriminatedUnion('kind', [
  /** The modules are there: the order to start may come. */
  z.strictObject({ kind: z.literal('loaded') }),
  z.strictObject({ kind: z.literal('listening'), port: z.int(), queued: z.int() }),
  /** Nothing was queued any more, and the gateway has stopped. */
  z.strictObject({ kind: z.literal('drained') }),
]);
export type RunnerReport = z.infer<typeof runnerReport>;
