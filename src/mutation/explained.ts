import { join } from 'node:path';
import { z } from 'zod';
import { readYaml } from '../harness/yaml-file.ts';
import type { Mutant } from './mutant.ts';

// Mutants that no scenario has to kill. Each says why.

const entrySchema = z
  .strictObject({
    kind: z.enum(['equivalent', 'outside']).describe('it does the same; or it does something else of which no requirement speaks'),
    file: z.string().describe('path below src/forwarder'),
    in: z.string().optional().describe('everything in the function, method, member or variable of that name'),
    at: z.string().optional().describe('the whole line in which the change begins, without the blanks around it'),
    change: z.string().optional().describe('one change of that line; every change of it without that'),
    because: z.string().trim().min(20),
  })
  .refine((entry) => (entry.in === undefined) !== (entry.at === undefined), { error: 'expected either `in` or `at`' });
const fileSchema = z.strictObject({ explained: z.array(entrySchema) });
export type Explanation = z.output<typeof entrySchema>;

const PATH = join(import.meta.dirname, 'explained.yaml');

/** Throws ConfigError for a file that says something impossible. */
export const loadExplanations = (): readonly Explanation[] => readYaml(PATH, fileSchema, 'src/mutation/explained.yaml').explained;

type Named = Pick<Mutant, 'file' | 'at' | 'change' | 'within'>;

export const speaksOf = (entry: Explanation, { file, at, change, within }: Named): boolean =>
  file === `src/forwarder/${entry.file}` &&
  (entry.in === undefined || within.includes(entry.in)) &&
  (entry.at === undefined || at === entry.at) &&
  (entry.change === undefined || change === entry.change);

/** Entries that match nothing any more, a line each. */
export const staleEntries = (entries: readonly Explanation[], mutants: readonly Named[]): string[] =>
  entries
    .filter((entry) => !mutants.some((mutant) => speaksOf(entry, mutant)))
    .map((entry) => `${entry.file}: ${entry.in ?? entry.at}: ${entry.change ?? 'any change'}: there is no such mutant; mend the entry`);
