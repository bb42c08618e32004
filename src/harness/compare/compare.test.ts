import { describe, expect, it } from 'vitest';
import { CONFORMS, DEPARTS, META, scenarioRun } from '../fixtures/runs.ts';
import { judge } from '../judge.ts';
import type { ScenarioOutcome } from '../outcome.ts';
import { loadRegistry } from '../registry.ts';
import { PLAIN_TEXT } from '../reports/text.ts';
import type { RunMeta, RunResult, ScenarioRun } from '../run-result.ts';
import { compareRuns, differs } from './compare.ts';
import { comparisonPage } from './html.ts';
import { comparisonText } from './text.ts';

const registry = loadRegistry();
const HOSTILE = '</td><img src=x onerror=alert(1)>\u001b[31m';

const run = (scenarios: readonly ScenarioRun[], meta: Partial<RunMeta> = {}): RunResult =>
  judge({ registry, scenarios, setupErrors: [], baseline: null, complete: false, meta: { ...META, ...meta } });

const OPEN: ScenarioOutcome = { kind: 'inconclusive', reason: 'never reached' };
const LACKS: ScenarioOutcome = { kind: 'not-testable', capability: 'counters' };
const bad = (id: string, name: string): ScenarioRun =>
  scenarioRun([id], [{ ...DEPARTS, observed: HOSTILE, evidence: [1] }], {
    name,
    evidence: [{ type: 'logLineRead', line: 'what the log said', seq: 1, atMs: 0 }],
  });
const good = (id: string, name: string, line = 3): ScenarioRun =>
  scenarioRun([id], [CONFORMS], { name, line, id: `features/x.feature:${name}${line}` });

const left = run([
  good('RETRY-1', 'a'),
  bad('RETRY-2', 'b'),
  good('RETRY-3', 'c'),
  scenarioRun(['COUNT-1'], [LACKS], { name: 'd' }),
  good('TLS-1', 'e'),
  bad('LOG-1', 'f'),
  good('LOG-1', 'g'),
]);
const right = run([
  bad('RETRY-1', 'a'),
  good('RETRY-2', 'b'),
  good('RETRY-3', 'c', 77),
  scenarioRun(['COUNT-1'], [OPEN], { name: 'd' }),
  good('LOG-1', 'f'),
  bad('LOG-1', 'g'),
]);
const comparison = compareRuns(left, right);

describe('a comparison', () => {
  it('puts differences first, the worse before the better, and what is alike last', () => {
    expect(comparison.requirements.map(({ id, change }) => `${id} ${change}`)).toEqual([
      'RETRY-1 worse',
      'TLS-1 worse',
      'RETRY-2 better',
      'COUNT-1 other',
      'LOG-1 same',
      'RETRY-3 same',
    ]);
  });

  it('gives the reason and the evidence of a scenario that differs', () => {
    expect(comparison.requirements[0]?.scenarios).toEqual([
      {
        id: 'features/x.feature:a',
        name: 'a',
        left: { verdict: 'conforms', reason: '', evidence: [] },
        right: {
          verdict: 'departs',
          reason: `expected two attempts; observed ${HOSTILE}`,
          evidence: [expect.stringContaining('LOG what the log said')],
        },
      },
    ]);
  });

  it('tells scenarios that differ under the same verdict', () => {
    expect(comparison.requirements[4]?.scenarios.map(({ name }) => name)).toEqual(['f', 'g']);
  });

  it('knows a scenario again that has moved to another line', () => {
    expect(comparison.requirements[5]?.scenarios).toEqual([]);
  });

  it('shows what only one of them holds', () => {
    expect(comparison.requirements[1]?.scenarios).toMatchObject([{ name: 'e', left: { verdict: 'conforms' }, right: null }]);
  });

  it('says whether there is a difference at all', () => {
    expect(differs(comparison)).toBe(true);
    expect(differs(compareRuns(left, left))).toBe(false);
  });

  it('names conditions that differ', () => {
    expect(compareRuns(left, run([], { clock: 'wall', toleranceMs: 1000, selection: 'LOG' })).conditions).toEqual([
      'clock: virtual on the left, wall on the right',
      'tolerance of times in ms: 0 on the left, 1000 on the right',
      'selection: everything on the left, LOG on the right',
    ]);
    expect(comparison.conditions).toEqual([]);
  });
});

describe('as text', () => {
  const text = comparisonText(comparison, PLAIN_TEXT).join('\n');

  it('tells each difference with both sides', () => {
    expect(text).toMatch(/Worse on the right: 2\n\nRETRY-1 {2}✓ conforms → ✗ departs/);
    expect(text).toMatch(/left {2}✓ conforms\n {4}right ✗ departs: expected two attempts/);
    expect(text).toContain('LOG what the log said');
    expect(text).toMatch(/^1 of 6 requirements are alike in both$/m);
  });

  it('lets no data command the terminal', () => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });
});

describe('as a page', () => {
  const page = comparisonPage(comparison);

  it('lets no data become markup, and runs no script', () => {
    expect(page).not.toContain('<img');
    expect(page).not.toContain('<script');
    expect(page).toMatch(/default-src 'none'; style-src 'sha256-[^']+'; base-uri 'none'/);
  });

  it('holds a row for each requirement, and a section for each that differs', () => {
    expect([...page.matchAll(/<tr class="\w+">/g)]).toHaveLength(6);
    expect([...page.matchAll(/<section id="([\w-]+)">/g)].map(([, id]) => id)).toEqual(['RETRY-1', 'TLS-1', 'RETRY-2', 'COUNT-1', 'LOG-1']);
  });
});
