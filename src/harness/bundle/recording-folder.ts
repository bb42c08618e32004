import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunResult } from '../run-result.ts';
import { BODIES, CASES, type CaseRecord, caseRecordSchema } from './case-record.ts';
import type { FullRecording } from './redact.ts';

/** Does something with a folder that is gone afterwards. */
export async function inTemporaryFolder<Result>(action: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'setd-recording-'));
  try {
    return await action(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const filesOf = (folder: string): string[] => {
  try {
    return readdirSync(folder);
  } catch {
    // Nothing was recorded: no scenario came so far.
    return [];
  }
};

/** What the scenarios of a run wrote into the folder that it was told to record into. */
export function readRecording(folder: string, result: RunResult, profile: string | null = null): FullRecording {
  const cases = new Map<string, CaseRecord>();
  for (const name of filesOf(join(folder, CASES))) {
    const record = caseRecordSchema.parse(JSON.parse(readFileSync(join(folder, CASES, name), 'utf8')));
    cases.set(record.scenario, record);
  }
  const bodies = new Map(filesOf(join(folder, BODIES)).map((name) => [name, readFileSync(join(folder, BODIES, name))]));
  return { result, cases, bodies, profile };
}

/** Puts bodies where those who judge again look for them. */
export function layOutBodies(bodies: ReadonlyMap<string, Buffer>, folder: string): void {
  mkdirSync(join(folder, BODIES), { recursive: true });
  for (const [sha256, bytes] of bodies) writeFileSync(join(folder, BODIES, sha256), bytes);
}
