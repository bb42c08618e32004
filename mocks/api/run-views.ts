import type { RunDetails, RunSummary, RunVerdict } from '../store/run-record.ts';

// Runs side by side: pure views of what the store holds.

/** From good to bad, as a report of the run ranks them. */
const RANKS: Readonly<Record<RunVerdict, number>> = {
  conforms: 0,
  'not-applicable': 0,
  untested: 1,
  'not-testable': 2,
  inconclusive: 3,
  'known-departure': 4,
  warning: 5,
  'harness-error': 6,
  departs: 7,
};

const summaryOf = ({ run, addedAtMs, meta, exitStatus, totals, scenarios }: RunDetails): RunSummary => ({
  run,
  addedAtMs,
  meta,
  exitStatus,
  totals,
  scenarios: scenarios.length,
});

/** Requirement × run; rows in the order in which the runs tell them. */
export const matrixOf = (runs: readonly RunDetails[]) => {
  const rows = new Map(runs.flatMap(({ requirements }) => requirements.map((one) => [one.id, one] as const)));
  return {
    runs: runs.map(summaryOf),
    rows: [...rows.values()].map(({ id, title, statement = '', basis, weight }) => ({
      id,
      title,
      statement,
      basis,
      weight,
      cells: runs.map(({ run, requirements }) => {
        const found = requirements.find((one) => one.id === id);
        if (found === undefined) return null;
        const { verdict, reason, passed, total } = found;
        return { run, verdict, reason, passed, total };
      }),
    })),
  };
};

interface Judged {
  readonly id: string;
  readonly title: string;
  readonly verdict: RunVerdict;
  readonly reason: string;
}

const sideOf = (judged: Judged | undefined) => (judged === undefined ? null : { verdict: judged.verdict, reason: judged.reason });

const changeBetween = (one: Judged | undefined, other: Judged | undefined) => {
  if (one === undefined) return 'added' as const;
  if (other === undefined) return 'removed' as const;
  const by = RANKS[other.verdict] - RANKS[one.verdict];
  return by === 0 ? ('different' as const) : by < 0 ? ('better' as const) : ('worse' as const);
};

const differences = (ones: readonly Judged[], others: readonly Judged[]) => {
  const before = new Map(ones.map((judged) => [judged.id, judged]));
  const after = new Map(others.map((judged) => [judged.id, judged]));
  return [...new Map([...before, ...after]).values()].flatMap(({ id, title }) => {
    const one = before.get(id);
    const other = after.get(id);
    if (one?.verdict === other?.verdict) return [];
    return [{ id, title, one: sideOf(one), other: sideOf(other), change: changeBetween(one, other) }];
  });
};

const scenariosOf = ({ scenarios }: RunDetails): Judged[] =>
  scenarios.map(({ id, name, verdict, reason }) => ({ id, title: name, verdict, reason }));

/** What two runs judge differently, of the same system at two moments or of two systems. */
export const compareRuns = (one: RunDetails, other: RunDetails) => {
  const requirements = differences(one.requirements, other.requirements);
  const scenarios = differences(scenariosOf(one), scenariosOf(other));
  const bothHave = (ones: readonly { id: string }[], others: readonly { id: string }[]): number => {
    const ids = new Set(others.map(({ id }) => id));
    return ones.filter(({ id }) => ids.has(id)).length;
  };
  const differing = (list: readonly { change: string }[]): number =>
    list.filter(({ change }) => change !== 'added' && change !== 'removed').length;
  return {
    one: summaryOf(one),
    other: summaryOf(other),
    requirements,
    scenarios,
    same: {
      requirements: bothHave(one.requirements, other.requirements) - differing(requirements),
      scenarios: bothHave(one.scenarios, other.scenarios) - differing(scenarios),
    },
  };
};
