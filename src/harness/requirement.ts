import { z } from 'zod';
import { CAPABILITIES } from './drivers/driver.ts';

/** Where a requirement comes from; decides whether missing it is a departure or a warning (see verdict.ts). */
export const BASES = ['documented', 'guide', 'standard', 'inferred'] as const;
export type Basis = (typeof BASES)[number];

/** A requirement id such as `RETRY-3`: the section, a hyphen, a number without leading zero. */
export const REQUIREMENT_ID = /^[A-Z]+-[1-9]\d*$/;

const id = z.string().regex(REQUIREMENT_ID, 'expected an id such as RETRY-3');
const text = z.string().trim().min(1);

export const requirementSchema = z
  .strictObject({
    id,
    title: text.max(70, 'expected a title of 70 characters at most'),
    basis: z.enum(BASES),
    statement: text,
    source: z.strictObject({ document: text, section: text }),
    reading: text.optional(),
    capabilities: z.array(z.enum(CAPABILITIES)),
  })
  .refine((entry) => entry.basis !== 'inferred' || entry.reading !== undefined, {
    error: 'an inferred requirement needs its reading: say how the silence of the documents is understood',
    path: ['reading'],
  });

export const sectionSchema = z.strictObject({
  section: z.string().regex(/^[A-Z]+$/, 'expected capital letters'),
  title: text,
  requirements: z.array(requirementSchema).min(1),
});

export const catalogueSchema = z.strictObject({
  revision: z.string().regex(/^\d{4}-\d{2}$/, "expected a year and a month in quotes, such as '2026-11'"),
  documents: z.record(z.string(), text),
  sections: z.array(z.string()).min(1),
});

export const pinnedSchema = z.strictObject({ scenarios: z.int().min(0) });

export type Requirement = z.output<typeof requirementSchema>;
export type Section = z.output<typeof sectionSchema>;
