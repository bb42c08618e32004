import { estimateMs, lanesWanted, type PlannedScenario, type RunPlan } from '../harness/run-plan.ts';

// What is said before a run on the wall clock, and while it goes on.

const MINUTE_MS = 60_000;

/** A time that is not known better than this: `40 s`, `12 min`, `1 h 5 min`. */
export const roughly = (ms: number): string => {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.ceil(ms / MINUTE_MS);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
};

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

const waitsTold = (scenarios: readonly PlannedScenario[]): string => {
  const long = scenarios.filter(({ waitsForMinutes }) => waitsForMinutes);
  if (long.length === 0) return 'none waits for minutes';
  const longest = Math.max(...long.map(({ takesMs }) => takesMs));
  const all = long.reduce((sum, { takesMs }) => sum + takesMs, 0);
  return `${long.length} wait for minutes, up to ${roughly(longest)}, ${roughly(all)} in all`;
};

/** More lanes are spoken of only where they save this much. */
const WORTH_MORE_LANES = 1.25;

const moreLanes = (plan: RunPlan, mayHaveMore: boolean): string[] => {
  const lanes = lanesWanted(plan);
  const estimate = estimateMs({ ...plan, lanes });
  if (!mayHaveMore || estimateMs(plan) < estimate * WORTH_MORE_LANES) return [];
  return [`With --lanes ${lanes}: about ${roughly(estimate)}; more lanes than that would not make it shorter.`];
};

/** The plan in a few lines. `mayHaveMore`: whether more lanes can be asked for. */
export const planLines = (plan: RunPlan, mayHaveMore: boolean): string[] => {
  const { lanes, scenarios, leftOut } = plan;
  const guesses = scenarios.filter(({ isGuess }) => isGuess).length;
  return [
    `${counted(scenarios.length, 'scenario')} on the wall clock in ${counted(lanes, 'lane')}: ${waitsTold(scenarios)}.`,
    ...(guesses === 0 ? [] : [`The wait of ${guesses} has never been measured, and is a guess.`]),
    `Estimate: about ${roughly(estimateMs(plan))}.`,
    ...moreLanes(plan, mayHaveMore),
    ...(leftOut === 0
      ? []
      : [
          `${counted(leftOut, 'scenario')} that wait${leftOut === 1 ? 's' : ''} for minutes ${leftOut === 1 ? 'is' : 'are'} left out; --waiting runs them.`,
        ]),
  ];
};
