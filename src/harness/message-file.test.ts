import { describe, expect, it } from 'vitest';
import type { Envelope } from './cucumber-envelope.ts';
import { OneRun } from './message-file.ts';

const TIME = { seconds: 0, nanos: 0 };
const hook = (id: string): Envelope => ({ hook: { id, sourceReference: {} } });
const started = (id: string): Envelope => ({ testRunStarted: { id, timestamp: TIME } });
const ended = (testRunStartedId: string, success: boolean): Envelope => ({
  testRunFinished: { testRunStartedId, success, timestamp: TIME },
});
const testCase = (testRunStartedId: string): Envelope => ({
  testCase: { id: 'case', pickleId: 'pickle', testSteps: [], testRunStartedId },
});

describe('messages of two runs side by side', () => {
  const [one, other] = [{}, {}];

  it('begin once and tell what the steps are once', () => {
    const whole = new OneRun();
    const kept = [
      whole.join(hook('h'), one),
      whole.join(hook('h'), other),
      whole.join(started('run-1'), one),
      whole.join(started('run-2'), other),
    ];
    expect(kept).toEqual([hook('h'), undefined, started('run-1'), undefined]);
  });

  it('belong to one run', () => {
    const whole = new OneRun();
    whole.join(started('run-1'), one);
    expect(whole.join(testCase('run-2'), other)).toEqual(testCase('run-1'));
  });

  it('end once, well only if all ended well', () => {
    const whole = new OneRun();
    whole.join(started('run-1'), one);
    expect(whole.join(ended('run-2', false), other)).toBeUndefined();
    whole.join(ended('run-1', true), one);
    expect(whole.end()).toEqual(ended('run-1', false));
  });

  it('have no end when nothing began', () => {
    expect(new OneRun().end()).toBeUndefined();
  });
});
