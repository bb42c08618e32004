import { readFileSync } from 'node:fs';
import { readRunJson } from '../harness/run-file.ts';
import type { RunResult } from '../harness/run-result.ts';
import { ConfigError } from '../harness/yaml-file.ts';

/** Reads a run from the file that holds it. Throws ConfigError with the path and what is wrong. */
export function readRun(path: string): RunResult {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new ConfigError(`${path}: cannot be read (${cause instanceof Error ? cause.message : String(cause)})`, { cause });
  }
  return readRunJson(text, path);
}
