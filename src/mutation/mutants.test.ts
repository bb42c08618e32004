import { readFileSync } from 'node:fs';
import { expect, it, vi } from 'vitest';
import { instrumented } from './blocks.ts';
import { coveringOf, killersFirst } from './coverage.ts';
import { loadExplanations, speaksOf, staleEntries } from './explained.ts';
import { CONFORMS, type Ended } from './jobs.ts';
import { mutantsOf, mutated } from './mutant.ts';
import { scores, survivorLines } from './report.ts';
import type { Account, Fate } from './session.ts';
import { seeded, shuffled } from './shuffle.ts';
import { readSource } from './syntax.ts';
import { absolute, targetFiles } from './targets.ts';

/** Real time: every file is parsed, on a machine that may be busy. */
vi.setConfig({ testTimeout: 60_000 });

const files = targetFiles();
const all = files.flatMap(mutantsOf);
const textOf = (file: string): string => readFileSync(absolute(file), 'utf8');

it('are made of the files that decide how mail is forwarded, and have names of their own', () => {
  expect(files).toEqual(expect.arrayContaining(['src/forwarder/delivery.ts', 'src/forwarder/spool/file-spool.ts']));
  expect(files.filter((file) => /test|console|admin/.test(file))).toEqual([]);
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
});

it('are programs, as are the files that tell of their blocks', () => {
  const sources = files.map((file) => [file, readSource(textOf(file))] as const);
  const codes = new Map(sources.map(([file, { code }]) => [file, code]));
  for (const [file, source] of sources) readSource(instrumented(source, file));
  for (const mutant of shuffled(all, seeded(1)).slice(0, 50)) {
    const code = mutated(mutant, textOf(mutant.file));
    expect(() => readSource(code), mutant.id).not.toThrow();
    expect(code).not.toBe(codes.get(mutant.file));
  }
});

it('are left out only where the list says why, and the list speaks of nothing that is gone', () => {
  expect(staleEntries(loadExplanations(), all)).toEqual([]);
  const [mutant] = all;
  if (mutant === undefined) throw new Error('no mutant');
  const entry = {
    file: mutant.file.replace('src/forwarder/', ''),
    at: mutant.at,
    because: 'an example that says why',
    kind: 'outside',
  } as const;
  expect([speaksOf(entry, mutant), speaksOf({ ...entry, change: mutant.change }, mutant)]).toEqual([true, true]);
  expect([speaksOf({ ...entry, change: 'a → b' }, mutant), speaksOf({ ...entry, at: 'gone' }, mutant)]).toEqual([false, false]);
  const { at: _at, ...whole } = entry;
  expect([speaksOf({ ...whole, in: mutant.within[0] ?? '' }, mutant), speaksOf({ ...whole, in: 'another' }, mutant)]).toEqual([
    true,
    false,
  ]);
  expect(staleEntries([{ ...entry, at: 'gone' }], all)).toEqual([expect.stringContaining('there is no such mutant')]);
});

const ended = (scenario: string, entered: string[], durationMs = 1): Ended => ({
  ...{ kind: 'ended', scenario, verdict: CONFORMS, requirements: [], reason: '', durationMs, entered },
});

it('meet the scenarios that enter their block; what is run at loading meets those that enter the file', () => {
  const one = ended('a.feature:1', ['x.ts:1']);
  const other = ended('b.feature:1', ['x.ts:2', 'x.ts:1']);
  const third = ended('b.feature:9', ['y.ts:3']);
  const coverage = { longestMs: 1, scenarios: new Map([one, other, third].map((scenario) => [scenario.scenario, scenario])) };
  expect(coveringOf(coverage, { file: 'x.ts', block: 2 })).toEqual([other]);
  expect(coveringOf(coverage, { file: 'x.ts', block: 0 })).toEqual([one, other]);
  expect(coveringOf(coverage, { file: 'z.ts', block: 0 })).toEqual([one, other, third]);
  expect(coveringOf(coverage, { file: 'z.ts', block: 4 })).toEqual([]);
});

it('meet what has killed before first, then one scenario of each feature in turn', () => {
  const some = [ended('a.feature:1', [], 5), ended('a.feature:2', []), ended('b.feature:1', [], 2), ended('c.feature:1', [], 9)];
  expect(killersFirst(some, new Map([['c.feature:1', 2]]))).toEqual(['c.feature:1', 'b.feature:1', 'a.feature:1', 'a.feature:2']);
});

it('are drawn by a seed: the same ones for the same seed', () => {
  const items = Array.from({ length: 20 }, (_, index) => index);
  expect(shuffled(items, seeded(7))).toEqual(shuffled(items, seeded(7)));
  expect(shuffled(items, seeded(7))).not.toEqual(shuffled(items, seeded(8)));
  expect(shuffled(items, seeded(7)).toSorted((one, other) => one - other)).toEqual(items);
});

it('are counted by file: equivalents neither for nor against, those that no scenario comes near against', () => {
  const [mutant] = all;
  if (mutant === undefined) throw new Error('no mutant');
  const account = (fate: Fate, file: string): Account => ({
    mutant: { ...mutant, file, id: fate },
    fate,
    by: null,
    said: '',
    ran: 1,
    covering: 1,
  });
  const accounts = [
    account('killed', 'a'),
    account('timeout', 'a'),
    account('crashed', 'b'),
    account('uncovered', 'b'),
    account('equivalent', 'b'),
  ];
  const { files: rows, all: sum } = scores([...accounts, account('survived', 'b'), account('outside', 'c')]);
  expect(rows.map(({ name, percent }) => [name, percent])).toEqual([
    ['a', 100],
    ['b', 100 / 3],
    ['c', null],
  ]);
  expect(sum.percent).toBe(60);
  expect(survivorLines(accounts)).toEqual(['uncovered: uncovered']);
});
