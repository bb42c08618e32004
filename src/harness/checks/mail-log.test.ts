import { describe, expect, it } from 'vitest';
import type { Evidence, Fact } from '../../evidence/events.ts';
import { ADDRESS, caseOf, copyOf, DOMAIN, logAt, logLine, logOf, opened, secured, sent } from './case.testing.ts';
import { departs, inconclusive, missesTime } from './finding.ts';
import {
  connectionErrorTold,
  connectionTold,
  enqueuedFor,
  failedBetween,
  failedWith,
  failureAlone,
  hardBounceTold,
  isTold,
  isToldOnce,
  noFailureTold,
  successInOrder,
  tlsTold,
} from './mail-log.ts';

const NAME = 'Cisco Secure Email Threat Defense';
const MESSAGE = sent();
const ENQUEUED = logLine(
  `TDC: MID 7 with Message-ID '<token-1@sender.example>' enqueued for forwarding to ${NAME} to the message intake address ${ADDRESS}`,
);
const CONNECTED = logLine('TDC: New SMTP DCID 3 interface 127.0.0.1 address 127.0.0.11 port 25');
const TLS = logLine('DCID 3 TLS success protocol TLSv1.3 cipher TLS_AES_256_GCM_SHA384');
const STARTED = logLine('TDC: Delivery start DCID 3 MID 7');
const delivered = (mid = 7): Fact => logLine(`TDC: MID ${mid} successfully delivered for scanning with ${NAME}.`);
const FINISHED = logLine('Message finished MID 7 done');
const failed = (reason: string, mid = 7): Fact => logLine(`TDC: MID ${mid} delivery failed to ${NAME}: ${reason}.`);
const textOf = (fact: Fact): string => (fact.type === 'logLineRead' ? fact.line : '');

describe('every check of a message', () => {
  it.each<readonly [string, (log: Evidence[]) => unknown]>([
    ['isToldOnce', (log) => isToldOnce(log, MESSAGE, 'finished', 'Message finished')],
    ['enqueuedFor', (log) => enqueuedFor(log, MESSAGE, ADDRESS)],
    ['failedWith', (log) => failedWith(log, MESSAGE, 'TLS Error')],
    ['noFailureTold', (log) => noFailureTold(log, MESSAGE)],
    ['failureAlone', (log) => failureAlone(log, MESSAGE)],
    ['successInOrder', (log) => successInOrder(log, MESSAGE)],
    ['hardBounceTold', (log) => hardBounceTold(caseOf({ evidence: log }), MESSAGE)],
  ])('departs when the log never names it: %s', (_name, check) => {
    expect(check(logOf(FINISHED))).toEqual(
      departs('a line that tells that the copy of <token-1@sender.example> was enqueued', 'none', [1]),
    );
  });
});

describe('isToldOnce', () => {
  const check = (...facts: Fact[]) => isToldOnce(logOf(ENQUEUED, ...facts), MESSAGE, 'delivered', 'successfully delivered');

  it('wants one such line about the message', () => {
    expect(check(delivered(), delivered(8))).toBeUndefined();
    expect(check(delivered(8))).toEqual(departs('a log line: successfully delivered', 'no such line', [1, 2]));
    expect(check(delivered(), delivered())).toEqual(departs('"successfully delivered" once', '2 times', [2, 3]));
  });

  it('goes with a question', () => {
    expect(isTold(logOf(ENQUEUED, delivered()), MESSAGE, 'delivered')).toBe(true);
    expect(isTold(logOf(ENQUEUED, delivered(8)), MESSAGE, 'delivered')).toBe(false);
    expect(isTold(logOf(delivered()), MESSAGE, 'delivered')).toBe(false);
  });
});

describe('enqueuedFor', () => {
  it('wants the address', () => {
    expect(enqueuedFor(logOf(ENQUEUED), MESSAGE, ADDRESS)).toBeUndefined();
    expect(enqueuedFor(logOf(ENQUEUED), MESSAGE, 'x@y.example')).toEqual(departs('the address x@y.example', textOf(ENQUEUED), [1]));
  });
});

