import type { Begun } from '../harness/collector.ts';
import { type RunPlan, TimeLeft } from '../harness/run-plan.ts';
import type { Progress, RunListener } from '../harness/run-tally.ts';
import { printable } from '../harness/transcript.ts';
import { planLines, roughly } from './run-plan-text.ts';

/** Shows how far a run has come; `end` leaves the terminal clean. */
export interface ProgressView extends RunListener {
  end(): void;
}

/** What of a terminal or a file is needed. */
export interface Screen {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export interface ProgressOptions {
  readonly quiet: boolean;
  /** Whether more lanes could be asked for than a run has. */
  readonly mayHaveMoreLanes: boolean;
}

/** Without a terminal: a line now and then, so that a log shows life but is not filled. */
const EVERY = 50;
/** The same where scenarios wait and few of them end. Real time, as all times here: for the eye only. */
const AT_LEAST_EVERY_MS = 60_000;
/** A scenario that takes longer than it should by this is named, so that one that hangs is found. */
const LONG_MS = 30_000;
const REDRAWN_EVERY_MS = 1000;

/** Counts what both ways of showing tell. */
class Tally {
  done = 0;
  planned = 0;
  departures = 0;
  private plan: RunPlan | undefined;
  private left: TimeLeft | undefined;

  /** Only a run on the wall clock says how long it takes. */
  expect(plan: RunPlan): void {
    this.plan = plan;
    this.planned = plan.scenarios.length;
    this.left = new TimeLeft(plan, () => performance.now());
  }

  begin({ id }: Begun): void {
    this.left?.begun(id);
  }

  add({ done, planned, scenario }: Progress): void {
    this.done = done;
    this.planned = planned;
    this.left?.ended(scenario.id);
    if (scenario.outcomes.some((outcome) => outcome.kind === 'departs')) this.departures += 1;
  }

  /** How long a scenario should take; 0 where nobody knows. */
  takesMs(id: string): number {
    return this.plan?.scenarios.find(({ path }) => path === id)?.takesMs ?? 0;
  }

  /** `, about 3 min left`; empty where that is not known. */
  get timeLeft(): string {
    return this.left === undefined ? '' : `, about ${roughly(this.left.leftMs)} left`;
  }
}

/** Calls `fire` again and again, without keeping the process alive. */
const every = (ms: number, fire: () => void): NodeJS.Timeout => setInterval(fire, ms).unref();

/** Rewrites one line: how many are done, how long the rest takes, and the scenario that began last. */
function liveLine(screen: Screen, mayHaveMoreLanes: boolean): ProgressView {
  const tally = new Tally();
  let latest = '';
  let timer: NodeJS.Timeout | undefined;
  const draw = (): void => {
    const bad = tally.departures === 0 ? '' : `, ${tally.departures} departed`;
    const far = tally.planned === 0 ? '' : `[${tally.done}/${tally.planned}${bad}${tally.timeLeft}]  `;
    screen.write(`\r\x1b[K${`${far}${latest}`.slice(0, (screen.columns ?? 80) - 1)}`);
  };
  return {
    planned(plan) {
      screen.write(`${planLines(plan, mayHaveMoreLanes).join('\n')}\n`);
      tally.expect(plan);
      timer = every(REDRAWN_EVERY_MS, draw);
    },
    begun(scenario) {
      tally.begin(scenario);
      latest = printable(scenario.name);
      draw();
    },
    ended: (progress) => tally.add(progress),
    end() {
      clearInterval(timer);
      screen.write('\r\x1b[K');
    },
  };
}

function sparseLines(screen: Screen, mayHaveMoreLanes: boolean): ProgressView {
  const tally = new Tally();
  const watches = new Map<string, NodeJS.Timeout>();
  let timer: NodeJS.Timeout | undefined;
  const tell = (): void =>
    void screen.write(`${tally.done} of ${tally.planned} scenarios, ${tally.departures} departed${tally.timeLeft}\n`);
  const unwatch = (id: string): void => {
    clearTimeout(watches.get(id));
    watches.delete(id);
  };
  return {
    planned(plan) {
      screen.write(`${planLines(plan, mayHaveMoreLanes).join('\n')}\n`);
      tally.expect(plan);
      timer = every(AT_LEAST_EVERY_MS, tell);
    },
    begun(scenario) {
      const { id, name } = scenario;
      tally.begin(scenario);
      const late = (): void => void screen.write(`still at ${printable(id)}: ${printable(name)}\n`);
      watches.set(id, setTimeout(late, tally.takesMs(id) + LONG_MS).unref());
    },
    ended(progress) {
      tally.add(progress);
      unwatch(progress.scenario.id);
      if (tally.done % EVERY === 0 && tally.done !== tally.planned) tell();
    },
    end() {
      clearInterval(timer);
      [...watches.keys()].forEach(unwatch);
    },
  };
}

/** Progress goes to standard error, so that standard output holds the result only. */
export function progressView({ quiet, mayHaveMoreLanes }: ProgressOptions, screen: Screen = process.stderr): ProgressView {
  if (quiet) return { end: () => {} };
  return screen.isTTY === true && process.env.TERM !== 'dumb' ? liveLine(screen, mayHaveMoreLanes) : sparseLines(screen, mayHaveMoreLanes);
}
