import { EXIT_MEANING } from '../../exit-status.ts';
import type { Registry } from '../../registry.ts';
import type { RequirementResult, RunResult, ScenarioResult } from '../../run-result.ts';
import { round, SPEAKERS } from './pack-details.ts';

// What the page shows and searches before a scenario is opened; the rest is in pack-details.ts.

function packScenario(scenario: ScenarioResult) {
  const departures = scenario.outcomes.flatMap((outcome) => (outcome.kind === 'departs' ? [outcome] : []));
  return {
    id: scenario.id,
    name: scenario.name,
    feature: scenario.feature,
    rule: scenario.rule,
    verdict: scenario.verdict,
    ms: round(scenario.durationMs),
    departures: departures.map(({ expected, observed, evidence }) => ({ expected, observed, evidence })),
  };
}

function packRequirement(result: RequirementResult, registry: Registry, indexes: ReadonlyMap<string, number>) {
  const requirement = registry.requirements.get(result.id);
  return {
    id: result.id,
    title: result.title,
    basis: result.basis,
    weight: result.weight,
    verdict: result.verdict,
    reason: result.reason,
    passed: result.passed,
    total: result.total,
    statement: requirement?.statement ?? '',
    source: requirement === undefined ? '' : `${registry.documents[requirement.source.document] ?? ''}; ${requirement.source.section}`,
    reading: requirement?.reading ?? null,
    needs: requirement?.capabilities ?? [],
    judgements: result.judgements.map((judgement) => ({
      scenario: indexes.get(judgement.scenario) ?? -1,
      verdict: judgement.verdict,
      reason: judgement.reason,
    })),
  };
}

/** Everything the page shows but steps and transcripts. */
export function pageData(result: RunResult, registry: Registry) {
  const indexes = new Map(result.scenarios.map((scenario, index) => [scenario.id, index]));
  return {
    meta: result.meta,
    exitStatus: result.exitStatus,
    exitMeaning: EXIT_MEANING[result.exitStatus],
    totals: result.totals,
    setupErrors: result.setupErrors,
    staleEntries: result.staleEntries,
    speakers: SPEAKERS,
    sections: registry.sections.map(({ section, title }) => ({ section, title })),
    requirements: result.requirements.map((requirement) => packRequirement(requirement, registry, indexes)),
    scenarios: result.scenarios.map(packScenario),
  };
}
