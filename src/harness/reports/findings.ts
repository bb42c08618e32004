import type { RunResult, ScenarioResult, Verdict } from '../run-result.ts';
import { formatLine, linesThatShow, printable } from '../transcript.ts';
import { MARK, STYLE } from './paint.ts';
import { clip, type TextOptions, wrap } from './text.ts';

// What a run found beside conformance, as text. A system with one fault departs in dozens of scenarios in the same way, so
// they are told by requirement, a few of each in full; the reports hold them all.

const MOST_EVIDENCE = 8;
/** Scenarios of one requirement that are told in full. */
const MOST_IN_FULL = 3;
/** Scenarios that are told in short: all of a section may lack the same capability. */
const MOST_IN_SHORT = 5;

const TOLD_IN_FULL: readonly Verdict[] = ['departs', 'harness-error', 'warning'];
const TOLD_IN_SHORT: readonly Verdict[] = ['known-departure', 'not-testable', 'inconclusive'];

const labelled = (label: string, text: string, { width, paint }: TextOptions): string[] => {
  const indent = ' '.repeat(label.length + 5);
  const [first = '', ...rest] = wrap(printable(text.replaceAll(/\s+/g, ' ')), Math.max(30, width - label.length - 5), indent);
  return [`    ${paint('dim', label)} ${first}`, ...rest];
};

function evidenceLines(scenario: ScenarioResult, seqs: readonly number[], { width, paint }: TextOptions): string[] {
  const lines = linesThatShow(scenario.evidence, seqs, MOST_EVIDENCE);
  return lines.map((line) => `    ${paint('dim', '|')} ${clip(formatLine(line), Math.max(40, width - 6)).trimEnd()}`);
}

const departuresOf = ({ outcomes }: ScenarioResult) => outcomes.filter((outcome) => outcome.kind === 'departs');

/** The requirements that a scenario speaks about: those it blames, else those it is tagged with. */
function idsOf(scenario: ScenarioResult): readonly string[] {
  const blamed = new Set(departuresOf(scenario).flatMap((outcome) => outcome.requirements));
  return blamed.size > 0 ? [...blamed] : scenario.requirements;
}

interface Group {
  readonly verdict: Verdict;
  readonly ids: readonly string[];
  readonly scenarios: readonly ScenarioResult[];
}

/** The scenarios of some verdicts by what they speak about: worst verdict first, then in the order of the registry. */
function groupsOf(result: RunResult, verdicts: readonly Verdict[]): Group[] {
  const order = new Map(result.requirements.map(({ id }, index) => [id, index]));
  const placeOf = ({ ids }: Group): number => Math.min(...ids.map((id) => order.get(id) ?? order.size));
  return verdicts.flatMap((verdict) => {
    const scenarios = result.scenarios.filter((scenario) => scenario.verdict === verdict);
    const groups = [...Map.groupBy(scenarios, (scenario) => idsOf(scenario).join(' ')).values()];
    return groups
      .map((members): Group => ({ verdict, ids: members.slice(0, 1).flatMap(idsOf), scenarios: members }))
      .sort((left, right) => placeOf(left) - placeOf(right));
  });
}

function heading({ verdict, ids, scenarios }: Group, result: RunResult, { paint }: TextOptions): string {
  const title = ids.length === 1 ? result.requirements.find(({ id }) => id === ids[0])?.title : undefined;
  const many = scenarios.length === 1 ? '' : `, ${scenarios.length} scenarios`;
  return paint(STYLE[verdict], `${MARK[verdict]} ${ids.join(' ')}  ${title === undefined ? verdict : `${title}: ${verdict}`}${many}`);
}

const named = (scenario: ScenarioResult, { paint }: TextOptions): string[] => [
  `  ${printable(scenario.name)}`,
  `    ${paint('dim', printable(scenario.id))}`,
];

function inFull(scenario: ScenarioResult, options: TextOptions): string[] {
  const departures = departuresOf(scenario);
  const details = departures.flatMap((outcome) => [
    ...labelled('expected', outcome.expected, options),
    ...labelled('observed', outcome.observed, options),
    ...evidenceLines(scenario, outcome.evidence, options),
  ]);
  return [...named(scenario, options), ...(departures.length === 0 ? labelled('why', scenario.reason, options) : details)];
}

const inShort = (scenario: ScenarioResult, options: TextOptions): string[] => [
  ...named(scenario, options),
  ...labelled('why', scenario.reason, options),
];

/** Scenarios with the same reason as one before them are named only: the transcript of the first says it all. */
function told(group: Group, most: number, tell: typeof inFull, result: RunResult, options: TextOptions): string[] {
  const reasons = new Set<string>();
  const lines = group.scenarios.slice(0, most).flatMap((scenario) => {
    const isNew = !reasons.has(scenario.reason);
    reasons.add(scenario.reason);
    return isNew ? tell(scenario, options) : named(scenario, options);
  });
  const left = group.scenarios.length - most;
  const rest = left > 0 ? [`  ${options.paint('dim', `and ${left} more: see ${options.restIn}`)}`] : [];
  return [heading(group, result, options), ...lines, ...rest, ''];
}

/** What was found beside conformance: departures with their evidence first, then in short what was not judged. */
export function findings(result: RunResult, options: TextOptions): string[] {
  const lines = [
    ...groupsOf(result, TOLD_IN_FULL).flatMap((group) => told(group, MOST_IN_FULL, inFull, result, options)),
    ...groupsOf(result, TOLD_IN_SHORT).flatMap((group) => told(group, MOST_IN_SHORT, inShort, result, options)),
  ];
  return lines.slice(0, -1);
}
