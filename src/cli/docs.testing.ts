import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

// The commands that documents show, as tests run them: `npx setd …   # exit status`, in blocks of shell.

const SETD = join(import.meta.dirname, 'setd.mjs');

/** A document of the project. */
export const readDoc = (name: string): string => readFileSync(join(import.meta.dirname, '..', '..', 'docs', name), 'utf8');

/** Every block of one language in a document. */
export const blocksOf = (text: string, language: string): string[] =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(([, block = '']) => block);

export interface ShownCommand {
  readonly words: string;
  readonly status: number;
}

/** The commands of a document with the exit status that it promises for each. */
export const commandsOf = (text: string): ShownCommand[] =>
  blocksOf(text, 'sh').flatMap((block) =>
    [...block.matchAll(/^npx setd (.*?) +# (\d+)$/gm)].map(([, words = '', status]) => ({ words, status: Number(status) })),
  );

/** Runs a command of a document in a folder, and gives its exit status. */
export const runShown = (words: string, folder: string): number | null => {
  const given = [...words.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
  return spawnSync(process.execPath, [SETD, ...given], { cwd: folder }).status;
};
