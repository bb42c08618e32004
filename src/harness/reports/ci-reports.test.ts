import { describe, expect, it } from 'vitest';
import { CONFORMS, DEPARTS, META, scenarioRun } from '../fixtures/runs.ts';
import { judge } from '../judge.ts';
import type { ScenarioOutcome } from '../outcome.ts';
import { loadRegistry } from '../registry.ts';
import type { RunResult, ScenarioRun } from '../run-result.ts';
import { badgeJson } from './badge.ts';
import { ctrfSchema } from './ctrf.testing.ts';
import { ctrfJson } from './ctrf.ts';
import { markdownSummary } from './markdown.ts';

// What build servers read: CTRF, the Markdown of a job's summary, the badge.

const HOSTILE = '</details>| *x* `y` ``` [z](http://evil.example) @everyone <img src=x>\u0000\n# heading';

const judged = (scenarios: readonly ScenarioRun[], given: { setupErrors?: string[]; selection?: string } = {}): RunResult =>
  judge({
    registry: loadRegistry(),
    scenarios,
    setupErrors: given.setupErrors ?? [],
    baseline: null,
    complete: true,
    meta: { ...META, selection: given.selection ?? '' },
  });

const SKIPPED: ScenarioOutcome = { kind: 'not-testable', capability: 'counters' };
const OPEN: ScenarioOutcome = { kind: 'inconclusive', reason: 'never reached' };

const good = scenarioRun(['RETRY-1'], [CONFORMS], { name: 'good' });
const bad = scenarioRun(['RETRY-2'], [{ ...DEPARTS, observed: HOSTILE, evidence: [1] }], {
  name: HOSTILE,
  evidence: [{ type: 'logLineRead', line: HOSTILE, seq: 1, atMs: 1000 }],
});
const everyKind = judged(
  [
    good,
    bad,
    scenarioRun(['COUNT-1'], [SKIPPED], { name: 'skipped', status: 'SKIPPED' }),
    scenarioRun(['SCOPE-5'], [DEPARTS], { name: 'warned' }),
    scenarioRun(['QUEUE-1'], [OPEN], { name: 'open' }),
    scenarioRun(['CONN-1'], [], { name: 'broken' }),
  ],
  { setupErrors: [HOSTILE] },
);

describe('ctrf.json', () => {
  const report = ctrfSchema.parse(JSON.parse(ctrfJson(everyKind)));

  it('has the status of each verdict, and our own word for it', () => {
    expect(report.results.tests.map(({ status, rawStatus }) => `${rawStatus}: ${status}`)).toEqual([
      'set-up: failed',
      'conforms: passed',
      'departs: failed',
      'not-testable: skipped',
      'warning: passed',
      'inconclusive: other',
      'harness-error: failed',
    ]);
  });

  it('counts what it holds', () => {
    expect(report.results.summary).toMatchObject({ tests: 7, passed: 2, failed: 3, skipped: 1, other: 1, pending: 0, suites: 1 });
    const { start, stop } = report.results.summary;
    expect(stop - start).toBe(META.durationMs);
  });

  it('shows the evidence of what failed', () => {
    expect(report.results.tests[2]).toMatchObject({ filePath: 'features/x.feature', line: 3, suite: ['X'] });
    expect(report.results.tests[2]?.trace).toContain('LOG </details>');
  });
});

describe('summary.md', () => {
  it('tells the verdict, the counts and what was found, worst first', () => {
    const text = markdownSummary(everyKind);
    expect(text).toMatch(/^## ❌ SETD conformance of a gateway: harness or set-up error\n/);
    expect(text).toContain('| ✗ departs | ‼ harness-error | ! warning |');
    const ids = [...text.matchAll(/<summary>\S+ <b>([\w-]+)<\/b>/g)].map(([, id]) => id);
    expect(ids).toEqual(['RETRY-2', 'CONN-1', 'SCOPE-5', 'COUNT-1', 'QUEUE-1']);
    expect(text).toContain('expected two attempts; observed ');
  });

  it('lets nothing become markup but its own', () => {
    const text = markdownSummary(everyKind);
    const fences = /^(`{3,})text\n(.*?)\n\1$/gms;
    expect([...text.matchAll(fences)]).not.toEqual([]);
    const outside = text.replace(fences, '');
    expect(outside).not.toMatch(/<(?!\/?(?:details|summary|b)\b)/);
    expect(outside.match(/<details/g)?.length).toBe(outside.match(/<\/details>/g)?.length);
    expect(outside).not.toMatch(/\]\(|@everyone|http:|^# /m);
    expect(outside).not.toContain('`');
  });

  it('says of a run that conforms that it does, and no more', () => {
    const text = markdownSummary(judged([good]));
    expect(text).toMatch(/^## ✅ /);
    expect(text).not.toContain('<details');
  });

  it('keeps to its size, and counts what it leaves out', () => {
    const many = Array.from({ length: 90 }, (_, n) =>
      scenarioRun([`RETRY-${(n % 15) + 1}`], [DEPARTS], { name: `${n} ${'ü'.repeat(390)}` }),
    );
    const text = markdownSummary(judged(many), 20_000);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(20_000);
    expect(text).toMatch(/^\d+ parts did not fit in here/m);
    expect(text).toMatch(/^## ❌/);
  });
});

describe('badge.json', () => {
  const badge = (result: RunResult): unknown => JSON.parse(badgeJson(result));

  it.each([
    ['conforms', judged([good]), { message: '1 of 1 conform', color: 'brightgreen' }],
    ['departs', judged([good, bad]), { message: '1 of 2 depart', color: 'red' }],
    ['could not be judged', everyKind, { message: 'could not be judged', color: 'lightgrey', isError: true }],
    ['a MUST is open', judged([scenarioRun(['QUEUE-1'], [OPEN])]), { message: 'not all could be tested', color: 'yellow' }],
  ])('of a run that %s', (_what, result, expected) => {
    expect(badge(result)).toEqual({ schemaVersion: 1, label: 'SETD conformance', ...expected });
  });

  it('of a part says so', () => {
    expect(badge(judged([good], { selection: 'RETRY-1' }))).toMatchObject({ label: 'SETD conformance (part)' });
  });
});
