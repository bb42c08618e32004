import { z } from 'zod';

/** A moment in an answer. */
export const timeMs = z.number().describe('milliseconds since the epoch, on the clock of the mock');
