import { applyBaseline, type Baseline } from './baseline.ts';
import { exitStatusOf } from './exit-status.ts';
import type { Registry } from './registry.ts';
import type { Requirement } from './requirement.ts';
import type { Judgement, RequirementResult, RunMeta, RunResult, ScenarioResult, ScenarioRun, Verdict } from './run-result.ts';
import { combine, judgementsOf, weightOf, worst } from './verdict.ts';

export interface JudgeFacts {
  readonly registry: Registry;
  readonly scenarios: readonly ScenarioRun[];
  readonly setupErrors: readonly string[];
  readonly baseline: Baseline | null;
  /** Every scenario of the features was run. */
  readonly complete: boolean;
  readonly meta: RunMeta;
}

function scenarioResult(scenario: ScenarioRun, judgements: readonly Judgement[]): ScenarioResult {
  const decisive = worst(judgements);
  return { ...scenario, verdict: decisive?.verdict ?? 'harness-error', reason: decisive?.reason ?? 'it carries no requirement tag' };
}

function requirementResult(
  requirement: Requirement,
  weight: 'MUST' | 'SHOULD',
  judgements: readonly Judgement[],
  durations: ReadonlyMap<string, number>,
): RequirementResult {
  const { verdict, reason } = combine(judgements);
  return {
    id: requirement.id,
    title: requirement.title,
    statement: requirement.statement,
    basis: requirement.basis,
    weight,
    verdict,
    reason,
    passed: judgements.filter((judgement) => judgement.verdict === 'conforms').length,
    total: judgements.length,
    durationMs: judgements.reduce((sum, judgement) => sum + (durations.get(judgement.scenario) ?? 0), 0),
    judgements,
  };
}

const NONE: Readonly<Record<Verdict, number>> = {
  departs: 0,
  'harness-error': 0,
  warning: 0,
  'known-departure': 0,
  'not-testable': 0,
  inconclusive: 0,
  conforms: 0,
  'not-applicable': 0,
  untested: 0,
};

function countVerdicts(requirements: readonly RequirementResult[]): Record<Verdict, number> {
  const totals = { ...NONE };
  for (const requirement of requirements) totals[requirement.verdict] += 1;
  return totals;
}

/** Departures that blame a requirement nobody knows: the step is wrong, not the system. */
function unknownBlame(scenarios: readonly ScenarioRun[], registry: Registry): string[] {
  return scenarios.flatMap(({ id, outcomes }) =>
    outcomes
      .flatMap((outcome) => (outcome.kind === 'departs' ? outcome.requirements : []))
      .filter((requirement) => !registry.requirements.has(requirement))
      .map((requirement) => `${id}: a departure blames ${requirement}, which is not in the requirement registry`),
  );
}

/** Known departures of one system are none of another's. */
const foreignBaseline = (baseline: Baseline | null, system: string): string[] =>
  baseline === null || baseline.system === system ? [] : [`the baseline is for "${baseline.system}", and "${system}" was judged`];

/** Judges a run: verdicts of scenarios and requirements, stale baseline entries, exit status. Pure. */
export function judge({ registry, scenarios, setupErrors, baseline, complete, meta }: JudgeFacts): RunResult {
  const weigh = (id: string): 'MUST' | 'SHOULD' => weightOf(registry.requirements.get(id)?.basis ?? 'documented', meta);
  const raw = scenarios.flatMap((scenario) => judgementsOf(scenario, weigh));
  const { judgements, staleEntries: stale } =
    baseline === null ? { judgements: raw, staleEntries: [] } : applyBaseline(baseline, { judgements: raw, scenarios, registry, complete });
  // What one part of a run does not show, another may.
  const staleEntries = meta.shard === null ? stale : [];
  const byScenario = Map.groupBy(judgements, (judgement) => judgement.scenario);
  const byRequirement = Map.groupBy(judgements, (judgement) => judgement.requirement);
  const durations = new Map(scenarios.map((scenario) => [scenario.id, scenario.durationMs]));
  const requirements = [...registry.requirements.values()].map((requirement) =>
    requirementResult(requirement, weigh(requirement.id), byRequirement.get(requirement.id) ?? [], durations),
  );
  const judged = scenarios.map((scenario) => scenarioResult(scenario, byScenario.get(scenario.id) ?? []));
  const errors = [...new Set([...setupErrors, ...unknownBlame(scenarios, registry), ...foreignBaseline(baseline, meta.system)])];
  return {
    meta,
    exitStatus: exitStatusOf({ requirements, scenarios: judged, setupErrors: errors, staleEntries }),
    totals: countVerdicts(requirements),
    requirements,
    scenarios: judged,
    setupErrors: errors,
    staleEntries,
    baseline,
  };
}
