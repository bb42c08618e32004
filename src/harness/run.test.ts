import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadRegistry } from './registry.ts';
import { type RunOptions, runFeatures } from './run.ts';
import type { RunResult } from './run-result.ts';
import type { RunListener } from './run-tally.ts';

// Real Cucumber over the features in fixtures/, which say what they find instead of finding it.

const FIXTURE = join(import.meta.dirname, 'fixtures', 'verdicts.feature');
const registry = loadRegistry();

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'setd-run-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const run = (file: string, options: RunOptions = {}, tags = ''): Promise<RunResult> =>
  runFeatures({ registry, steps: 'src/harness/fixtures/*.steps.ts', selection: { ids: [], files: [file], tags }, ...options });

const feature = (text: string): string => {
  const path = join(folder, 'own.feature');
  writeFileSync(path, text);
  return path;
};

describe('a run', () => {
  it('finds every kind of verdict', async () => {
    const result = await run(FIXTURE);
    const verdicts = Object.fromEntries(
      result.requirements.filter(({ verdict }) => verdict !== 'untested').map(({ id, verdict }) => [id, verdict]),
    );
    expect(verdicts).toEqual({
      'RETRY-1': 'conforms',
      'RETRY-2': 'departs',
      'RETRY-5': 'conforms',
      'SCOPE-5': 'warning',
      'COUNT-1': 'not-testable',
      'QUEUE-1': 'inconclusive',
      'CONN-1': 'harness-error',
    });
    expect(result.exitStatus).toBe(3);
  });

  it('puts scenarios together from what Cucumber tells', async () => {
    const { scenarios, setupErrors } = await run(FIXTURE);
    expect(setupErrors).toEqual([]);
    expect(scenarios).toHaveLength(8);
    expect(scenarios[1]).toMatchObject({
      id: 'src/harness/fixtures/verdicts.feature:14',
      name: 'it departs from one of two',
      feature: 'Every kind of verdict',
      rule: 'A 5xx is final',
      requirements: ['RETRY-2', 'RETRY-5'],
      status: 'FAILED',
      outcomes: [{ kind: 'departs', evidence: [2, 4] }],
      steps: [
        { keyword: 'Given', text: 'a conversation with the intake', status: 'PASSED', message: null },
        { keyword: 'Then', status: 'FAILED', message: 'Error: departed' },
      ],
    });
    expect(scenarios[1]?.evidence.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
  });

  it('tells its progress', async () => {
    const seen: string[] = [];
    const listener: RunListener = {
      begun: ({ name }) => void seen.push(name),
      ended: ({ done, planned }) => void seen.push(`${done}/${planned}`),
    };
    await run(FIXTURE, { listener }, '@RETRY-5');
    expect(seen).toEqual(['it departs from one of two', '1/2', 'the other one conforms', '2/2']);
  });

  it('leaves out on the wall clock what waits for minutes, and says so', async () => {
    const result = await run(FIXTURE, { clock: 'wall' });
    expect(result.meta.leftOut?.scenarios).toBe(1);
    expect(result.scenarios).toHaveLength(7);
    const waiting = await run(FIXTURE, { clock: 'wall', waiting: true });
    expect(waiting.scenarios).toHaveLength(8);
  });

  it('keeps the messages of Cucumber', async () => {
    await run(FIXTURE, { reportsDir: folder });
    const lines = readFileSync(join(folder, 'messages.ndjson'), 'utf8').trim().split('\n');
    expect(lines.map((line) => Object.keys(JSON.parse(line))[0])).toContain('testRunFinished');
  });

  it('refuses a tag expression that is none', async () => {
    await expect(run(FIXTURE, {}, '@a and (')).rejects.toThrow(/^--tag: /);
  });

  it('is an error when nothing was selected', async () => {
    expect((await run(FIXTURE, {}, '@nothing')).exitStatus).toBe(3);
  });
});

describe('a set-up error', () => {
  it.each([
    [
      'an unknown requirement',
      '@RETRY-99\nScenario: s\nGiven a conversation with the intake',
      /own\.feature:3: @RETRY-99 is not in the requirement registry/,
    ],
    [
      'a scenario without requirement',
      '@fast\nScenario: s\nGiven a conversation with the intake',
      /own\.feature:3: "s" carries no requirement tag/,
    ],
    ['a feature that is none', 'Scenario: s\nGiven a\nnonsense', /own\.feature:4: .*expected/s],
  ])('is %s, with file and line', async (_what, text, message) => {
    const { setupErrors, exitStatus } = await run(feature(`Feature: f\n${text}\n`));
    expect(setupErrors).toEqual([expect.stringMatching(message)]);
    expect(exitStatus).toBe(3);
  });

  it('is on the wall clock, too, a feature that cannot be read', async () => {
    const { setupErrors } = await run(feature('Feature: f\nScenario: s\nGiven a\nnonsense'), { clock: 'wall' });
    expect(setupErrors).toEqual([expect.stringMatching(/own\.feature:4: .*expected/s)]);
  });

  it('are step files that cannot be loaded', async () => {
    writeFileSync(join(folder, 'bad.steps.ts'), "throw new Error('no steps today');\n");
    await expect(run(FIXTURE, { steps: join(folder, '*.steps.ts') })).rejects.toThrow(/scenarios could not be started: no steps today/);
  });
});
