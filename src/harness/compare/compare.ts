import type { RequirementResult, RunMeta, RunResult, ScenarioResult, Verdict } from '../run-result.ts';
import { formatLine, linesThatShow } from '../transcript.ts';

// Two runs side by side: two systems, or one system at two times. Differences come first, with the reason and the evidence.

/** What one side says of a scenario. */
export interface Side {
  readonly verdict: Verdict;
  readonly reason: string;
  /** Lines of the transcript that show a departure. */
  readonly evidence: readonly string[];
}

export interface ScenarioDifference {
  readonly id: string;
  readonly name: string;
  /** Null: this run does not hold it. */
  readonly left: Side | null;
  readonly right: Side | null;
}

/** How the right one stands to the left one. `other`: neither better nor worse, as from not-testable to inconclusive. */
export type Change = 'worse' | 'better' | 'other' | 'same';

export interface RequirementComparison {
  readonly id: string;
  readonly title: string;
  readonly left: Verdict | null;
  readonly right: Verdict | null;
  readonly change: Change;
  /** Scenarios that the two tell differently, also where the requirement has the same verdict in both. */
  readonly scenarios: readonly ScenarioDifference[];
}

export interface Comparison {
  readonly left: RunMeta;
  readonly right: RunMeta;
  /** Conditions that differ, in words: what they change is no difference of the systems. */
  readonly conditions: readonly string[];
  /** Those that differ first, the worst of them first; then the others in the order of the registry. */
  readonly requirements: readonly RequirementComparison[];
}

/** How good a verdict is. Equal ones are neither better nor worse than each other. */
const WORTH: Readonly<Record<Verdict, number>> = {
  departs: 0,
  'harness-error': 1,
  'known-departure': 2,
  warning: 2,
  'not-testable': 3,
  inconclusive: 3,
  untested: 3,
  'not-applicable': 3,
  conforms: 4,
};

function changeOf(left: Verdict | null, right: Verdict | null): Change {
  if (left === right) return 'same';
  const difference = WORTH[right ?? 'untested'] - WORTH[left ?? 'untested'];
  return difference < 0 ? 'worse' : difference > 0 ? 'better' : 'other';
}

const MOST_EVIDENCE = 8;

function sideOf(scenario: ScenarioResult | undefined, requirement: RequirementResult | undefined): Side | null {
  if (scenario === undefined) return null;
  const judgement = requirement?.judgements.find((candidate) => candidate.scenario === scenario.id);
  const seqs = scenario.outcomes.flatMap((outcome) => (outcome.kind === 'departs' ? outcome.evidence : []));
  return {
    verdict: judgement?.verdict ?? 'untested',
    reason: judgement?.reason ?? '',
    evidence: seqs.length === 0 ? [] : linesThatShow(scenario.evidence, seqs, MOST_EVIDENCE).map(formatLine),
  };
}

/** The scenarios of a requirement by what they are called: line numbers move from version to version. */
function byName(run: RunResult, requirement: RequirementResult | undefined): Map<string, ScenarioResult> {
  const judged = new Set(requirement?.judgements.map(({ scenario }) => scenario));
  const found = new Map<string, ScenarioResult>();
  const counts = new Map<string, number>();
  for (const scenario of run.scenarios) {
    if (!judged.has(scenario.id)) continue;
    const name = `${scenario.uri} ${scenario.rule ?? ''} ${scenario.name}`;
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    found.set(`${name} ${count}`, scenario);
  }
  return found;
}

type Pair<Value> = readonly [left: Value, right: Value];

function scenarioDifferences(runs: Pair<RunResult>, requirements: Pair<RequirementResult | undefined>): ScenarioDifference[] {
  const [left, right] = [byName(runs[0], requirements[0]), byName(runs[1], requirements[1])];
  return [...new Set([...left.keys(), ...right.keys()])].flatMap((key) => {
    const [here, there] = [left.get(key), right.get(key)];
    const [one, other] = [sideOf(here, requirements[0]), sideOf(there, requirements[1])];
    if (one?.verdict === other?.verdict) return [];
    const { id, name } = there ?? here ?? { id: key, name: key };
    return [{ id, name, left: one, right: other }];
  });
}

/** Facts that decide about verdicts besides the system. */
const CONDITIONS = {
  catalogue: 'catalogue',
  clock: 'clock',
  strict: 'strict',
  seg: 'judged as a Secure Email Gateway',
  toleranceMs: 'tolerance of times in ms',
  selection: 'selection',
  leftOut: 'left out',
  shard: 'part',
} as const satisfies Partial<Record<keyof RunMeta, string>>;

const conditionKeys = Object.keys(CONDITIONS).filter((key): key is keyof typeof CONDITIONS => key in CONDITIONS);

const inWords = (value: RunMeta[keyof typeof CONDITIONS]): string =>
  value === '' || value === null ? 'everything' : typeof value === 'object' ? JSON.stringify(value) : String(value);

const conditionsOf = (left: RunMeta, right: RunMeta): string[] =>
  conditionKeys.flatMap((key) => {
    const [one, other] = [inWords(left[key]), inWords(right[key])];
    return one === other ? [] : [`${CONDITIONS[key]}: ${one} on the left, ${other} on the right`];
  });

const ORDER: readonly Change[] = ['worse', 'better', 'other', 'same'];

const rank = ({ change, scenarios }: RequirementComparison): number =>
  ORDER.indexOf(change) - (change === 'same' && scenarios.length > 0 ? 0.5 : 0);

/** Compares two runs, requirement by requirement. Requirements that neither of them judged are left out. */
export function compareRuns(left: RunResult, right: RunResult): Comparison {
  const lefts = new Map(left.requirements.map((requirement) => [requirement.id, requirement]));
  const rights = new Map(right.requirements.map((requirement) => [requirement.id, requirement]));
  const requirements = [...new Set([...lefts.keys(), ...rights.keys()])].flatMap((id): RequirementComparison[] => {
    const pair = [lefts.get(id), rights.get(id)] as const;
    const [one, other] = [pair[0]?.verdict ?? null, pair[1]?.verdict ?? null];
    if ((one ?? 'untested') === 'untested' && (other ?? 'untested') === 'untested') return [];
    const title = (pair[1] ?? pair[0])?.title ?? '';
    return [{ id, title, left: one, right: other, change: changeOf(one, other), scenarios: scenarioDifferences([left, right], pair) }];
  });
  return {
    left: left.meta,
    right: right.meta,
    conditions: conditionsOf(left.meta, right.meta),
    requirements: requirements.toSorted((a, b) => rank(a) - rank(b)),
  };
}

/** Whether the two tell something differently. */
export const differs = ({ requirements }: Comparison): boolean =>
  requirements.some(({ change, scenarios }) => change !== 'same' || scenarios.length > 0);
