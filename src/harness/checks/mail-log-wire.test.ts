import { describe, expect, it } from 'vitest';
import type { Fact } from '../../evidence/events.ts';
import {
  ADDRESS,
  caseOf,
  deliveredLine,
  enqueuedLine,
  failedLine,
  logLine,
  logOf,
  mail,
  OTHER_ADDRESS,
  opened,
  secured,
  sent,
} from './case.testing.ts';
import { departs, inconclusive } from './finding.ts';
import {
  enqueuedForEach,
  everyConnectionTold,
  everySessionTold,
  everyStartTold,
  everyStoryInOrder,
  failedOnce,
  someConnectionErrorTold,
} from './mail-log-wire.ts';

const connected = (dcid: number, address = '127.0.0.11'): Fact =>
  logLine(`TDC: New SMTP DCID ${dcid} interface 127.0.0.1 address ${address} port 25`);
const tls = (dcid: number): Fact => logLine(`DCID ${dcid} TLS success protocol TLSv1.3 cipher TLS_AES_256_GCM_SHA384`);
const started = (dcid: number, mid: number): Fact => logLine(`TDC: Delivery start DCID ${dcid} MID ${mid}`);
const finished = (mid: number): Fact => logLine(`Message finished MID ${mid} done`);
const MESSAGE = sent('token-1');
const file = (...facts: Fact[]) => caseOf({ evidence: logOf(...facts) });
const blamed = (finding: ReturnType<typeof everyStoryInOrder>) =>
  finding !== undefined && 'departs' in finding ? finding.departs.requirements : finding;

describe('everyConnectionTold', () => {
  it('wants one line for each connection, and no line for one that never was', () => {
    expect(everyConnectionTold(file(opened(1), opened(2), connected(5), connected(6)))).toBeUndefined();
    expect(everyConnectionTold(file(opened(1), opened(2), connected(5)))).toEqual(
      departs('lines for connections: 2 x 127.0.0.11 port 25', '1 x 127.0.0.11 port 25', [1, 2, 3]),
    );
    expect(everyConnectionTold(file(opened(1), connected(5), connected(6)))).toHaveProperty('departs');
  });

  it('wants a DCID of its own for each', () => {
    expect(everyConnectionTold(file(opened(1), opened(2), connected(5), connected(5)))).toMatchObject({
      departs: { observed: '1 DCIDs for 2 connections' },
    });
  });

  it('passes over connections of ordinary delivery, and proves nothing without any', () => {
    expect(everyConnectionTold(file(opened(1), connected(4, '10.0.0.1'), connected(5)))).toBeUndefined();
    expect(everyConnectionTold(file(connected(5)))).toEqual(inconclusive('no connection was ever opened'));
  });
});

describe('everySessionTold', () => {
  it('wants one line for each session, with its protocol and cipher', () => {
    expect(everySessionTold(file(secured(1), secured(2), tls(5), tls(6)))).toBeUndefined();
    expect(everySessionTold(file(secured(1), secured(2, 'TLSv1.2'), tls(5), tls(6)))).toHaveProperty('departs');
    expect(everySessionTold(file(secured(1), tls(5), tls(6)))).toHaveProperty('departs');
    expect(everySessionTold(file(opened(1), secured(1), connected(5), tls(5)))).toBeUndefined();
    expect(everySessionTold(file(opened(1), secured(1), connected(5), tls(6)))).toMatchObject({
      departs: { expected: 'the DCID of a connection to the intake' },
    });
    expect(everySessionTold(file(tls(5)))).toEqual(inconclusive('no TLS session came about'));
  });
});

describe('everyStartTold', () => {
  const wire = [opened(1), secured(1), mail(1), mail(1)];
  const check = (...facts: Fact[]) => everyStartTold(file(...wire, enqueuedLine(7, 'token-1'), connected(5), ...facts), MESSAGE);

  it('wants a line for each transaction, on a connection that was told of before', () => {
    expect(check(started(5, 7), started(5, 8), started(5, 7))).toBeUndefined();
    expect(check(started(5, 7))).toMatchObject({ departs: { observed: '1 times' } });
    expect(check(started(5, 7), started(6, 7))).toMatchObject({ departs: { expected: 'a DCID that was opened before' } });
    expect(check(connected(6, '10.0.0.1'), started(5, 7), started(6, 7))).toHaveProperty('departs');
  });

  it('proves nothing without a transaction', () => {
    expect(everyStartTold(file(opened(1), enqueuedLine(7, 'token-1')), MESSAGE)).toHaveProperty('inconclusive');
  });
});

