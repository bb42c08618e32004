import { performance } from 'node:perf_hooks';

// How a process tells that nothing moves in it any more: what its event loop sees of the outside world.

/** Turns of the event loop without an event before sockets count as quiet. */
export const QUIET_TURNS = 4;
/** Real time between two looks at sockets that are quiet while work is still on its way. */
const PAUSE_MS = 5;
/** How long (real time) sockets must be quiet when the ledger says that work is still on its way. */
export const QUIET_WITH_WORK_MS = 150;
/** A stand that never comes to rest within this real time is broken. */
export const NEVER_QUIET_MS = 30_000;

/** Thrown when real work goes on and on at one virtual instant. */
export class UnsettledError extends Error {
  override readonly name = 'UnsettledError';
}

export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
export const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, PAUSE_MS));

/** What the event loop has seen of the outside world so far: grows by one for each socket event. */
export const loopEvents = (): number => performance.nodeTiming.uvMetricsInfo.events;

/**
 * Turns the event loop until it has seen no event for four turns. Ends early, with `true`, when `seen` holds after an event.
 * @throws UnsettledError when events go on for `neverQuietMs` of real time
 */
export const quietLoop = async (seen: () => boolean, neverQuietMs: number, describe: () => string): Promise<boolean> => {
  const begun = performance.now();
  let last = loopEvents();
  for (let turns = 0; turns < QUIET_TURNS; turns += 1) {
    await turn();
    const events = loopEvents();
    if (events === last) continue;
    last = events;
    turns = -1;
    if (seen()) return true;
    if (performance.now() - begun > neverQuietMs) throw new UnsettledError(`sockets never came to rest; ${describe()}`);
  }
  return false;
};

/** Counts the events of this process's loop that are not talk with another process on the same clock. */
export class LoopActivity {
  private readonly talk: () => number;
  private before: number;

  /** `talk`: how many events the talk has made so far. */
  constructor(talk: () => number) {
    this.talk = talk;
    this.before = loopEvents() - talk();
  }

  /** Whether there was any since the last call. */
  look(): boolean {
    const now = loopEvents() - this.talk();
    const active = now !== this.before;
    this.before = now;
    return active;
  }
}
