import type { Ledger, RunnableClock, Timer } from './clock.ts';

const POLL_MS = 5;
/** Node's timers overflow past this and would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

const nothing = (): void => {};
const NO_LEDGER: Ledger = { begin: () => nothing, hold: () => nothing };

/** Real time. */
export class WallClock implements RunnableClock {
  readonly kind = 'wall';
  readonly ledger = NO_LEDGER;

  now(): number {
    return Date.now();
  }

  setTimer(delayMs: number, fire: () => void): Timer {
    const handle = setTimeout(fire, Math.min(Math.max(delayMs, 0), LONGEST_TIMER_MS));
    return { cancel: () => clearTimeout(handle) };
  }

  advance(durationMs: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, durationMs));
  }

  async runUntil(done: () => boolean, limitMs: number): Promise<boolean> {
    const deadline = performance.now() + limitMs;
    while (!done()) {
      const leftMs = deadline - performance.now();
      if (leftMs <= 0) return false;
      await this.advance(Math.min(POLL_MS, leftMs));
    }
    return true;
  }
}
