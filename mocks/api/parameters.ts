import { z } from 'zod';

// What stands in addresses. Everything there is text, so numbers are read here, strictly.

const LONGEST_WAIT_MS = 120_000;

const whole = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, 'expected a whole number')
    .transform(Number)
    .pipe(z.int().min(least).max(most))
    .meta({ type: 'integer', minimum: least, maximum: most });

/** A number that counts from 1: a copy, a connection, a query. */
export const ordinal = whole(1, Number.MAX_SAFE_INTEGER);
/** A place in a list; 0 is before the first. */
export const position = whole(0, Number.MAX_SAFE_INTEGER);

export const pageSize = (usual: number, most: number) =>
  whole(1, most).default(usual).describe(`at most so many entries; ${usual} unless given`);

const UNITS_MS = { ms: 1, s: 1_000, m: 60_000 } as const;

const unitOf = (text: string): keyof typeof UNITS_MS => (text.endsWith('ms') ? 'ms' : text.endsWith('s') ? 's' : 'm');

/** `500ms`, `30s`, `2m`, as milliseconds. */
export const waitMs = z
  .string()
  .regex(/^\d{1,6}(?:ms|s|m)$/, 'expected a time such as 500ms, 30s or 2m')
  .transform((text) => Number.parseInt(text, 10) * UNITS_MS[unitOf(text)])
  .pipe(z.int().max(LONGEST_WAIT_MS, `expected at most ${LONGEST_WAIT_MS / 1_000}s`));

export const flag = z.enum(['true', 'false']).transform((text) => text === 'true');

/** A page of a list that is shown newest first: what lies before the entry of that number. */
export const newestFirst = { before: ordinal.optional(), limit: pageSize(50, 500) };

/** A stretch of time, on the clock of the mock. */
export const stretch = {
  fromMs: position.optional().describe('only what reaches past this moment; milliseconds since the epoch'),
  untilMs: position.optional().describe('only what began up to this moment'),
};

export const copyPath = z.strictObject({ copy: ordinal });
export const connectionPath = z.strictObject({ connection: ordinal });
