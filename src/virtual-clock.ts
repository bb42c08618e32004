import { performance } from 'node:perf_hooks';
import type { Ledger, RunnableClock, Timer } from './clock.ts';
import { loopEvents, NEVER_QUIET_MS, pause, QUIET_TURNS, QUIET_WITH_WORK_MS, turn, UnsettledError } from './event-loop-clock.ts';

export { UnsettledError } from './event-loop-clock.ts';

/** 2026-11-02T09:00:00Z, a Monday: where a virtual clock begins unless told otherwise. */
export const VIRTUAL_START_MS = Date.UTC(2026, 10, 2, 9, 0, 0);

interface Due {
  readonly at: number;
  readonly order: number;
  readonly fire: () => void;
}

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
  protected readonly neverQuietMs: number;
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
      const own = this.nextDueMs ?? Number.POSITIVE_INFINITY;
      const elsewhere = this.elsewhereDueMs ?? Number.POSITIVE_INFINITY;
      const next = Math.min(own, elsewhere);
      if (next > deadline) {
        await this.goTo(deadline);
        return done();
      }
      await this.goTo(next);
      if (own < elsewhere) this.fireFirst();
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

  /** When the next timer is due; undefined with none set. */
  protected get nextDueMs(): number | undefined {
    return this.nextDue()?.at;
  }

  /** When something that stands on this clock in another process is due next. It goes first at a time at which both have something due. */
  protected get elsewhereDueMs(): number | undefined {
    return undefined;
  }

  /** Makes it that time, everywhere. */
  protected async goTo(atMs: number): Promise<void> {
    this.setNow(atMs);
  }

  protected setNow(atMs: number): void {
    this.nowMs = Math.max(this.nowMs, atMs);
  }

  /** Fires the timer that is due first. */
  protected fireFirst(): void {
    const next = this.nextDue();
    if (next === undefined) return;
    this.timers.delete(next);
    next.fire();
  }

  private nextDue(): Due | undefined {
    let first: Due | undefined;
    for (const due of this.timers) {
      if (first === undefined || due.at < first.at || (due.at === first.at && due.order < first.order)) first = due;
    }
    return first;
  }
}
