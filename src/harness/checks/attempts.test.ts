import { describe, expect, it } from 'vitest';
import { attemptCount, attemptCountFor, nothingBegins, retryBegins, tellRetry, wasRetried } from './attempts.ts';
import { ADDRESS, caseOf, closed, command, logAt, mail, opened, sent } from './case.testing.ts';
import { departs, exceeds, inconclusive, missesTime } from './finding.ts';

const attemptsAt = (...seconds: readonly number[]) =>
  caseOf({ evidence: logAt([0, opened(1)], ...seconds.map((second) => [second, mail(1)] as const)) });

describe('attemptCount', () => {
  it('finds nothing wrong with the right number', () => {
    expect(attemptCount(attemptsAt(0, 60), 2)).toBeUndefined();
    expect(attemptCount(attemptsAt(0), 1)).toBeUndefined();
  });

  it('tells when the attempts began, and shows them', () => {
    expect(attemptCount(attemptsAt(0.5, 60, 110), 2)).toEqual(
      exceeds('2 attempts for the copy', '3 attempts, begun at 0.5 s, 60.0 s, 110.0 s', [2, 3, 4]),
    );
    expect(attemptCount(attemptsAt(0), 2)).toEqual(departs('2 attempts for the copy', 'one attempt, begun at 0.0 s', [2]));
  });

  it('counts from the handing-in of the first message', () => {
    const file = { ...attemptsAt(7, 8), sent: [sent('token-1', { sentAtMs: 5000 }), sent('token-2', { sentAtMs: 6000 })] };
    expect(attemptCount(file, 1)).toEqual(exceeds('one attempt for the copy', '2 attempts, begun at 2.0 s, 3.0 s', [2, 3]));
  });

  it('is inconclusive without any attempt: a negative needs proof that the first one happened', () => {
    expect(attemptCount(attemptsAt(), 1)).toEqual(inconclusive('no attempt for the copy was ever seen'));
  });

  const heldUntil = (second: number) => caseOf({ evidence: logAt([0, opened(1)], [0, mail(1)], [second, closed(1)]) });

  it('is inconclusive when the first attempt lasted as long as the copy may live (QUEUE-1)', () => {
    expect(attemptCount(heldUntil(115), 2)).toMatchObject({ inconclusive: expect.stringContaining('no time was left for a retry') });
    expect(attemptCount(heldUntil(114), 2)).toHaveProperty('departs');
    const sentLater = { ...heldUntil(115), sent: [sent(), sent('token-2', { sentAtMs: 5000 })] };
    expect(attemptCount(sentLater, 2)).toHaveProperty('inconclusive');
  });

  it('lets no long attempt excuse one too many', () => {
    expect(
      attemptCount({ ...heldUntil(120), evidence: [...heldUntil(120).evidence, ...attemptsAt(0, 1).evidence.slice(1)] }, 1),
    ).toHaveProperty('departs');
  });
});

describe('attemptCountFor', () => {
  const file = caseOf({
    evidence: logAt([0, command(1, 'RCPT TO', `RCPT TO:<${ADDRESS}>`)], [1, command(1, 'RCPT TO', 'RCPT TO:<other@intake.example>')]),
  });

  it('counts one copy among several', () => {
    expect(attemptCountFor(file, ADDRESS, 1, 'the copy')).toBeUndefined();
    expect(attemptCountFor(file, ADDRESS, 2, 'the copy of A')).toEqual(
      departs('2 attempts for the copy of A', 'one attempt, begun at 0.0 s', [1]),
    );
  });

  it('is inconclusive for a copy that was never tried', () => {
    expect(attemptCountFor(file, 'nobody@intake.example', 1, 'it')).toEqual(inconclusive('no attempt for it was ever seen'));
  });
});

describe('retryBegins', () => {
  it('wants the second attempt before the time is over', () => {
    expect(retryBegins(attemptsAt(0, 119.9), 120)).toBeUndefined();
    expect(retryBegins(attemptsAt(0, 120), 120)).toEqual(missesTime([0, 0], 'a retry within 120 s', 'a retry after 120 s', [3]));
    expect(retryBegins(attemptsAt(0), 120)).toEqual(departs('a retry within 120 s', 'no retry', [2]));
    expect(retryBegins(attemptsAt(), 120)).toEqual(inconclusive('no attempt was ever seen'));
  });

  it('goes with words for it', () => {
    expect([wasRetried(attemptsAt(0)), wasRetried(attemptsAt(0, 1))]).toEqual([false, true]);
    expect(tellRetry(attemptsAt(1, 61))).toBe('the retry began 60.0 s after the first attempt');
    expect(tellRetry(attemptsAt(1))).toBe('no retry was seen');
  });
});

describe('nothingBegins', () => {
  const file = caseOf({ evidence: logAt([0, opened(1)], [0, mail(1)], [1, command(1, 'QUIT', 'QUIT')], [2, opened(2)], [3, mail(2)]) });

  it('looks at connections and transactions after an entry only', () => {
    expect(nothingBegins(file, 5, 60)).toBeUndefined();
    expect(nothingBegins(file, 2, 60)).toEqual(departs('no attempt in 60 s', '2 connections or transactions', [4, 5]));
  });
});
