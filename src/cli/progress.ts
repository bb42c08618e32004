import type { Begun } from '../harness/collector.ts';
import type { Progress, RunListener } from '../harness/run-tally.ts';
import { printable } from '../harness/transcript.ts';

/** Shows how far a run has come; `end` leaves the terminal clean. */
export interface ProgressView extends RunListener {
  end(): void;
}

/** Without a terminal: a line now and then, so that a log shows life but is not filled. */
const EVERY = 50;
/** A scenario that takes longer than this is named, so that one that hangs is found. Real time, for the eye only. */
const LONG_MS = 30_000;

/** Counts what both ways of showing tell. */
class Tally {
  done = 0;
  planned = 0;
  departures = 0;

  add({ done, planned, scenario }: Progress): void {
    this.done = done;
    this.planned = planned;
    if (scenario.outcomes.some((outcome) => outcome.kind === 'departs')) this.departures += 1;
  }
}

/** Rewrites one line: how many are done, and the scenario that runs now. */
function liveLine(stream: NodeJS.WriteStream): ProgressView {
  const tally = new Tally();
  return {
    begun({ name }) {
      const bad = tally.departures === 0 ? '' : `  ${tally.departures} departed`;
      const far = tally.planned === 0 ? '' : `[${tally.done}/${tally.planned}]${bad}  `;
      stream.write(`\r\x1b[K${`${far}${printable(name)}`.slice(0, (stream.columns ?? 80) - 1)}`);
    },
    ended: (progress) => tally.add(progress),
    end: () => void stream.write('\r\x1b[K'),
  };
}

function sparseLines(stream: NodeJS.WriteStream): ProgressView {
  const tally = new Tally();
  const timers = new Map<string, NodeJS.Timeout>();
  const watch = ({ id, name }: Begun): void => {
    const timer = setTimeout(() => stream.write(`still at ${printable(id)}: ${printable(name)}\n`), LONG_MS);
    timer.unref();
    timers.set(id, timer);
  };
  const unwatch = (id: string): void => {
    clearTimeout(timers.get(id));
    timers.delete(id);
  };
  return {
    begun: watch,
    ended(progress) {
      tally.add(progress);
      unwatch(progress.scenario.id);
      if (tally.done % EVERY !== 0 || tally.done === tally.planned) return;
      stream.write(`${tally.done} of ${tally.planned} scenarios, ${tally.departures} departed\n`);
    },
    end: () => [...timers.keys()].forEach(unwatch),
  };
}

/** Progress goes to standard error, so that standard output holds the result only. */
export function progressView(quiet: boolean): ProgressView {
  if (quiet) return { end: () => {} };
  return process.stderr.isTTY === true && process.env.TERM !== 'dumb' ? liveLine(process.stderr) : sparseLines(process.stderr);
}
