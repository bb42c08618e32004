import { EXIT_MEANING } from '../../exit-status.ts';
import type { Registry } from '../../registry.ts';
import type { RequirementResult, RunResult, ScenarioResult } from '../../run-result.ts';
import { type Speaker, transcribe } from '../../transcript.ts';

// What the page knows, packed: rows are arrays, since a run of 250 scenarios has 15,000 transcript lines.

/** Order of the speakers, by which a transcript line names its own. */
export const SPEAKERS: readonly Speaker[] = ['C', 'S', 'connection', 'tls', 'rule', 'dns', 'log', 'copy', 'anomaly', 'stand'];

type Line = readonly [seq: number, atMs: number, speaker: number, connection: number, text: string];
type Step = readonly [keyword: string, text: string, status: string, ms: number, message: string | null];

const round = (ms: number): number => Math.round(ms * 10) / 10;

function packScenario(scenario: ScenarioResult) {
  const departures = scenario.outcomes.flatMap((outcome) => (outcome.kind === 'departs' ? [outcome] : []));
  return {
    id: scenario.id,
    name: scenario.name,
    feature: scenario.feature,
    rule: scenario.rule,
    verdict: scenario.verdict,
    reason: scenario.reason,
    requirements: scenario.requirements,
    ms: round(scenario.durationMs),
    steps: scenario.steps.map((step): Step => [step.keyword, step.text, step.status, round(step.durationMs), step.message]),
    departures: departures.map(({ expected, observed, evidence, requirements }) => ({ expected, observed, evidence, requirements })),
    lines: transcribe(scenario.evidence).map(
      (line): Line => [line.seq, round(line.atMs), SPEAKERS.indexOf(line.speaker), line.connection ?? 0, line.text],
    ),
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

/** Everything the page shows. */
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
