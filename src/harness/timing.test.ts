import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadRegistry } from './registry.ts';
import { type RunOptions, runFeatures } from './run.ts';
import type { ScenarioResult } from './run-result.ts';
import type { RunListener } from './run-tally.ts';

// On the wall clock: a departure that hangs on time, seen by a machine that is held up, and by one that may be.

const FEATURE = `Feature: An expectation that no right system meets
  @RETRY-1
  Scenario: two attempts at what is final
    Given the intake answers "550 5.1.1 no" at RCPT TO every time
    When a message is sent to the Default policy
    Then exactly two attempts are made within 2 seconds
`;
const HELD_UP_MS = 700;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'setd-timing-'));
  writeFileSync(join(folder, 'own.feature'), FEATURE);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Nothing of this thread goes on for that long, as on a machine that has no time for it. */
const holdUp = (): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, HELD_UP_MS);

/** Holds this thread up again and again while a scenario runs, so that each of its steps of 2 s meets it. */
function slowMachine(): RunListener {
  let timer: NodeJS.Timeout | undefined;
  return {
    begun: () => {
      timer = setInterval(holdUp, 800);
    },
    ended: () => clearInterval(timer),
  };
}

async function judged(options: RunOptions): Promise<ScenarioResult | undefined> {
  const selection = { ids: [], files: [join(folder, 'own.feature')], tags: '' };
  const { scenarios } = await runFeatures({ registry: loadRegistry(), clock: 'wall', selection, ...options });
  return scenarios[0];
}

it('is inconclusive where the stand was held up for longer than the tolerance, as its evidence shows', async () => {
  const scenario = await judged({ toleranceMs: HELD_UP_MS / 2, listener: slowMachine() });
  expect(scenario).toMatchObject({
    verdict: 'inconclusive',
    reason: expect.stringMatching(/^the machine was too slow to tell, held up for \d\.\d s \(tolerance 0\.\d s\): expected 2 attempts/),
  });
  const delays = scenario?.evidence.flatMap((entry) => (entry.type === 'standDelayed' ? [entry.lateMs] : [])) ?? [];
  expect(Math.max(...delays)).toBeGreaterThan(HELD_UP_MS / 2);
}, 30_000);

it('is a departure where that is within the tolerance', async () => {
  const scenario = await judged({ toleranceMs: 60_000, listener: slowMachine() });
  expect(scenario).toMatchObject({ verdict: 'departs', reason: expect.stringMatching(/^expected 2 attempts/) });
}, 30_000);
