import { performance } from 'node:perf_hooks';
import type { Ledger, RunnableClock, Timer } from './clock.ts';

/** 2026-11-02T09:00:00Z, a Monday: where a virtual clock begins unless told otherwise. */
export const VIRTUAL_START_MS = Date.UTC(2026, 10, 2, 9, 0, 0);

/** Turns of the event loop without an event before sockets count as quiet. */
const QUIET_TURNS = 4;
/** Real time between two looks at sockets that are quiet while work is still on its way. */
const PAUSE_MS = 5;
/** How long (real time) sockets must be quiet when the ledger says that work is still on its way. */
const QUIET_WITH_WORK_MS = 150;
/** A stand that never comes to rest within this real time is broken. */
const NEVER_QUIET_MS = 30_000;

interface Due {
  readonly at: number;
  readonly order: number;
  readonly fire: () => void;
}

/** Thrown when real work goes on and on at one virtual instant. */
export class UnsettledError extends Error {
  override readonly name = 'UnsettledError';
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, PAUSE_MS));

/** What the event loop has seen of the outside world so far: grows by one for each socket event. */
const loopEvents = (): number => performance.nodeTiming.uvMetricsInfo.events;

class VirtualLedger implements Ledger {
  private readonly working = new Map<symbol, string>();
  private readonly held = new Map<symbol, string>();

  begin(label: string): () => void {
    return VirtualLedger.enter(this.working, label);
  }

  hold(label: string): () => void {
    return VirtualLedger.enter(this.held, label);
  }

  get moving(): number {
    return this.working.size - this.held.size;
  }

  describe(): string {
    const names = (entries: Map<symbol, string>): string => [...entries.values()].join(', ') || 'none';
    return `in flight: ${names(this.working)}; held: ${names(this.held)}`;
  }

  private static enter(entries: Map<symbol, string>, label: string): () => void {
    const key = Symbol(label);
    entries.set(key, label);
    return () => {
      entries.delete(key);
    };
  }
}

/**
 * Time that passes only when told to. `advance` goes from due timer to due timer and lets real sockets of this process
 * come to rest between two steps, so that what a reply causes has happened before time moves on.
 *
 * At rest means: the event loop saw no event for four turns, and no work is in flight (or, where the ledger
 * says that some is, for 150 ms of real time besides). Work on the thread pool has to be entered in the ledger.
 */
export class VirtualClock implements RunnableClock {
  readonly kind = 'virtual';
  readonly ledger = new VirtualLedger();
  private readonly timers = new Set<Due>();
  private readonly neverQuietMs: number;
  private nowMs: number;
  private order = 0;

  /** `startMs`: milliseconds since the epoch. `neverQuietMs`: real milliseconds after which a restless stand is an error. */
  constructor(startMs: number = VIRTUAL_START_MS, { neverQuietMs = NEVER_QUIET_MS }: { neverQuietMs?: number } = {}) {
    this.nowMs = startMs;
    this.neverQuietMs = neverQuietMs;
  }

  now(): number {
    return this.nowMs;
  }

  /** How many timers are set; with none left, nothing more can happen by itself. */
  get pendingTimers(): number {
    return this.timers.size;
  }

  setTimer(delayMs: number, fire: () => void): Timer {
    if (Number.isNaN(delayMs)) throw new RangeError('expected a delay in milliseconds, got NaN: such a timer would never be due');
    const due: Due = { at: this.nowMs + Math.max(delayMs, 0), order: this.order++, fire };
    this.timers.add(due);
    return { cancel: () => void this.timers.delete(due) };
  }

  /** Lets `durationMs` pass, from due timer to due timer. Throws `UnsettledError` when sockets never come to rest. */
  async advance(durationMs: number): Promise<void> {
    await this.runUntil(() => false, durationMs);
  }

  /** As the contract says; what `done` looks at may change at a timer or by what sockets bring between two timers. */
  async runUntil(done: () => boolean, limitMs: number): Promise<boolean> {
    if (!(limitMs >= 0)) throw new RangeError(`expected a duration of 0 ms or more, got ${limitMs}: time does not run backwards`);
    const deadline = this.nowMs + limitMs;
    for (;;) {
      await this.settle(done);
      if (done()) return true;
      const next = this.nextDue();
      if (next === undefined || next.at > deadline) {
        this.nowMs = deadline;
        return done();
      }
      this.timers.delete(next);
      this.nowMs = Math.max(this.nowMs, next.at);
      next.fire();
    }
  }

  /** Waits until nothing moves any more at this instant; ends early as soon as `done` holds. */
  async settle(done: () => boolean = () => false): Promise<void> {
    const begun = performance.now();
    let seen = loopEvents();
    let quietTurns = 0;
    let quietSince = begun;
    if (done()) return;
    for (;;) {
      // Turning at full speed makes garbage, and its collection makes events: once quiet, a slow look is enough.
      await (quietTurns < QUIET_TURNS ? turn() : pause());
      const events = loopEvents();
      const now = performance.now();
      if (events === seen) {
        quietTurns += 1;
      } else {
        seen = events;
        quietTurns = 0;
        quietSince = now;
        // What is waited for can only have come with an event.
        if (done()) return;
      }
      if (quietTurns >= QUIET_TURNS && (this.ledger.moving <= 0 || now - quietSince >= QUIET_WITH_WORK_MS)) return;
      if (now - begun > this.neverQuietMs) throw new UnsettledError(`sockets never came to rest; ${this.ledger.describe()}`);
    }
  }

  private nextDue(): Due | undefined {
    let first: Due | undefined;
    for (const due of this.timers) {
      if (first === undefined || due.at < first.at || (due.at === first.at && due.order < first.order)) first = due;
    }
    return first;
  }
}
