import { z } from 'zod';

// Values that stand in profiles. Durations are in milliseconds.

export const durationMs = z
  .int()
  .min(1)
  .max(2 ** 31 - 1);

/** Program and arguments; no shell reads them, so that nothing in them is more than an argument. */
export const argumentList = z.array(z.string().min(1)).min(1);
