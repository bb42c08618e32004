// Time, as the rest of the program knows it. Whatever waits, waits here, so that the harness can move the time.
import { performance } from 'node:perf_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls `fire` once, `ms` from now, unless the function that it returns is called before. */
  after(ms: number, fire: () => void): () => void;
}

export const wallClock: Clock = {
  now: Date.now,
  after(ms, fire) {
    const timer = setTimeout(fire, ms);
    return () => clearTimeout(timer);
  },
};

/** Stands still until `advance`. */
export class SteppedClock implements Clock {
  private timers: { readonly dueMs: number; readonly fire: () => void }[] = [];
  private nowMs: number;

  constructor(nowMs: number) {
    this.nowMs = nowMs;
  }

  now(): number {
    return this.nowMs;
  }

  after(ms: number, fire: () => void): () => void {
    const timer = { dueMs: this.nowMs + ms, fire };
    // Behind all that are due no later: timers due at one time fire in the order in which they were set.
    const place = this.timers.findIndex(({ dueMs }) => dueMs > timer.dueMs);
    this.timers.splice(place < 0 ? this.timers.length : place, 0, timer);
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  }

  get nextDueMs(): number | null {
    return this.timers[0]?.dueMs ?? null;
  }

  /** It is `toMs` now. Fires the first timer that is due, and says whether there was one. */
  advance(toMs: number): boolean {
    this.nowMs = toMs;
    const [first] = this.timers;
    if (first === undefined || first.dueMs > toMs) return false;
    this.timers.shift();
    first.fire();
    return true;
  }
}

/** Turns of the event loop without an event, after which nothing more is taken to be under way inside this process. */
const QUIET_TURNS = 4;
/** So that a peer who never stops sending cannot keep the answer back. */
const MOST_TURNS = 5000;

/** Tells by the event loop's own count whether anything has happened besides requests. */
export class Stillness {
  private requests = 0;
  private told = 0;
  private countedThisTurn = false;

  /** To be called for each piece of a request that comes in; all pieces of one turn of the loop are one event. */
  requestCame(): void {
    if (this.countedThisTurn) return;
    this.countedThisTurn = true;
    this.requests += 1;
    setImmediate(() => {
      this.countedThisTurn = false;
    });
  }

  /** Waits until nothing moves any more. Returns whether anything has happened since the last time. */
  async reached(): Promise<boolean> {
    let seen = this.events;
    for (let quiet = 0, turns = 0; quiet < QUIET_TURNS && turns < MOST_TURNS; turns += 1) {
      await nextTurn();
      quiet = this.events === seen ? quiet + 1 : 0;
      seen = this.events;
    }
    const active = seen !== this.told;
    this.told = seen;
    return active;
  }

  private get events(): number {
    return performance.nodeTiming.uvMetricsInfo.events - this.requests;
  }
}
