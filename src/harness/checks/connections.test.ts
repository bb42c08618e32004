import { describe, expect, it } from 'vitest';
import { anomaly, closed, logOf, mail, opened, reply } from './case.testing.ts';
import {
  allGone,
  allQuit,
  atLeastCarried,
  atLeastOpen,
  carryAtOnce,
  cleanTransactions,
  isOpenAtOnce,
  mostMessages,
  mostOpenNow,
  neverMoreOpen,
  someShared,
} from './connections.ts';
import { departs, inconclusive } from './finding.ts';

const TWO_AT_ONCE = logOf(opened(1), closed(1), opened(2), opened(3), mail(2), mail(2), closed(2), closed(3, 'reset by peer'));
const NEVER = inconclusive('no connection was ever opened');

describe('connections open at once', () => {
  it('are at least as many as wanted', () => {
    expect([isOpenAtOnce(TWO_AT_ONCE, 2), isOpenAtOnce(TWO_AT_ONCE, 3)]).toEqual([true, false]);
    expect(atLeastOpen(TWO_AT_ONCE, 2)).toBeUndefined();
    expect(atLeastOpen(TWO_AT_ONCE, 3)).toEqual(departs('at least 3 connections at once', '2 at most', [3, 4]));
    expect(atLeastOpen([], 3)).toEqual(NEVER);
  });

  it('are no more than the limit', () => {
    expect(neverMoreOpen(TWO_AT_ONCE, 2)).toBeUndefined();
    expect(neverMoreOpen(TWO_AT_ONCE, 1)).toEqual(departs('1 connections at once at most', '2', [3, 4]));
    expect(neverMoreOpen([], 1)).toEqual(NEVER);
  });
});

describe('connections that carry copies at once', () => {
  const log = logOf(opened(1), opened(2), opened(3), mail(1), mail(2), reply(1, 'end of data', '250 ok\r\n'), mail(1), closed(2), mail(3));

  it('are counted from MAIL FROM to the answer or the end', () => {
    expect([carryAtOnce(log, 2), carryAtOnce(log, 3)]).toEqual([true, false]);
    expect(atLeastCarried(log, 3)).toEqual(departs('at least 3 connections that carry copies at once', '2 at most', [4, 5]));
    expect(atLeastCarried(logOf(opened(1)), 1)).toEqual(inconclusive('no copy was ever begun'));
  });
});

describe('messages on a connection', () => {
  it('are no more than the limit', () => {
    expect(mostMessages(TWO_AT_ONCE, 2)).toBeUndefined();
    expect(mostMessages(logOf(opened(1), mail(1), opened(2), mail(2)), 0)).toMatchObject({ departs: { evidence: [1] } });
    expect(mostMessages(TWO_AT_ONCE, 1)).toEqual(departs('1 messages a connection at most', '2 on connection 2', [3]));
  });

  it('share one', () => {
    expect(someShared(TWO_AT_ONCE)).toBeUndefined();
    expect(someShared(logOf(opened(1), mail(1), opened(2)))).toEqual(
      departs('a connection that carries more than one message', '2 connections with 1 message at most', [1, 3]),
    );
  });
});

describe('the end of connections', () => {
  it('has come for all', () => {
    expect(allGone(TWO_AT_ONCE, 5000)).toBeUndefined();
    expect(allGone(logOf(opened(1), opened(2), closed(1)), 5000)).toEqual(
      departs('no connection 5 s after the queue ran empty', '1 still open', [2]),
    );
    expect(allGone([], 5000)).toEqual(NEVER);
  });

  it('has come for all but a few', () => {
    expect(mostOpenNow(logOf(opened(1), opened(2)), 2)).toBeUndefined();
    expect(mostOpenNow(logOf(opened(1), opened(2)), 1)).toEqual(departs('at most 1 connections', '2 open', [1, 2]));
  });

  it('is QUIT', () => {
    expect(allQuit(logOf(opened(1), closed(1)))).toBeUndefined();
    expect(allQuit(TWO_AT_ONCE)).toEqual(departs('QUIT at the end of every connection', 'connection 3: reset by peer', [8]));
    expect(allQuit(logOf(opened(1)))).toEqual(departs('QUIT at the end of every connection', 'connection 1: still open', [1]));
    expect(allQuit([])).toEqual(NEVER);
  });
});

describe('cleanTransactions', () => {
  it.each([
    ['a 503 of the intake itself', reply(1, 'RCPT TO', '503 5.5.1 bad sequence\r\n')],
    ['a command out of order', anomaly('bad sequence')],
  ])('does not pass %s', (_what, fact) => {
    expect(cleanTransactions(logOf(opened(1), fact, fact))).toEqual(
      departs('MAIL FROM, RCPT TO and DATA in order for each message', 'a command out of order', [2]),
    );
  });

  it.each([
    ['offered', '250-mx1\r\n250-PIPELINING\r\n250 SIZE\r\n', undefined],
    ['not offered', '250-mx1\r\n250 SIZE\r\n', [4]],
  ])('knows DATA that was under way when its recipient was refused: PIPELINING %s', (_what, offer, evidence) => {
    const log = logOf(
      opened(1),
      reply(1, 'EHLO over TLS', offer),
      reply(1, 'RCPT TO', '550 5.1.1 nobody\r\n', 'rule-1'),
      reply(1, 'DATA', '503 5.5.1 Error: need RCPT command\r\n'),
    );
    expect(cleanTransactions(log)).toEqual(
      evidence && departs('MAIL FROM, RCPT TO and DATA in order for each message', 'a command out of order', evidence),
    );
  });

  it('passes a 503 that a rule asked for, and other anomalies', () => {
    expect(cleanTransactions(logOf(reply(1, 'RCPT TO', '503 no\r\n', 'rule-1'), anomaly('bare LF')))).toBeUndefined();
  });
});
