import { describe, expect, it } from 'vitest';
import type { Evidence } from '../../evidence/events.ts';
import { departs, exceeds, missesTime } from './finding.ts';
import { heldUpMs, tellableInTime } from './timing.ts';

const delay = (dueMs: number, lateMs: number): Evidence => ({ type: 'standDelayed', dueMs, lateMs, seq: 1, atMs: dueMs + lateMs });

const STEP = { fromMs: 10_000, ranOut: false, toleranceMs: 1000 };
const PLAIN = departs('two attempts', 'one', [1]);
const late = (missedByMs: number) => missesTime([8_000, missedByMs], 'within 5 s', '7 s', [1]);

describe('for how long the stand was held up', () => {
  it.each([
    ['not at all', [], 0],
    ['before', [delay(5_000, 2_000)], 0],
    ['across the beginning: only what is after it', [delay(9_000, 3_000)], 2_000],
    ['twice', [delay(11_000, 300), delay(20_000, 400)], 700],
  ])('%s', (_when, evidence, ms) => {
    expect(heldUpMs(evidence, 10_000)).toBe(ms);
  });
});

describe('a departure', () => {
  it('that does not hang on time stands, however slow the machine', () => {
    expect(tellableInTime(PLAIN, [delay(11_000, 60_000)], STEP)).toBe(PLAIN);
  });

  it('after a wait that ran out stands if the machine was fast enough', () => {
    expect(tellableInTime(PLAIN, [delay(11_000, 1_000)], { ...STEP, ranOut: true })).toBe(PLAIN);
  });

  it('after a wait that ran out is in doubt if the stand was held up for longer than the tolerance', () => {
    expect(tellableInTime(PLAIN, [delay(11_000, 1_100)], { ...STEP, ranOut: true })).toEqual({
      inconclusive: 'the machine was too slow to tell, held up for 1.1 s (tolerance 1.0 s): expected two attempts; observed one',
      timing: true,
    });
  });

  it('by more than may be stands after a wait that ran out, however slow the machine', () => {
    const tooMany = exceeds('two attempts', 'six', [1]);
    expect(tellableInTime(tooMany, [delay(11_000, 60_000)], { ...STEP, ranOut: true })).toBe(tooMany);
  });

  it('from a time is in doubt if it was missed by less than the tolerance', () => {
    expect(tellableInTime(late(999), [], STEP)).toMatchObject({ inconclusive: expect.stringMatching(/^too close to call/), timing: true });
    expect(tellableInTime(late(1000), [], STEP)).toEqual(late(1000));
  });

  it('from a time is in doubt if the stand was held up since that time began, before the step', () => {
    expect(tellableInTime(late(5000), [delay(8_500, 1_500)], STEP)).toMatchObject({ timing: true });
  });

  it('from a time stands by the least in virtual time', () => {
    expect(tellableInTime(late(1), [], { ...STEP, toleranceMs: 0 })).toEqual(late(1));
    expect(tellableInTime(late(0), [], { ...STEP, toleranceMs: 0 })).toEqual(late(0));
  });
});