describe('the connection that carried the copy', () => {
  const file = (...facts: Fact[]) => caseOf({ evidence: logOf(opened(1), secured(1), ...facts), copies: [copyOf('token-1')] });

  it('is told with address and port', () => {
    expect(connectionTold(file(CONNECTED), MESSAGE)).toBeUndefined();
    const other = logLine('TDC: New SMTP DCID 3 interface 127.0.0.1 address 127.0.0.11 port 26');
    expect(connectionTold(file(other), MESSAGE)).toEqual(
      departs('a log line that tells address 127.0.0.11 port 25', textOf(other), [3, 1]),
    );
    const unnamed = logLine('TDC: New SMTP DCID 0 interface 127.0.0.1 address 127.0.0.11 port 25');
    expect(connectionTold(file(opened(2), unnamed), MESSAGE)).toMatchObject({ departs: { evidence: [4, 1] } });
    expect(connectionTold(file(), MESSAGE)).toMatchObject({ departs: { observed: 'no line of that kind (connection opened)' } });
  });

  it('is told with protocol and cipher', () => {
    expect(tlsTold(file(TLS), MESSAGE)).toBeUndefined();
    expect(tlsTold(file(logLine('DCID 0 TLS success protocol TLSv1.3 cipher TLS_AES_256_GCM_SHA384')), MESSAGE)).toHaveProperty('departs');
    expect(tlsTold(file(logLine('DCID 3 TLS success protocol TLSv1.2 cipher TLS_AES_256_GCM_SHA384')), MESSAGE)).toMatchObject({
      departs: { evidence: [3, 2] },
    });
  });

  it('leaves it open when the copy, the connection or the session was not seen', () => {
    expect(connectionTold(caseOf({ evidence: logOf(CONNECTED) }), MESSAGE)).toEqual(inconclusive('the copy never came'));
    const bare = caseOf({ copies: [copyOf('token-1')] });
    expect(connectionTold(bare, MESSAGE)).toEqual(inconclusive('the connection was not seen to open'));
    expect(tlsTold(bare, MESSAGE)).toEqual(inconclusive('no TLS session came about'));
  });
});

describe('failures', () => {
  it('have the documented reason', () => {
    const log = logOf(ENQUEUED, failed('Other', 8), failed('TLS error'));
    expect(failedWith(log, MESSAGE, 'TLS Error')).toBeUndefined();
    expect(failedWith(log, MESSAGE, 'Hard Bounced')).toEqual(departs('the reason "Hard Bounced"', '"TLS error"', [3]));
    expect(failedWith(logOf(ENQUEUED), MESSAGE, 'TLS Error')).toEqual(
      departs('a log line: delivery failed: TLS Error', 'no such line', [1]),
    );
  });

  it('come in time, both ends of the window included', () => {
    const failedAt = (second: number) => logAt([5, ENQUEUED], [6, failed('x', 8)], [second, failed('Soft Bounced')]);
    const message = sent('token-1', { sentAtMs: 5000 });
    expect(failedBetween(failedAt(125), message, 120, 125)).toBeUndefined();
    expect(failedBetween(failedAt(130), message, 120, 125)).toBeUndefined();
    expect(failedBetween(failedAt(131), message, 120, 125)).toEqual(
      missesTime([5000, 1000], 'removal 120 to 125 s after the message was sent', '126 s', [3]),
    );
    expect(failedBetween(failedAt(124), message, 120, 125)).toHaveProperty('departs');
    expect(failedBetween(logOf(ENQUEUED), message, 120, 125)).toEqual(departs('a log line: delivery failed', 'no such line', [1]));
    expect(failedBetween([], message, 120, 125)).toEqual(departs('a log line: delivery failed', 'an empty log', []));
  });

  it('are not told of a copy that goes through', () => {
    expect(noFailureTold(logOf(ENQUEUED, failed('x', 8)), MESSAGE)).toBeUndefined();
    expect(noFailureTold(logOf(ENQUEUED, failed('x')), MESSAGE)).toEqual(departs('no failure', textOf(failed('x')), [2]));
  });

  it('stand alone, without a success', () => {
    expect(failureAlone(logOf(ENQUEUED, failed('x'), delivered(8)), MESSAGE)).toBeUndefined();
    expect(failureAlone(logOf(ENQUEUED, failed('x'), delivered()), MESSAGE)).toEqual(
      departs('no line of success', textOf(delivered()), [3]),
    );
    expect(failureAlone(logOf(ENQUEUED), MESSAGE)).toEqual(departs('a log line: delivery failed', 'no such line', [1]));
  });
});

