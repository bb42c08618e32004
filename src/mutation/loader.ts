import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';
import { ENTERED, instrumented } from './blocks.ts';
import { mutated } from './mutant.ts';
import { type Change, readSource } from './syntax.ts';
import { absolute, targetFiles } from './targets.ts';

// Puts other code in the place of the forwarder's modules while they are loaded. Nothing is written to disk.

/** Modules with these texts instead of their own, by URL. */
const exchange = (codeOf: ReadonlyMap<string, () => string>): void => {
  registerHooks({
    load: (url, context, next) => {
      const code = codeOf.get(url);
      return code === undefined ? next(url, context) : { format: 'module', source: code(), shortCircuit: true };
    },
  });
};

const urlOf = (file: string): string => pathToFileURL(absolute(file)).href;
const textOf = (file: string): string => readFileSync(absolute(file), 'utf8');

export const loadMutant = (change: Change & { readonly file: string }): void =>
  exchange(new Map([[urlOf(change.file), () => mutated(change, textOf(change.file))]]));

/** Loads the forwarder so that `entered` hears of every block of it that is entered, as `file:block`. */
export const loadInstrumented = (entered: (block: string) => void): void => {
  Object.defineProperty(globalThis, ENTERED, { value: (file: string, block: number) => entered(`${file}:${block}`) });
  exchange(new Map(targetFiles().map((file) => [urlOf(file), () => instrumented(readSource(textOf(file)), file)])));
};
