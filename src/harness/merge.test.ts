import { beforeAll, describe, expect, it } from 'vitest';
import type { Baseline } from './baseline.ts';
import { CONFORMS, DEPARTS, META, scenarioRun } from './fixtures/runs.ts';
import { judge } from './judge.ts';
import { mergeRuns, type Part } from './merge.ts';
import { loadRegistry } from './registry.ts';
import { runJson } from './reports/json.ts';
import { runFeatures } from './run.ts';
import { readRunJson } from './run-file.ts';
import type { RunMeta, RunResult, ScenarioRun } from './run-result.ts';
import { parseShard, shardOf } from './shard.ts';

const registry = loadRegistry();

describe('a part', () => {
  it.each([
    ['1/4', { index: 1, of: 4 }],
    ['4/4', { index: 4, of: 4 }],
  ])('%s', (text, shard) => expect(parseShard(text)).toEqual(shard));

  it.each(['0/4', '5/4', '1', '1/0', 'a/b', '1/4/2', '-1/4', '1/1001'])('is not %s', (text) => {
    expect(() => parseShard(text)).toThrow(/--shard: expected a part such as 1\/4/);
  });

  it('together with the others is all there is, each once', () => {
    const all = Array.from({ length: 11 }, (_, n) => n);
    const parts = [1, 2, 3, 4].map((index) => shardOf(all, { index, of: 4 }));
    expect(parts.flat().toSorted((a, b) => a - b)).toEqual(all);
    expect(parts.map(({ length }) => length)).toEqual([3, 3, 3, 2]);
  });
});

describe('parts of a real run', () => {
  const file = new URL('fixtures/verdicts.feature', import.meta.url).pathname;
  const run = (shard?: { index: number; of: number }): Promise<RunResult> =>
    runFeatures({
      registry,
      steps: 'src/harness/fixtures/*.steps.ts',
      selection: { ids: [], files: [file], tags: 'not @none' },
      ...(shard === undefined ? {} : { shard }),
    });
  /** As it comes out of a file. */
  const asFile = (result: RunResult, name: string): Part => ({ name, run: readRunJson(runJson(result), name) });
  let whole: RunResult;
  let parts: Part[];
  beforeAll(async () => {
    whole = await run();
    parts = [];
    for (const index of [1, 2, 3]) parts.push(asFile(await run({ index, of: 3 }), `part-${index}.json`));
  });

  it('have the same verdicts, joined, as the whole', () => {
    const merged = mergeRuns(parts, registry);
    const essence = ({ requirements, scenarios, totals, exitStatus, setupErrors }: RunResult) => ({
      totals,
      exitStatus,
      setupErrors,
      requirements: requirements.map(({ durationMs, judgements, ...rest }) => ({ ...rest, judgements: judgements.length })),
      scenarios: scenarios.map(({ id, verdict, reason, evidence }) => ({ id, verdict, reason, evidence })),
    });
    expect(essence(merged)).toEqual(essence(whole));
    expect(merged.meta.shard).toBeNull();
  });

  it('are of about the same size, and know the whole', () => {
    expect(parts.map(({ run: { scenarios } }) => scenarios.length)).toEqual([3, 3, 2]);
    expect(parts[0]?.run.meta.shard).toEqual({ index: 1, of: 3, planned: 8 });
  });

  it.each<[string, (parts: Part[]) => Part[], RegExp]>([
    ['missing', ([one, two]) => [one, two].flatMap((part) => part ?? []), /^parts are missing: 3\/3$/],
    ['given twice', ([one, two]) => [one, two, one].flatMap((part) => part ?? []), /^part-1\.json and part-1\.json are both part 1\/3$/],
    ['none', () => [], /there are no parts/],
  ])('that are %s are refused', (_what, change, message) => {
    expect(() => mergeRuns(change(parts), registry)).toThrow(message);
  });
});

describe('parts that do not belong together', () => {
  const baseline: Baseline = { system: 'a gateway', entries: [] };
  const part = (index: number, scenarios: ScenarioRun[], meta: Partial<RunMeta> = {}, known: Baseline | null = null): Part => {
    const facts = { registry, scenarios, setupErrors: [], baseline: known, complete: false };
    return { name: `${index}.json`, run: judge({ ...facts, meta: { ...META, shard: { index, of: 2, planned: 2 }, ...meta } }) };
  };
  const a = scenarioRun(['RETRY-1'], [CONFORMS], { name: 'a' });
  const b = scenarioRun(['RETRY-1'], [DEPARTS], { name: 'b' });

  it.each<[string, Part[], RegExp]>([
    [
      'another system',
      [part(1, [a]), part(2, [b], { system: 'x' })],
      /^2\.json is no part of the same run as 1\.json: system is "x" there/,
    ],
    ['another catalogue', [part(1, [a]), part(2, [b], { catalogue: '2027-01' })], /catalogue is "2027-01" there/],
    ['another version', [part(1, [a]), part(2, [b], { tool: { name: 'setd', version: '9' } })], /tool is/],
    ['another selection', [part(1, [a]), part(2, [b], { selection: 'TLS-1' })], /selection is "TLS-1" there/],
    ['another clock', [part(1, [a]), part(2, [b], { clock: 'wall' })], /clock is "wall" there/],
    ['another baseline', [part(1, [a]), part(2, [b], {}, baseline)], /2\.json was judged by another baseline/],
    ['another number of parts', [part(1, [a]), part(2, [b], { shard: { index: 2, of: 3, planned: 2 } })], /2\.json is part 2\/3/],
    ['a scenario of another part', [part(1, [a]), part(2, [a])], /^2\.json and 1\.json both hold features\/x\.feature:a$/],
    ['too few scenarios', [part(1, [a]), part(2, [])], /the parts hold 1 scenarios, 2 were planned/],
    ['no part at all', [part(1, [a]), part(2, [b], { shard: null })], /2\.json is no part: it was made without --shard/],
  ])('are refused: %s', (_what, parts, message) => {
    expect(() => mergeRuns(parts, registry)).toThrow(message);
  });

  it('are refused where this setd judges by another catalogue', () => {
    const parts = [part(1, [a], { catalogue: '2027-01' }), part(2, [b], { catalogue: '2027-01' })];
    expect(() => mergeRuns(parts, registry)).toThrow(/was judged by the catalogue 2027-01, this setd has 2026-11/);
  });

  it('hold the pinned number only together, and a baseline only as a whole', () => {
    const known: Baseline = {
      system: 'a gateway',
      entries: [
        { kind: 'known-departures', at: 'known.yaml', requirement: 'RETRY-1', scenario: null, reason: 'r', setting: null, link: null },
      ],
    };
    const parts = [part(1, [a], {}, known), part(2, [b], {}, known)];
    expect(parts.flatMap(({ run }) => run.staleEntries)).toEqual([]);
    const merged = mergeRuns(parts, registry);
    expect(merged.requirements.find(({ id }) => id === 'RETRY-1')?.verdict).toBe('known-departure');
    expect(merged.staleEntries).toEqual([]);
    expect(merged.setupErrors).toEqual([expect.stringMatching(/^2 scenarios were found, \d+ are pinned/)]);
    const gone = mergeRuns([part(1, [a], {}, known), part(2, [scenarioRun(['RETRY-1'], [CONFORMS], { name: 'b' })], {}, known)], registry);
    expect(gone.staleEntries).toEqual([expect.stringMatching(/the departure is gone/)]);
  });
});
