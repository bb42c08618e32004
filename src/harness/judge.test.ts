import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadBaseline } from './baseline.ts';
import { CONFORMS, DEPARTS, departsFrom, META, scenarioRun } from './fixtures/runs.ts';
import { judge } from './judge.ts';
import type { ScenarioOutcome } from './outcome.ts';
import { loadRegistry } from './registry.ts';
import type { RunResult, ScenarioRun } from './run-result.ts';

const registry = loadRegistry();
const NOT_TESTABLE: ScenarioOutcome = { kind: 'not-testable', capability: 'counters' };

type Given = Partial<Pick<Parameters<typeof judge>[0], 'baseline' | 'complete' | 'meta' | 'setupErrors'>>;

const judged = (scenarios: readonly ScenarioRun[], given: Given = {}): RunResult =>
  judge({
    registry,
    scenarios,
    setupErrors: [],
    baseline: null,
    complete: true,
    meta: META,
    ...given,
  });

const requirement = (result: RunResult, id: string) => result.requirements.find((candidate) => candidate.id === id);

describe('the exit status', () => {
  it.each<[string, readonly ScenarioRun[], number]>([
    ['all conform', [scenarioRun(['RETRY-1'], [CONFORMS])], 0],
    ['a MUST departs', [scenarioRun(['RETRY-1'], [DEPARTS])], 1],
    ['only an inferred one departs', [scenarioRun(['SCOPE-5'], [DEPARTS])], 0],
    ['the stand broke', [scenarioRun(['RETRY-1'], [])], 3],
    [
      'the stand broke beside a departure of the same requirement',
      [scenarioRun(['RETRY-1'], [DEPARTS]), scenarioRun(['RETRY-1'], [], { name: 'b' })],
      3,
    ],
    ['a MUST cannot be tested', [scenarioRun(['COUNT-1'], [NOT_TESTABLE], { status: 'SKIPPED' })], 4],
    ['a SHOULD cannot be tested', [scenarioRun(['SCOPE-5'], [NOT_TESTABLE]), scenarioRun(['RETRY-1'], [CONFORMS], { name: 'b' })], 0],
    [
      'a known warning hides that another scenario of a MUST could not be tested',
      [
        scenarioRun(['RETRY-1'], [DEPARTS], { tags: ['@RETRY-1', '@advisory'] }),
        scenarioRun(['RETRY-1'], [NOT_TESTABLE], { name: 'b', status: 'SKIPPED' }),
      ],
      4,
    ],
    ['nothing was run', [], 3],
    ['a departure blames what nobody knows', [scenarioRun(['RETRY-1'], [departsFrom('MOON-1')])], 3],
  ])('when %s', (_what, scenarios, status) => {
    expect(judged(scenarios).exitStatus).toBe(status);
  });

  it('is 1 for an inferred departure when strict', () => {
    expect(judged([scenarioRun(['SCOPE-5'], [DEPARTS])], { meta: { ...META, strict: true } }).exitStatus).toBe(1);
  });

  it('is 3 for a set-up error, whatever was found', () => {
    expect(judged([scenarioRun(['RETRY-1'], [DEPARTS])], { setupErrors: ['x.feature:3: wrong'] }).exitStatus).toBe(3);
  });
});

describe('totals', () => {
  it('count requirements, and passed scenarios for each', () => {
    const result = judged([scenarioRun(['RETRY-1'], [CONFORMS]), scenarioRun(['RETRY-1', 'LOG-1'], [DEPARTS], { name: 'b' })]);
    expect(result.totals).toMatchObject({ departs: 2, conforms: 0, untested: 92 });
    expect(requirement(result, 'RETRY-1')).toMatchObject({ verdict: 'departs', passed: 1, total: 2, durationMs: 10 });
  });
});

