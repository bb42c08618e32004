import { join } from 'node:path';
import { z } from 'zod';
import { readYaml } from '../harness/yaml-file.ts';
import type { Mutant } from './mutant.ts';

// Mutants that no scenario can kill, because nothing that the documents speak of changes. Each says why.

const entrySchema = z.strictObject({
  file: z.string().describe('path below src/forwarder'),
  at: z.string().describe('the whole line in which the change begins, without the blanks around it'),
  change: z.string().optional().describe('one change; every change of that line without it'),
  because: z.string().trim().min(20),
});
const fileSchema = z.strictObject({ equivalents: z.array(entrySchema) });
export type EquivalentEntry = z.output<typeof entrySchema>;

const PATH = join(import.meta.dirname, 'equivalents.yaml');

/** Throws ConfigError for a file that says something impossible. */
export const loadEquivalents = (): readonly EquivalentEntry[] => readYaml(PATH, fileSchema, 'src/mutation/equivalents.yaml').equivalents;

export const speaksOf = ({ file, at, change }: EquivalentEntry, mutant: Pick<Mutant, 'file' | 'at' | 'change'>): boolean =>
  mutant.file === `src/forwarder/${file}` && mutant.at === at && (change === undefined || mutant.change === change);

/** Entries that match nothing any more, a line each. */
export const staleEntries = (entries: readonly EquivalentEntry[], mutants: readonly Mutant[]): string[] =>
  entries
    .filter((entry) => !mutants.some((mutant) => speaksOf(entry, mutant)))
    .map(({ file, at, change = 'any change' }) => `${file}: ${at}: ${change}: there is no such mutant; remove the entry or mend it`);
