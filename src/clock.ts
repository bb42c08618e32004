import { JointClock } from './joint-clock.ts';
import { VirtualClock } from './virtual-clock.ts';
import { WallClock } from './wall-clock.ts';

/** A timer that was set and can be cancelled. Cancelling twice, or after it fired, does nothing. */
export interface Timer {
  cancel(): void;
}

/**
 * Work that a clock must wait for before it lets time pass. Both calls return a function that ends the entry;
 * ending it twice does nothing.
 */
export interface Ledger {
  /** Something is on its way and will finish by itself, for example an attempt to deliver. */
  begin(label: string): () => void;
  /** Something on its way has been stopped on purpose and only a timer can set it free, for example a stalled reply. */
  hold(label: string): () => void;
}

/**
 * Time as the forwarder, the mocks and the harness see it. All durations are in milliseconds.
 * Whatever waits takes a clock, so that a scenario of 120 seconds runs in milliseconds (virtual) or for real (wall).
 */
export interface Clock {
  readonly ledger: Ledger;
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number;
  /** Calls `fire` once when `delayMs` have passed. A delay of 0 or less fires at the next step, never at once. */
  setTimer(delayMs: number, fire: () => void): Timer;
}

/** A clock that the harness lets run. */
export interface RunnableClock extends Clock {
  readonly kind: 'virtual' | 'wall';
  /** Lets `durationMs` pass. */
  advance(durationMs: number): Promise<void>;
  /** Lets time pass until `done()` holds, for at most `limitMs`; tells whether it held. */
  runUntil(done: () => boolean, limitMs: number): Promise<boolean>;
}

/** Waits for `delayMs` on the given clock. */
export const delay = (clock: Clock, delayMs: number): Promise<void> =>
  new Promise((resolve) => {
    clock.setTimer(delayMs, resolve);
  });

export { JointClock, VirtualClock, WallClock };
