import { describe, expect, test } from 'vitest';
import { delay, VirtualClock, WallClock } from './clock.ts';

describe('wall clock', () => {
  test('tells the time of day in milliseconds', () => {
    const before = Date.now();
    const told = new WallClock().now();
    expect(told).toBeGreaterThanOrEqual(before);
    expect(told).toBeLessThanOrEqual(Date.now());
  });

  test('fires a timer once, and never a cancelled one', async () => {
    const clock = new WallClock();
    const fired: string[] = [];
    const cancelled = clock.setTimer(0, () => fired.push('cancelled'));
    cancelled.cancel();
    cancelled.cancel();
    await new Promise<void>((resolve) => {
      clock.setTimer(0, () => fired.push('first'));
      clock.setTimer(2, resolve);
    });
    expect(fired).toEqual(['first']);
  });

  test('a timer past what Node can count does not fire at once', async () => {
    const clock = new WallClock();
    let fired = false;
    const timer = clock.setTimer(2 ** 40, () => {
      fired = true;
    });
    await delay(clock, 3);
    timer.cancel();
    expect(fired).toBe(false);
  });

  test('runUntil tells whether the condition held', async () => {
    const clock = new WallClock();
    let asked = 0;
    expect(await clock.runUntil(() => ++asked > 2, 5_000)).toBe(true);
    expect(await clock.runUntil(() => false, 1)).toBe(false);
  });

  test('keeps no ledger: real time waits for nothing', () => {
    const { ledger } = new WallClock();
    const end = ledger.begin('an attempt');
    end();
    ledger.hold('a stall')();
  });
});

describe('delay', () => {
  test('is over when the clock says so', async () => {
    const clock = new VirtualClock(0);
    const times: number[] = [];
    const waiting = delay(clock, 250).then(() => times.push(clock.now()));
    await clock.advance(249);
    expect(times).toEqual([]);
    await clock.advance(1);
    await waiting;
    expect(times).toEqual([250]);
  });
});
