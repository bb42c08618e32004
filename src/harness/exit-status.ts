import type { ExitStatus, RequirementResult, ScenarioResult, Verdict } from './run-result.ts';

export const EXIT_USAGE = 64;

/** What each exit status means, for people. */
export const EXIT_MEANING: Readonly<Record<ExitStatus, string>> = {
  0: 'conforms',
  1: 'departs',
  2: 'the baseline is stale',
  3: 'harness or set-up error',
  4: 'a MUST could not be tested',
};

/** Verdicts that say nothing about the system because nothing was there to judge. */
const EMPTY: ReadonlySet<Verdict> = new Set(['untested', 'not-applicable']);

/** Verdicts that leave a requirement undecided. */
const UNDECIDED: ReadonlySet<Verdict> = new Set(['not-testable', 'inconclusive']);

export interface ExitFacts {
  readonly requirements: readonly Pick<RequirementResult, 'verdict' | 'weight' | 'judgements'>[];
  readonly scenarios: readonly Pick<ScenarioResult, 'verdict'>[];
  readonly setupErrors: readonly string[];
  readonly staleEntries: readonly string[];
}

/**
 * Whether something about the requirement was left open. Asked of its scenarios, for a known departure or a warning of one hides that
 * another could not be judged.
 */
const isLeftOpen = ({ judgements }: Pick<RequirementResult, 'judgements'>): boolean => {
  const own = judgements.filter(({ collateral }) => !collateral);
  return (own.length > 0 ? own : judgements).some(({ verdict }) => UNDECIDED.has(verdict));
};

/**
 * The exit status of a run. What makes the run itself unreliable (3) comes before what it found (1): fewer things were judged
 * than the reader believes. Then a stale baseline (2), then a MUST left undecided (4).
 * A run in which no requirement was applicable is an error (3).
 */
export function exitStatusOf({ requirements, scenarios, setupErrors, staleEntries }: ExitFacts): ExitStatus {
  // Asked of the scenarios: a requirement that departs hides a scenario of it that broke.
  if (setupErrors.length > 0 || scenarios.some((scenario) => scenario.verdict === 'harness-error')) return 3;
  if (requirements.every((requirement) => EMPTY.has(requirement.verdict))) return 3;
  if (requirements.some((requirement) => requirement.verdict === 'departs')) return 1;
  if (staleEntries.length > 0) return 2;
  if (requirements.some((requirement) => requirement.weight === 'MUST' && isLeftOpen(requirement))) return 4;
  return 0;
}
