import { describe, expect, test } from 'vitest';
import { VirtualClock } from '../clock.ts';
import type { StandChanged } from './events.ts';
import { EvidenceLog } from './evidence-log.ts';

const change = (what: string): StandChanged => ({ type: 'standChanged', what });
const filled = (count: number, capacity?: number): EvidenceLog => {
  const log = new EvidenceLog(new VirtualClock(0), capacity);
  for (let number = 1; number <= count; number += 1) log.record(change(`change ${number}`));
  return log;
};

describe('evidence log', () => {
  test('numbers entries from 1 and dates them by its clock', async () => {
    const clock = new VirtualClock(1_000);
    const log = new EvidenceLog(clock);
    log.record(change('first'));
    await clock.advance(250);
    log.record({ type: 'logLineRead', line: 'Info: a line' });
    expect(log.all).toEqual([
      { type: 'standChanged', what: 'first', seq: 1, atMs: 1_000 },
      { type: 'logLineRead', line: 'Info: a line', seq: 2, atMs: 1_250 },
    ]);
  });

  test('an entry is its own copy: what the writer does with the fact later changes nothing', () => {
    const log = new EvidenceLog(new VirtualClock());
    const fact = { type: 'standChanged' as const, what: 'as it was' };
    log.record(fact);
    fact.what = 'as it became';
    expect(log.ofType('standChanged')[0]?.what).toBe('as it was');
  });

  test('goes on from the last number of an earlier log', () => {
    const log = new EvidenceLog(new VirtualClock(0), 100, 500);
    for (let number = 1; number <= 1_000; number += 1) log.record(change(`change ${number}`));
    expect(log.all.at(-1)?.seq).toBe(1_500);
    expect(log.after(1_497, 10).map((entry) => entry.seq)).toEqual([1_498, 1_499, 1_500]);
    expect(log.after(3, 1)[0]?.seq).toBe(log.all[0]?.seq);
  });

  test('gives the entries of one type, in order', () => {
    const log = filled(2);
    log.record({ type: 'logLineRead', line: 'x' });
    log.record(change('change 3'));
    expect(log.ofType('standChanged').map((entry) => entry.seq)).toEqual([1, 2, 4]);
    expect(log.ofType('copyReceived')).toEqual([]);
  });

  test('gives what came after an entry, a page at a time', () => {
    const log = filled(10);
    expect(log.after(0, 3).map((entry) => entry.seq)).toEqual([1, 2, 3]);
    expect(log.after(8, 5).map((entry) => entry.seq)).toEqual([9, 10]);
    expect(log.after(10, 5)).toEqual([]);
    expect(log.after(99, 5)).toEqual([]);
  });

  test('tells listeners of each new entry until they leave', () => {
    const log = filled(1);
    const heard: number[] = [];
    const leave = log.subscribe((entry) => heard.push(entry.seq));
    log.record(change('a'));
    log.record(change('b'));
    leave();
    leave();
    log.record(change('c'));
    expect(heard).toEqual([2, 3]);
  });

  test('a listener that leaves while it is told keeps no other from hearing', () => {
    const log = filled(0);
    const heard: string[] = [];
    const leave = log.subscribe(() => {
      heard.push('once');
      leave();
    });
    log.subscribe(() => heard.push('always'));
    log.record(change('a'));
    log.record(change('b'));
    expect(heard).toEqual(['once', 'always', 'always']);
  });
});

describe('a log of limited capacity', () => {
  test('keeps the newest entries, never fewer than its capacity, and tells how many went', () => {
    const log = filled(1_000, 100);
    expect(log.all.length).toBeGreaterThanOrEqual(100);
    expect(log.all.length).toBeLessThanOrEqual(125);
    expect(log.all.at(-1)?.seq).toBe(1_000);
    expect(log.all[0]?.seq).toBe(log.dropped + 1);
    expect(log.dropped + log.all.length).toBe(1_000);
  });

  test('pages past what was dropped', () => {
    const log = filled(1_000, 100);
    const first = log.after(0, 1)[0];
    expect(first?.seq).toBe(log.dropped + 1);
    expect(log.after(997, 10).map((entry) => entry.seq)).toEqual([998, 999, 1_000]);
  });

  test.each([0, -1, Number.NaN])('a capacity of %d is refused', (capacity) => {
    expect(() => filled(0, capacity)).toThrow(/capacity of at least 1/);
  });

  test('a capacity of 1 keeps one entry', () => {
    const log = filled(5, 1);
    expect(log.all.map((entry) => entry.seq)).toEqual([5]);
    expect(log.dropped).toBe(4);
  });
});
