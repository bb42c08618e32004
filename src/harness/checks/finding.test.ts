import { describe, expect, it } from 'vitest';
import { departs, errorOf, inconclusive, outcomeOf } from './finding.ts';

const DEPARTS = departs('two attempts', 'one', [3], ['RETRY-2']);

describe('a finding', () => {
  it('becomes the error by which a step tells it', () => {
    expect(errorOf(DEPARTS)).toMatchObject({ name: 'DepartureError', message: 'expected two attempts; observed one' });
    expect(errorOf(inconclusive('nothing came'))).toMatchObject({ name: 'InconclusiveError', message: 'nothing came' });
  });

  it('becomes the outcome of a scenario', () => {
    expect(outcomeOf(DEPARTS)).toEqual({
      kind: 'departs',
      requirements: ['RETRY-2'],
      expected: 'two attempts',
      observed: 'one',
      evidence: [3],
    });
    expect(outcomeOf({ departs: { expected: 'a', observed: 'b' } })).toMatchObject({ evidence: [], requirements: [] });
    expect(outcomeOf(inconclusive('nothing came'))).toEqual({ kind: 'inconclusive', reason: 'nothing came' });
  });
});
