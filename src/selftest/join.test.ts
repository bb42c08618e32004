import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ConfigError } from '../harness/yaml-file.ts';
import { joinSelftests } from './join.ts';
import { readSelftest, type SelftestPart, selftestJson } from './result-file.ts';
import type { Selftest } from './selftest.ts';
import { digestOfSources } from './sources.ts';
import { EQUIVALENTS, MUTANTS } from './variants.ts';

/** Every `of`-th variant, caught where it says so or spared. */
const partOf = (index: number, of: number, change: Partial<Selftest> = {}): SelftestPart => {
  const mine = (_: unknown, place: number): boolean => place % of === index - 1;
  const result: Selftest = {
    mutants: MUTANTS.filter(mine).map((mutant) => ({
      ...{ mutant, ran: 1, cpuMs: 5, survivedAt: [], undeclared: [], idle: [], forgets: false },
      caughtAt: new Map(mutant.breaks.map((id) => [id, ['a.feature:1']])),
    })),
    equivalents: EQUIVALENTS.filter(mine).map((equivalent) => ({ equivalent, ran: 1, accusations: [] })),
    ...{ errors: [], unproved: [], scenarios: 9, ran: 10, cpuMs: 20, durationMs: 30, asDeclared: true },
    ...change,
  };
  return readSelftest(selftestJson(result, 'abc', { index, of }), `part ${index}`);
};

it('the parts of a selftest are one again, in the order of the catalogue of mutants', () => {
  const whole = joinSelftests([partOf(2, 2), partOf(1, 2)], 'abc', ['RETRY-1']);
  expect(whole.mutants.map(({ mutant }) => mutant)).toEqual(MUTANTS);
  expect(whole.equivalents.map(({ equivalent }) => equivalent)).toEqual(EQUIVALENTS);
  expect(whole).toMatchObject({ asDeclared: true, unproved: [], scenarios: 9, ran: 20, cpuMs: 40, durationMs: 60 });
  expect(whole.mutants[0]?.caughtAt).toEqual(new Map(MUTANTS[0]?.breaks.map((id) => [id, ['a.feature:1']])));
});

it('what is wrong in one part is wrong in the whole, and what none of them proves is told', () => {
  expect(joinSelftests([partOf(1, 2), partOf(2, 2, { errors: ['broken'] })], 'abc', [])).toMatchObject({
    asDeclared: false,
    errors: ['broken'],
  });
  expect(joinSelftests([partOf(1, 1)], 'abc', ['SETUP-1'])).toMatchObject({ asDeclared: false, unproved: ['SETUP-1'] });
});

it.each<[string, SelftestPart[], RegExp]>([
  ['one is missing', [partOf(1, 3), partOf(3, 3)], /^parts are missing: 2\/3$/],
  ['one is there twice', [partOf(1, 2), partOf(1, 2)], /^part 1 was given twice$/],
  ['they are cut differently', [partOf(1, 2), partOf(2, 3)], /^part 2 is one part of 3, part 1 one of 2$/],
  ['one was made from other sources', [{ ...partOf(1, 1), sources: 'abd' }], /^part 1 was made from other sources/],
  ['one is no part', [{ ...partOf(1, 1), shard: null }], /^part 1 is no part: it was made without --shard$/],
  ['a variant is in none', [partOf(1, 1, { equivalents: [] })], /^none of the parts holds retries-after-5-seconds$/],
])('parts are refused where %s', (_what, parts, message) => {
  expect(() => joinSelftests(parts, 'abc', [])).toThrow(message);
});

it('a file that is no selftest, or of other mutants, is refused by name', () => {
  expect(() => readSelftest('{}', 'x.json')).toThrow(ConfigError);
  const other = selftestJson(partOf(1, 1).result, 'abc', null).replaceAll('"retries-554"', '"retries-599"');
  expect(() => readSelftest(other, 'x.json')).toThrow(/^x\.json: this is no selftest .*there is no "retries-599" any more/);
});

it('the digest tells sources apart by name and content, and does not look at tests', () => {
  const root = mkdtempSync(join(tmpdir(), 'setd-sources-'));
  try {
    mkdirSync(join(root, 'src', 'deep'), { recursive: true });
    const seen = [
      ['deep/a.ts', 'one'],
      ['deep/a.ts', 'two'],
      ['b.ts', 'one'],
      ['b.test.ts', 'one'],
    ].map(([name = '', text = '']) => {
      writeFileSync(join(root, 'src', name), text);
      return digestOfSources(root);
    });
    expect(new Set(seen.slice(0, 3)).size).toBe(3);
    expect(seen[3]).toBe(seen[2]);
  } finally {
    rmSync(root, { recursive: true });
  }
});
