import { describe, expect, it } from 'vitest';
import { CONFORMS, DEPARTS, departsFrom, META, scenarioRun } from '../fixtures/runs.ts';
import { judge } from '../judge.ts';
import type { ScenarioOutcome } from '../outcome.ts';
import { loadRegistry } from '../registry.ts';
import type { ScenarioRun } from '../run-result.ts';
import { findings } from './findings.ts';
import { PLAIN_TEXT } from './text.ts';

const registry = loadRegistry();
const CONNECTED = { evidence: [{ type: 'logLineRead', line: 'what the log said', seq: 1, atMs: 0 }] } as const;

function told(...scenarios: ScenarioRun[]): string[] {
  const facts = { registry, setupErrors: [], baseline: null, complete: false, meta: META };
  return findings(judge({ ...facts, scenarios }), PLAIN_TEXT);
}

const many = (count: number, outcome: ScenarioOutcome, id = 'RETRY-3'): ScenarioRun[] =>
  Array.from({ length: count }, (_, index) => scenarioRun([id], [outcome], { name: `${id} case ${index + 1}`, ...CONNECTED }));

describe('findings', () => {
  it('say nothing where all is well', () => {
    expect(told(scenarioRun(['RETRY-3'], [CONFORMS]))).toEqual([]);
  });

  it('tell three departures of a requirement and count the others', () => {
    const lines = told(...many(30, DEPARTS));
    expect(lines[0]).toBe('✗ RETRY-3  503 counts as temporary: departs, 30 scenarios');
    expect(lines.filter((line) => /^ {2}RETRY-3 case \d+$/.test(line))).toHaveLength(3);
    expect(lines.at(-1)).toBe('  and 27 more: see the report of "setd run"');
    expect(lines.length).toBeLessThan(15);
  });

  it('show the evidence once for the same reason, and again for another', () => {
    const other = scenarioRun(['RETRY-3'], [{ ...DEPARTS, observed: 'three' }], { name: 'another', ...CONNECTED });
    const lines = told(...many(2, DEPARTS), other);
    expect(lines.filter((line) => line.includes('what the log said'))).toHaveLength(2);
    expect(lines.filter((line) => line.includes('observed'))).toEqual(['    observed one', '    observed three']);
  });

  it('come by verdict and then in the order of the registry, whatever the order of the features', () => {
    const lines = told(
      ...many(1, DEPARTS, 'TLS-1'),
      ...many(1, DEPARTS, 'SCOPE-5'),
      ...many(1, DEPARTS, 'RETRY-3'),
      ...many(1, departsFrom('CONN-1')),
    );
    expect(lines.filter((line) => /^\S/.test(line)).map((line) => line.split('  ')[0])).toEqual([
      '✗ CONN-1',
      '✗ RETRY-3',
      '✗ TLS-1',
      '! SCOPE-5',
    ]);
  });

  it('tell in short what could not be tested', () => {
    const lines = told(...many(9, { kind: 'not-testable', capability: 'counters' }, 'COUNT-1'));
    expect(lines).toContain('    why the system does not offer "counters"');
    expect(lines.at(-1)).toBe('  and 4 more: see the report of "setd run"');
    expect(lines.length).toBeLessThan(15);
  });
});