describe('a baseline', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'setd-baseline-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const baseline = (text: string) => {
    const path = join(folder, 'known.yaml');
    writeFileSync(path, `system: a gateway\n${text}`);
    return loadBaseline(path);
  };
  const known = (id: string, scenario?: string) =>
    baseline(
      `known-departures:\n  - { requirement: ${id}, reason: vendor bug 7${scenario === undefined ? '' : `, scenario: ${scenario}`} }\n`,
    );
  const ID = 'RETRY-1';
  const skip = (id: string) => baseline(`expected-skips:\n  - { requirement: ${id}, reason: no counters on cloud gateways }\n`);

  it('turns a departure into a known one, with its reason', () => {
    const result = judged([scenarioRun(['RETRY-1'], [DEPARTS])], { baseline: known('RETRY-1') });
    expect(result).toMatchObject({ exitStatus: 0, staleEntries: [] });
    expect(requirement(result, 'RETRY-1')).toMatchObject({ verdict: 'known-departure' });
    expect(requirement(result, 'RETRY-1')?.reason).toContain('vendor bug 7');
  });

  it('covers the scenario it names and no other', () => {
    const scenarios = [scenarioRun(['RETRY-1'], [DEPARTS], { name: 'old' }), scenarioRun(['RETRY-1'], [DEPARTS], { name: 'new' })];
    expect(judged(scenarios, { baseline: known('RETRY-1', 'old') })).toMatchObject({ exitStatus: 1, staleEntries: [] });
  });

  it('turns what cannot be tested into not applicable', () => {
    const scenarios = [scenarioRun(['COUNT-1'], [NOT_TESTABLE]), scenarioRun(['RETRY-1'], [CONFORMS], { name: 'b' })];
    const result = judged(scenarios, { baseline: skip('COUNT-1') });
    expect(result.exitStatus).toBe(0);
    expect(requirement(result, 'COUNT-1')?.verdict).toBe('not-applicable');
  });

  it('gives setting and link with the reason', () => {
    const text = `known-departures:\n  - { requirement: ${ID}, reason: by design, setting: retries = 9, link: 'https://bugs.example/7' }\n`;
    const result = judged([scenarioRun([ID], [DEPARTS])], { baseline: baseline(text) });
    expect(requirement(result, ID)?.reason).toBe(
      'by design; setting: retries = 9; https://bugs.example/7 (expected two attempts; observed one)',
    );
  });

  it('prefers the reason for the scenario to that for the requirement, in any order', () => {
    const text = `known-departures:\n  - { requirement: ${ID}, reason: wide }\n  - { requirement: ${ID}, scenario: old, reason: near }\n`;
    const scenarios = [scenarioRun([ID], [DEPARTS], { name: 'old' }), scenarioRun([ID], [DEPARTS], { name: 'new' })];
    const result = judged(scenarios, { baseline: baseline(text) });
    expect(result).toMatchObject({ exitStatus: 0, staleEntries: [] });
    expect(requirement(result, ID)?.judgements.map(({ reason }) => reason.split(' ')[0])).toEqual(['near', 'wide']);
  });

  it('has no use for an entry that others say all of', () => {
    const text = `known-departures:\n  - { requirement: ${ID}, reason: wide }\n  - { requirement: ${ID}, scenario: old, reason: near }\n`;
    const result = judged([scenarioRun([ID], [DEPARTS], { name: 'old' })], { baseline: baseline(text) });
    expect(result.staleEntries).toEqual([expect.stringMatching(/known-departures\[0\]: RETRY-1: entries for its scenarios say it all/)]);
  });

  it('takes what was never reached for not applicable, but no doubt about the time', () => {
    const reached: ScenarioOutcome = { kind: 'inconclusive', reason: 'the fault was never met' };
    const late: ScenarioOutcome = { kind: 'inconclusive', reason: 'too slow to tell', timing: true };
    const other = scenarioRun(['RETRY-2'], [CONFORMS], { name: 'b' });
    expect(judged([scenarioRun([ID], [reached]), other], { baseline: skip(ID) })).toMatchObject({ exitStatus: 0, staleEntries: [] });
    expect(judged([scenarioRun([ID], [late]), other], { baseline: skip(ID) })).toMatchObject({ exitStatus: 4, staleEntries: [] });
  });

  it('is for the system that it names and for no other', () => {
    const result = judged([scenarioRun([ID], [DEPARTS])], { baseline: known(ID), meta: { ...META, system: 'another gateway' } });
    expect(result.setupErrors).toEqual(['the baseline is for "a gateway", and "another gateway" was judged']);
    expect(result.exitStatus).toBe(3);
  });

  it.each([
    ['a departure that is gone', () => known('RETRY-1'), /RETRY-1: the departure is gone/],
    ['a skip that is not needed', () => skip('RETRY-1'), /RETRY-1: it could be tested after all/],
    ['a requirement that does not exist', () => known('RETRY-99'), /RETRY-99: there is no such requirement/],
    ['a requirement that nothing judges', () => known('LOG-1'), /LOG-1: no scenario judges it/],
    ['a scenario that does not exist', () => known('RETRY-1', 'gone'), /RETRY-1: no scenario of it is called "gone"/],
  ])('is stale by %s', (_what, make, message) => {
    const result = judged([scenarioRun(['RETRY-1'], [CONFORMS])], { baseline: make() });
    expect(result.exitStatus).toBe(2);
    expect(result.staleEntries).toEqual([expect.stringMatching(message)]);
  });

  it('is not stale by what a part of the scenarios did not touch', () => {
    const result = judged([scenarioRun(['RETRY-1'], [CONFORMS])], { baseline: known('LOG-1'), complete: false });
    expect(result).toMatchObject({ exitStatus: 0, staleEntries: [] });
  });

  it('is not called stale by a stand that broke', () => {
    expect(judged([scenarioRun(['RETRY-1'], [])], { baseline: known('RETRY-1') }).staleEntries).toEqual([]);
  });

  it.each([
    ['an unknown key', 'knowndepartures: []', /knowndepartures/],
    [
      'the same check twice',
      'known-departures:\n  - { requirement: RETRY-1, reason: a }\n  - { requirement: RETRY-1, reason: b }',
      /known-departures\[1\]: speaks of the same check as .*known-departures\[0\]/,
    ],
    [
      'a link that is none',
      'known-departures:\n  - { requirement: RETRY-1, reason: a, link: "javascript:x" }',
      /known-departures\[0\]\.link/,
    ],
    ['an entry without reason', 'known-departures:\n  - { requirement: RETRY-1 }', /known-departures\[0\]\.reason/],
    [
      'an id that is none',
      'known-departures:\n  - { requirement: retry, reason: x }',
      /known-departures\[0\]\.requirement: expected an id/,
    ],
  ])('with %s is refused, naming file and key', (_what, text, message) => {
    expect(() => baseline(text)).toThrow(message);
  });
});
