import { readFileSync, statSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';

/** Node's own type stripping, as it runs this program, warns once that its function form is experimental; once is too often. */
const strip = (source: string): string => {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return stripTypeScriptTypes(source);
  } finally {
    process.emitWarning = emitWarning;
  }
};

interface Stripped {
  readonly changedMs: number;
  readonly script: string;
}

const known = new Map<string, Stripped>();

/** A module written in TypeScript as a browser takes it: types become blanks, so that lines and columns stay. */
export const browserModule = (path: string): string => {
  const changedMs = statSync(path).mtimeMs;
  const before = known.get(path);
  if (before?.changedMs === changedMs) return before.script;
  const script = strip(readFileSync(path, 'utf8'));
  known.set(path, { changedMs, script });
  return script;
};
