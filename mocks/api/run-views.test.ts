import { describe, expect, test } from 'vitest';
import type { RunDetails, RunVerdict } from '../store/run-record.ts';
import { compareRuns, matrixOf } from './run-views.ts';

const META: RunDetails['meta'] = {
  tool: { name: 'setd-conformance', version: '0.1.0' },
  catalogue: '2026-11',
  node: '24',
  cucumber: '13',
  system: 'reference forwarder',
  clock: 'virtual',
  strict: false,
  started: '2026-11-02T09:00:00.000Z',
  durationMs: 1,
  selection: '',
  leftOut: null,
};

const run = (number: number, verdicts: Readonly<Record<string, RunVerdict>>): RunDetails => ({
  run: number,
  addedAtMs: number,
  meta: META,
  exitStatus: 0,
  totals: {},
  setupErrors: [],
  staleEntries: [],
  requirements: Object.entries(verdicts).map(([id, verdict]) => ({
    id,
    title: `about ${id}`,
    basis: 'documented',
    weight: 'MUST',
    verdict,
    reason: `because ${verdict}`,
    passed: 1,
    total: 2,
    durationMs: 1,
    judgements: [],
  })),
  scenarios: Object.entries(verdicts).map(([id, verdict]) => ({
    id: `features/${id}.feature:1`,
    name: `scenario ${id}`,
    uri: `features/${id}.feature`,
    line: 1,
    feature: 'x',
    rule: null,
    tags: [],
    requirements: [id],
    status: 'PASSED',
    verdict,
    reason: '',
    durationMs: 1,
  })),
});

const before = run(1, { 'RETRY-1': 'conforms', 'RETRY-2': 'departs', 'TLS-1': 'warning', 'OLD-1': 'conforms' });
const after = run(2, { 'RETRY-1': 'departs', 'RETRY-2': 'conforms', 'TLS-1': 'warning', 'NEW-1': 'conforms' });

describe('the matrix', () => {
  test('has a row for every requirement of any run and a cell for every run', () => {
    const { runs, rows } = matrixOf([before, after]);
    expect(runs).toMatchObject([
      { run: 1, scenarios: 4 },
      { run: 2, scenarios: 4 },
    ]);
    expect(rows.map(({ id }) => id)).toEqual(['RETRY-1', 'RETRY-2', 'TLS-1', 'OLD-1', 'NEW-1']);
    expect(rows.map(({ cells }) => cells.map((cell) => cell?.verdict ?? null))).toEqual([
      ['conforms', 'departs'],
      ['departs', 'conforms'],
      ['warning', 'warning'],
      ['conforms', null],
      [null, 'conforms'],
    ]);
  });

  test('of no runs is empty', () => {
    expect(matrixOf([])).toEqual({ runs: [], rows: [] });
  });
});

describe('two runs', () => {
  test('are told apart by what changed', () => {
    const { requirements, scenarios, same } = compareRuns(before, after);
    expect(requirements.map(({ id, change }) => [id, change])).toEqual([
      ['RETRY-1', 'worse'],
      ['RETRY-2', 'better'],
      ['OLD-1', 'removed'],
      ['NEW-1', 'added'],
    ]);
    expect(requirements[0]).toMatchObject({
      title: 'about RETRY-1',
      one: { verdict: 'conforms' },
      other: { verdict: 'departs', reason: 'because departs' },
    });
    expect(requirements[3]).toMatchObject({ one: null, other: { verdict: 'conforms' } });
    expect(scenarios).toHaveLength(4);
    expect(same).toEqual({ requirements: 1, scenarios: 1 });
  });

  test('a run is like itself', () => {
    expect(compareRuns(before, before)).toMatchObject({ requirements: [], scenarios: [], same: { requirements: 4, scenarios: 4 } });
  });

  test('between two harmless verdicts neither is better', () => {
    const one = run(1, { X: 'conforms' });
    const other = run(2, { X: 'not-applicable' });
    expect(compareRuns(one, other).requirements).toMatchObject([{ change: 'different' }]);
  });
});
