import type { ScenarioOutcome } from './outcome.ts';
import type { Basis } from './requirement.ts';
import type { Judgement, ScenarioRun, Verdict } from './run-result.ts';
import { VERDICTS } from './run-result.ts';

// From what scenarios found to what is said of requirements. Pure functions.
//
// VERDICTS is the order, worst first. A proven departure stands even if another scenario of the requirement broke the stand.
// What could not be judged outweighs what conforms, so that a requirement is green only when everything about it was seen.

/** How heavy a departure weighs, by where the requirement comes from. */
export interface Weighing {
  /** Inferred requirements bind too. */
  readonly strict: boolean;
  /** The system is a Secure Email Gateway, for which the vendor's guides are binding. */
  readonly seg: boolean;
}

export function weightOf(basis: Basis, weighing: Weighing): 'MUST' | 'SHOULD' {
  switch (basis) {
    case 'documented':
    case 'standard':
      return 'MUST';
    case 'guide':
      return weighing.seg || weighing.strict ? 'MUST' : 'SHOULD';
    case 'inferred':
      return weighing.strict ? 'MUST' : 'SHOULD';
  }
}

interface Finding {
  readonly verdict: Verdict;
  readonly reason: string;
  readonly timing?: true;
}

const lastMessage = (scenario: ScenarioRun): string => {
  const step = scenario.steps.find((candidate) => candidate.status !== 'PASSED' && candidate.status !== 'SKIPPED');
  if (step === undefined) return `Cucumber ended it as ${scenario.status.toLowerCase()}`;
  const why = step.message?.split('\n', 1)[0] ?? `the step is ${step.status.toLowerCase()}`;
  return `${step.keyword} ${step.text}: ${why}`;
};

const UNFINISHED = new Set(['PENDING', 'UNDEFINED', 'AMBIGUOUS', 'UNKNOWN']);

/**
 * Whether every step of the scenario's own passed. A hook may have failed it afterwards over something that goes on in the
 * background, such as mail in clear: that is an outcome of its own, which names its requirement and takes nothing from the steps.
 */
const stepsPassed = ({ status, steps, outcomes }: ScenarioRun): boolean =>
  status === 'PASSED' ||
  (status === 'FAILED' && outcomes.length > 1 && steps.every((step) => step.keyword === 'Hook' || step.status === 'PASSED'));

/**
 * What one outcome of a scenario amounts to, apart from bases and baselines. It is believed only if Cucumber's own status
 * agrees: `conforms` needs every step passed, and a scenario with unfinished steps says nothing unless it had departed before.
 */
function findingOf(scenario: ScenarioRun, outcome: ScenarioOutcome): Finding {
  if (outcome.kind !== 'departs' && UNFINISHED.has(scenario.status)) return { verdict: 'harness-error', reason: lastMessage(scenario) };
  switch (outcome.kind) {
    case 'conforms':
      return stepsPassed(scenario)
        ? { verdict: 'conforms', reason: '' }
        : { verdict: 'harness-error', reason: `the outcome says conforms, yet: ${lastMessage(scenario)}` };
    case 'departs':
      return { verdict: 'departs', reason: `expected ${outcome.expected}; observed ${outcome.observed}` };
    case 'inconclusive':
      return { verdict: 'inconclusive', reason: outcome.reason, ...(outcome.timing === true ? { timing: true } : {}) };
    case 'not-testable':
      return { verdict: 'not-testable', reason: `the system does not offer "${outcome.capability}"` };
    case 'harness-error':
      return { verdict: 'harness-error', reason: outcome.message };
  }
}

type Weigh = (requirement: string) => 'MUST' | 'SHOULD';

/** A scenario that carries this tag looks at something that the documents only advise: it warns. */
export const ADVISORY_TAG = '@advisory';

function judgementOf(scenario: ScenarioRun, outcome: ScenarioOutcome, requirement: string, weigh: Weigh): Judgement {
  const finding = findingOf(scenario, outcome);
  const base = { scenario: scenario.id, requirement, collateral: false };
  if (outcome.kind !== 'departs') return { ...base, ...finding };
  const blamed = outcome.requirements;
  if (blamed.length > 0 && !blamed.includes(requirement)) {
    const reason = `not judged to the end: the scenario departed from ${blamed.join(', ')}`;
    return { ...base, verdict: 'inconclusive', reason, collateral: true };
  }
  const binding = weigh(requirement) === 'MUST' && !scenario.tags.includes(ADVISORY_TAG);
  return { ...base, verdict: binding ? 'departs' : 'warning', reason: finding.reason };
}

const NO_OUTCOME = (scenario: ScenarioRun): ScenarioOutcome => ({
  kind: 'harness-error',
  message: `no outcome was attached. ${lastMessage(scenario)}`,
});

/**
 * What a scenario says about each requirement it concerns: those it is tagged with and those a departure names.
 *
 * A departure that names requirements blames these only. For the scenario's other tags the scenario ended early, which is
 * a *collateral* inconclusive: it counts only where nothing else was found about that requirement, in this scenario or
 * in another (see `combine`).
 */
export function judgementsOf(scenario: ScenarioRun, weigh: Weigh): Judgement[] {
  const outcomes = scenario.outcomes.length > 0 ? scenario.outcomes : [NO_OUTCOME(scenario)];
  const blamed = outcomes.flatMap((outcome) => (outcome.kind === 'departs' ? outcome.requirements : []));
  return [...new Set([...scenario.requirements, ...blamed])].flatMap((requirement) => {
    const decisive = decide(outcomes.map((outcome) => judgementOf(scenario, outcome, requirement, weigh)));
    return decisive === undefined ? [] : [decisive];
  });
}

const rank = new Map<Verdict, number>(VERDICTS.map((verdict, index) => [verdict, index]));

/** The worse of two verdicts. */
const worse = (left: Judgement, right: Judgement): Judgement =>
  (rank.get(right.verdict) ?? 0) < (rank.get(left.verdict) ?? 0) ? right : left;

/** The worst of some judgements; undefined for none. */
export const worst = (judgements: readonly Judgement[]): Judgement | undefined =>
  judgements.length === 0 ? undefined : judgements.reduce(worse);

/** The worst, collateral ones counting only where nothing else does. */
const decide = (judgements: readonly Judgement[]): Judgement | undefined => {
  const own = judgements.filter((judgement) => !judgement.collateral);
  return worst(own.length > 0 ? own : judgements);
};

/** What several scenarios together say about one requirement. */
export const combine = (judgements: readonly Judgement[]): { readonly verdict: Verdict; readonly reason: string } =>
  decide(judgements) ?? { verdict: 'untested', reason: 'no scenario of the selection judges it' };