describe('successInOrder', () => {
  it('wants every line once, in order', () => {
    expect(successInOrder(logOf(ENQUEUED, CONNECTED, TLS, failed('x', 8), STARTED, delivered(), FINISHED), MESSAGE)).toBeUndefined();
    expect(successInOrder(logOf(ENQUEUED, CONNECTED, TLS, STARTED, FINISHED, delivered()), MESSAGE)).toEqual(
      departs(
        'enqueued, connection opened, TLS success, delivery start, delivered, finished',
        'enqueued, connection opened, TLS success, delivery start, finished, delivered',
        [1, 2, 3, 4, 5, 6],
      ),
    );
    expect(successInOrder(logOf(ENQUEUED, CONNECTED, TLS, delivered(), FINISHED), MESSAGE)).toMatchObject({
      departs: { observed: 'enqueued, delivered, finished' },
    });
    expect(successInOrder(logOf(ENQUEUED), MESSAGE)).toMatchObject({ departs: { expected: 'a log line: Message finished' } });
  });
});

describe('connectionErrorTold', () => {
  const error = (domain: string, details = 'timeout', dcid = 5): Fact =>
    logLine(
      `TDC: Connection Error: DCID ${dcid} domain: ${domain} IP: 127.0.0.11 port: 25 details: ${details} interface: 127.0.0.1 reason: connection timed out`,
    );
  const check = (...facts: Fact[]) => connectionErrorTold(logOf(opened(1), ...facts), 'timeout', 'connection timed out');

  it('judges the first one', () => {
    expect(check(error('the.tdc.queue'), error('x'))).toBeUndefined();
    const expected = 'domain the.tdc.queue, details "timeout", reason "connection timed out", a DCID';
    expect(check(error(DOMAIN))).toEqual(departs(expected, textOf(error(DOMAIN)), [2]));
    expect(check(error('the.tdc.queue', 'reset'))).toHaveProperty('departs');
    expect(check(error('the.tdc.queue', 'timeout', 0))).toHaveProperty('departs');
    expect(connectionErrorTold(logOf(error('the.tdc.queue')), 'timeout', 'connection timed out')).toHaveProperty('departs');
    expect(check()).toEqual(departs('a log line: Connection Error', 'an empty log', []));
  });
});

describe('hardBounceTold', () => {
  const bad = `Bad destination host ('000', 'DNS Hard Error looking up ${DOMAIN} (MX) : NXDomain'])`;
  const bounced = ({ dcid = 0, mid = 7, rid = 0, status = '5.1.2' }): Fact =>
    logLine(`Bounced: DCID ${dcid} MID ${mid} to RID ${rid} - Bounced by destination server with response: ${status} - ${bad}`);
  const lines = [
    logLine(`DNS Error ${DOMAIN} MX - NXDomain`),
    logLine(`TDC: Hard bounced - 5.1.2 - ${bad}`),
    failed('Hard Bounced'),
    bounced({}),
  ];
  const check = (facts: readonly Fact[]) => hardBounceTold(caseOf({ evidence: logOf(ENQUEUED, ...facts) }), MESSAGE);

  it('wants all four lines, in order', () => {
    expect(check(lines)).toBeUndefined();
    expect(check(lines.toReversed())).toMatchObject({ departs: { observed: 'another order', evidence: [1, 5, 4, 3, 2] } });
  });

  it.each<readonly [number, Fact]>([
    [0, logLine('DNS Error other.example MX - NXDomain')],
    [0, logLine(`DNS Error ${DOMAIN} MX - ServFail`)],
    [1, logLine(`TDC: Hard bounced - 5.1.1 - ${bad}`)],
    [1, logLine(`TDC: Hard bounced - 5.1.2 - ${bad.replace(DOMAIN, 'other.example')}`)],
    [2, failed('Hard Bounced', 8)],
    [2, failed('Soft Bounced')],
    [3, bounced({ dcid: 1 })],
    [3, bounced({ mid: 8 })],
    [3, bounced({ rid: 1 })],
    [3, bounced({ status: '5.1.1' })],
  ])('is not content with line %i as %j', (index, line) => {
    expect(check(lines.with(index, line))).toHaveProperty('departs');
  });

  it.each([
    [0, `DNS Error ${DOMAIN} MX - NXDomain`],
    [1, 'Hard bounced - 5.1.2'],
    [2, 'MID 7 delivery failed: Hard Bounced'],
    [3, 'Bounced: DCID 0 MID 7 to RID 0 - 5.1.2'],
  ])('misses line %i', (index, what) => {
    expect(check(lines.toSpliced(index, 1))).toMatchObject({ departs: { expected: `a log line: ${what}`, evidence: [1, 2, 3, 4] } });
  });
});
