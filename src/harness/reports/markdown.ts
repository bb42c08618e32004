import { EXIT_MEANING } from '../exit-status.ts';
import type { RequirementResult, RunResult, ScenarioResult, Verdict } from '../run-result.ts';
import { VERDICTS } from '../run-result.ts';
import { formatLine, linesThatShow, printable } from '../transcript.ts';
import { MARK } from './paint.ts';
import { formatDuration } from './text.ts';

// The run as Markdown, for the summary of a CI job and for comments. GitHub takes 1 MiB a step and shows nothing of a longer
// one, so what does not fit is left out and counted.

/** In bytes of UTF-8, with room for what a job writes around it. */
const MOST_BYTES = 1_000_000;
const MOST_EVIDENCE = 12;
/** Scenarios of one requirement that are told. */
const MOST_SCENARIOS = 5;

/** What a reader has to see first. */
const TOLD: readonly Verdict[] = ['departs', 'harness-error', 'warning', 'known-departure', 'not-testable', 'inconclusive'];

/** Text of whatever origin, with nothing left in it that Markdown or HTML would take for more than letters. */
const literal = (text: string): string =>
  printable(text)
    .replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replace(/[\\`*_[\]()#|~@!$:{}]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replace(/www\./gi, (www) => `${www.slice(0, 3)}&#46;`);

/** Lines of a transcript as they are. Each begins with a time, so that none can end the fence. */
const fenced = (lines: readonly string[]): string[] => ['```text', ...lines, '```'];

const head = (result: RunResult): string[] => {
  const { meta, totals, exitStatus } = result;
  const counted = VERDICTS.filter((verdict) => totals[verdict] > 0);
  return [
    `## ${exitStatus === 0 ? '✅' : exitStatus === 4 ? '⚠️' : '❌'} SETD conformance of ${literal(meta.system)}: ${EXIT_MEANING[exitStatus]}`,
    '',
    `| ${counted.map((verdict) => `${MARK[verdict]} ${verdict}`).join(' | ')} |`,
    `|${counted.map(() => '---:').join('|')}|`,
    `| ${counted.map((verdict) => totals[verdict]).join(' | ')} |`,
    '',
    `${result.scenarios.length} scenarios in ${formatDuration(meta.durationMs)}, ${meta.clock} clock, catalogue ${literal(meta.catalogue)}` +
      `${meta.selection === '' ? '' : `, only: ${literal(meta.selection)}`}, exit status ${exitStatus}`,
    ...(meta.leftOut === null ? [] : ['', `Left out: ${meta.leftOut.scenarios} scenarios, since ${literal(meta.leftOut.why)}`]),
  ];
};

const list = (title: string, items: readonly string[]): string[] =>
  items.length === 0 ? [] : ['', `### ${title}`, '', ...items.map((item) => `* ${literal(item.replaceAll(/\s+/g, ' '))}`)];

const departureLines = (scenario: ScenarioResult): string[] =>
  scenario.outcomes.flatMap((outcome) => {
    if (outcome.kind !== 'departs') return [];
    const shown = linesThatShow(scenario.evidence, outcome.evidence, MOST_EVIDENCE).map(formatLine);
    return [
      `expected ${literal(outcome.expected)}; observed ${literal(outcome.observed)}`,
      '',
      ...(shown.length === 0 ? [] : fenced(shown)),
    ];
  });

function scenarioBlock(scenario: ScenarioResult, reason: string): string[] {
  const departures = departureLines(scenario);
  return ['', `**${literal(scenario.name)}** (${literal(scenario.id)})`, '', ...(departures.length === 0 ? [literal(reason)] : departures)];
}

function requirementBlock(requirement: RequirementResult, scenarios: ReadonlyMap<string, ScenarioResult>): string {
  const { id, title, verdict, basis, weight, passed, total } = requirement;
  const wrong = requirement.judgements.filter((judgement) => judgement.verdict === verdict);
  const told = wrong.slice(0, MOST_SCENARIOS).flatMap((judgement) => {
    const scenario = scenarios.get(judgement.scenario);
    return scenario === undefined ? [] : scenarioBlock(scenario, judgement.reason);
  });
  const more = wrong.length - MOST_SCENARIOS;
  const heading = `${MARK[verdict]} <b>${id}</b> ${literal(title)}: ${verdict} (${basis}, ${weight}; ${passed} of ${total} scenarios conform)`;
  return ['', `<details${verdict === 'departs' ? ' open' : ''}><summary>${heading}</summary>`]
    .concat(told, more > 0 ? ['', `and ${more} more scenarios`] : [], ['', '</details>', ''])
    .join('\n');
}

/** The result as Markdown of at most `mostBytes` bytes. */
export function markdownSummary(result: RunResult, mostBytes = MOST_BYTES): string {
  const scenarios = new Map(result.scenarios.map((scenario) => [scenario.id, scenario]));
  const found = TOLD.flatMap((verdict) => result.requirements.filter((requirement) => requirement.verdict === verdict));
  const blocks = [
    [...head(result), ...list('Set-up errors', result.setupErrors), ...list('Stale baseline entries', result.staleEntries)].join('\n'),
    ...found.map((requirement) => requirementBlock(requirement, scenarios)),
  ];
  const kept: string[] = [];
  let left = mostBytes - 200;
  for (const block of blocks) {
    const bytes = Buffer.byteLength(block) + 1;
    if (bytes > left) continue;
    left -= bytes;
    kept.push(block);
  }
  const dropped = blocks.length - kept.length;
  return `${[...kept, ...(dropped === 0 ? [] : [`\n${dropped} parts did not fit in here: see index.html`])].join('\n')}\n`;
}
