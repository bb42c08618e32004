import { readFileSync } from 'node:fs';
import { isZip, readBundle } from '../harness/bundle/read-bundle.ts';
import { readRunJson } from '../harness/run-file.ts';
import type { RunResult } from '../harness/run-result.ts';
import { ConfigError } from '../harness/yaml-file.ts';

/** Reads a file that the user named. Throws ConfigError with the path and what is wrong. */
export function readBytes(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new ConfigError(`${path}: cannot be read (${cause instanceof Error ? cause.message : String(cause)})`, { cause });
  }
}

/** Reads a run from a bundle or a run.json. Throws ConfigError with the path and what is wrong. */
export function readRun(path: string): RunResult {
  const bytes = readBytes(path);
  return isZip(bytes) ? readBundle(bytes, path).result : readRunJson(bytes.toString('utf8'), path);
}
