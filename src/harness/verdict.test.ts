import { describe, expect, it } from 'vitest';
import { CONFORMS, DEPARTS, departsFrom, scenarioRun } from './fixtures/runs.ts';
import type { ScenarioOutcome } from './outcome.ts';
import type { ScenarioRun, Verdict } from './run-result.ts';
import { combine, judgementsOf, weightOf } from './verdict.ts';

const must = (): 'MUST' => 'MUST';

const verdictOf = (requirement: string, ...scenarios: ScenarioRun[]): Verdict =>
  combine(scenarios.flatMap((scenario) => judgementsOf(scenario, must)).filter((judgement) => judgement.requirement === requirement))
    .verdict;

const INCONCLUSIVE: ScenarioOutcome = { kind: 'inconclusive', reason: 'never reached' };
const NOT_TESTABLE: ScenarioOutcome = { kind: 'not-testable', capability: 'crash' };
const BROKEN: ScenarioOutcome = { kind: 'harness-error', message: 'no port' };

describe('one scenario', () => {
  it.each<[string, readonly ScenarioOutcome[], Partial<ScenarioRun>, Verdict]>([
    ['conforms and passed', [CONFORMS], {}, 'conforms'],
    ['conforms, yet a hook failed', [CONFORMS], { status: 'FAILED' }, 'harness-error'],
    ['conforms, yet was skipped', [CONFORMS], { status: 'SKIPPED' }, 'harness-error'],
    ['departs', [DEPARTS], {}, 'departs'],
    ['departs, told as a warning by a skip', [DEPARTS], { status: 'SKIPPED' }, 'departs'],
    ['departs and then the stand broke', [DEPARTS, BROKEN], {}, 'departs'],
    ['departs before an undefined step', [DEPARTS], { status: 'UNDEFINED' }, 'departs'],
    ['departs, but is only advisory', [DEPARTS], { tags: ['@RETRY-1', '@advisory'] }, 'warning'],
    ['is inconclusive', [INCONCLUSIVE], {}, 'inconclusive'],
    ['cannot be tested', [NOT_TESTABLE], { status: 'SKIPPED' }, 'not-testable'],
    ['broke', [BROKEN], {}, 'harness-error'],
    ['has no outcome', [], { status: 'FAILED' }, 'harness-error'],
    ['has no outcome although it passed', [], { status: 'PASSED' }, 'harness-error'],
    ['has an undefined step', [INCONCLUSIVE], { status: 'UNDEFINED' }, 'harness-error'],
    ['has an ambiguous step', [INCONCLUSIVE], { status: 'AMBIGUOUS' }, 'harness-error'],
    ['has a pending step', [CONFORMS], { status: 'PENDING' }, 'harness-error'],
  ])('that %s', (_what, outcomes, changes, verdict) => {
    expect(verdictOf('RETRY-1', scenarioRun(['RETRY-1'], outcomes, changes))).toBe(verdict);
  });

  it('that conforms, while something in the background departed from another requirement', () => {
    const background: ScenarioOutcome = { kind: 'departs', requirements: ['TLS-1'], expected: 'a', observed: 'b', evidence: [] };
    const steps = [{ keyword: 'Hook', text: 'around the scenario', status: 'FAILED', durationMs: 1, message: null }] as const;
    const scenario = scenarioRun(['RETRY-1'], [CONFORMS, background], { status: 'FAILED', steps });
    expect(verdictOf('RETRY-1', scenario)).toBe('conforms');
    expect(verdictOf('TLS-1', scenario)).toBe('departs');
  });

  it('says in the reason which step went wrong', () => {
    const steps = [{ keyword: 'When', text: 'it rains', status: 'FAILED', durationMs: 1, message: 'Error: wet\nmore' }] as const;
    const [judgement] = judgementsOf(scenarioRun(['RETRY-1'], [], { steps }), must);
    expect(judgement?.reason).toContain('When it rains: Error: wet');
  });
});

describe('several scenarios', () => {
  const conforms = scenarioRun(['RETRY-1'], [CONFORMS], { name: 'good' });
  it.each<[string, readonly ScenarioOutcome[], Verdict]>([
    ['a departure', [DEPARTS], 'departs'],
    ['a broken stand', [BROKEN], 'harness-error'],
    ['something not testable', [NOT_TESTABLE], 'not-testable'],
    ['something inconclusive', [INCONCLUSIVE], 'inconclusive'],
  ])('take %s more seriously than conformance', (_what, outcomes, verdict) => {
    expect(verdictOf('RETRY-1', conforms, scenarioRun(['RETRY-1'], outcomes, { name: 'bad' }))).toBe(verdict);
  });

  it('keep a proven departure when another one broke', () => {
    expect(verdictOf('RETRY-1', scenarioRun(['RETRY-1'], [BROKEN]), scenarioRun(['RETRY-1'], [DEPARTS], { name: 'bad' }))).toBe('departs');
  });

  it('leave a requirement without any untested', () => {
    expect(combine([]).verdict).toBe('untested');
  });
});

describe('a departure that names requirements', () => {
  const scenario = scenarioRun(['RETRY-2', 'RETRY-5'], [departsFrom('RETRY-2')]);

  it('blames these only; the other tags were not judged', () => {
    expect(verdictOf('RETRY-2', scenario)).toBe('departs');
    expect(verdictOf('RETRY-5', scenario)).toBe('inconclusive');
  });

  it('does not spoil what another scenario found', () => {
    expect(verdictOf('RETRY-5', scenario, scenarioRun(['RETRY-5'], [CONFORMS], { name: 'other' }))).toBe('conforms');
  });

  it('blames a requirement that the scenario is not tagged with', () => {
    expect(verdictOf('SMTP-1', scenarioRun(['RETRY-2'], [departsFrom('SMTP-1')]))).toBe('departs');
  });

  it('lets a second outcome of the scenario judge the other tag', () => {
    const twice = scenarioRun(['RETRY-2', 'RETRY-5'], [departsFrom('RETRY-2'), departsFrom('RETRY-5')]);
    expect([verdictOf('RETRY-2', twice), verdictOf('RETRY-5', twice)]).toEqual(['departs', 'departs']);
  });
});

describe('weight', () => {
  const lenient = { strict: false, seg: true };
  it.each([
    ['documented', lenient, 'MUST'],
    ['standard', lenient, 'MUST'],
    ['guide', lenient, 'MUST'],
    ['guide', { strict: false, seg: false }, 'SHOULD'],
    ['inferred', lenient, 'SHOULD'],
    ['inferred', { strict: true, seg: true }, 'MUST'],
  ] as const)('of %s under %o is %s', (basis, weighing, weight) => {
    expect(weightOf(basis, weighing)).toBe(weight);
  });

  it('makes a departure from a SHOULD a warning', () => {
    const [judgement] = judgementsOf(scenarioRun(['SCOPE-5'], [DEPARTS]), () => 'SHOULD');
    expect(judgement?.verdict).toBe('warning');
  });
});