describe('everyStoryInOrder', () => {
  const both = [sent('token-1'), sent('token-2')];
  const wire = [opened(1), secured(1)];
  const check = (...facts: Fact[]) => everyStoryInOrder(caseOf({ evidence: logOf(...wire, ...facts), sent: both }));
  const begin = [enqueuedLine(7, 'token-1'), enqueuedLine(8, 'token-2'), connected(5), tls(5)];

  it('follows each message through the lines of the others', () => {
    expect(check(...begin, started(5, 7), deliveredLine(7), started(5, 8), finished(7), deliveredLine(8), finished(8))).toBeUndefined();
  });

  it('goes by the last start of a message that was tried twice', () => {
    const twice = [started(5, 7), started(5, 8), deliveredLine(8), finished(8), started(5, 7), deliveredLine(7), finished(7)];
    expect(check(...begin, ...twice)).toBeUndefined();
  });

  it('blames the line that is missing or told twice, or else the order', () => {
    const second = [started(5, 8), deliveredLine(8), finished(8)];
    expect(blamed(check(...begin, deliveredLine(7), finished(7), ...second))).toEqual(['LOG-4']);
    expect(blamed(check(...begin, started(5, 7), finished(7), ...second))).toEqual(['LOG-5']);
    expect(blamed(check(...begin, started(5, 7), deliveredLine(7), ...second))).toEqual(['LOG-6']);
    expect(blamed(check(...begin, started(5, 7), finished(7), deliveredLine(7), ...second))).toEqual(['LOG-7']);
  });

  it('wants the connection opened and secured before', () => {
    const stories = (dcid: number) => [7, 8].flatMap((mid) => [started(dcid, mid), deliveredLine(mid), finished(mid)]);
    const enqueued = begin.slice(0, 2);
    expect(blamed(check(...enqueued, tls(5), connected(5), ...stories(5)))).toEqual(['LOG-7']);
    expect(blamed(check(...enqueued, tls(5), ...stories(5)))).toEqual(['LOG-2']);
    expect(blamed(check(...enqueued, connected(5), ...stories(5)))).toEqual(['LOG-3']);
    expect(blamed(check(...begin, ...stories(6)))).toEqual(['LOG-7']);
  });

  it('departs for a message that was never enqueued, and proves nothing without messages', () => {
    expect(check(enqueuedLine(7, 'token-1'))).toHaveProperty('departs');
    expect(everyStoryInOrder(caseOf({ sent: [] }))).toHaveProperty('inconclusive');
  });
});

describe('enqueuedForEach', () => {
  const lines = [enqueuedLine(7, 'token-1'), enqueuedLine(8, 'token-1', OTHER_ADDRESS), enqueuedLine(9, 'token-2')];

  it('wants a line for each address, each with a MID of its own', () => {
    expect(enqueuedForEach(file(...lines), MESSAGE, [OTHER_ADDRESS, ADDRESS])).toBeUndefined();
    expect(enqueuedForEach(file(...lines), MESSAGE, [ADDRESS])).toHaveProperty('departs');
    expect(enqueuedForEach(file(enqueuedLine(7, 'token-1')), MESSAGE, [ADDRESS, ADDRESS])).toMatchObject({
      departs: { expected: `lines of enqueueing: 2 x ${ADDRESS}`, observed: `1 x ${ADDRESS}` },
    });
    const sameMid = [enqueuedLine(7, 'token-1'), enqueuedLine(7, 'token-1', OTHER_ADDRESS)];
    expect(enqueuedForEach(file(...sameMid), MESSAGE, [ADDRESS, OTHER_ADDRESS])).toMatchObject({
      departs: { observed: '1 MIDs for 2 copies' },
    });
  });
});

describe('failures', () => {
  const error = (domain: string, ip: string, details = 'x', reason = 'y'): Fact =>
    logLine(
      `TDC: Connection Error: DCID 3 domain: ${domain} IP: ${ip} port: 25 details: ${details} interface: 127.0.0.1 reason: ${reason}`,
    );

  it('name the host, in one of several lines', () => {
    const right = error('the.tdc.queue', '10.0.0.1');
    expect(someConnectionErrorTold(file(error('the.tdc.queue', '10.0.0.2'), right), ['10.0.0.1'])).toBeUndefined();
    for (const wrong of [error('intake.example', '10.0.0.1'), error('the.tdc.queue', '10.0.0.2'), error('the.tdc.queue', '10.0.0.1', '')]) {
      expect(someConnectionErrorTold(file(wrong), ['10.0.0.1'])).toHaveProperty('departs');
    }
    expect(someConnectionErrorTold(file(), ['10.0.0.1'])).toEqual(departs('a log line: Connection Error', 'an empty log', []));
  });

  it('are told once, with a reason and without a success', () => {
    const enqueued = enqueuedLine(7, 'token-1');
    expect(failedOnce(file(enqueued, failedLine(7), failedLine(8)), MESSAGE)).toBeUndefined();
    expect(failedOnce(file(enqueued), MESSAGE)).toEqual(departs('a log line: delivery failed', 'no such line', [1]));
    for (const more of [[failedLine(7), failedLine(7)], [failedLine(7), deliveredLine(7)], [failedLine(7, '')]]) {
      expect(failedOnce(file(enqueued, ...more), MESSAGE)).toHaveProperty('departs');
    }
    expect(failedOnce(file(failedLine(7)), MESSAGE)).toMatchObject({ departs: { observed: 'none' } });
  });
});
