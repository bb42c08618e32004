import { describe, expect, it } from 'vitest';
import { logOf } from './case.testing.ts';
import { departs, inconclusive } from './finding.ts';
import { refusedFor } from './journaling.ts';

const change = (accepted: boolean, reason = '') => ({ type: 'journalingChanged', what: 'the change', accepted, reason }) as const;
const judge = (...changes: ReturnType<typeof change>[]) => refusedFor(logOf(...changes), /default.*address/i, 'the default address');
const EXPECTED = 'a refusal that names the default address';

describe('refusedFor', () => {
  it('looks at the last change, and at its words', () => {
    expect(judge(change(true), change(false, 'no Default Intake Address is set'))).toBeUndefined();
    expect(judge(change(false, 'no default address'), change(true))).toEqual(departs(EXPECTED, '"the change" was accepted', [2]));
    expect(judge(change(false, 'not possible'))).toEqual(departs(EXPECTED, '"not possible"', [1]));
    expect(judge()).toEqual(inconclusive('no change was asked for'));
  });
});
