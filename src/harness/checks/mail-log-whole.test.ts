import { describe, expect, it } from 'vitest';
import type { Fact } from '../../evidence/events.ts';
import { ADDRESS, caseOf, copyOf, logLine, logOf, sent } from './case.testing.ts';
import { departs, inconclusive } from './finding.ts';
import { dcidsMatchConnections, hasStatements, markedAlone, noConnectorLine, nothingMadeUp, someStoryEnded } from './mail-log-whole.ts';

const NAME = 'Cisco Secure Email Threat Defense';
const enqueued = (mid: number): Fact =>
  logLine(
    `TDC: MID ${mid} with Message-ID '<token-${mid}@sender.example>' enqueued for forwarding to ${NAME} to the message intake address ${ADDRESS}`,
  );
const started = (dcid: number, mid: number): Fact => logLine(`TDC: Delivery start DCID ${dcid} MID ${mid}`);
const delivered = (mid: number, mark = 'TDC: '): Fact => logLine(`${mark}MID ${mid} successfully delivered for scanning with ${NAME}.`);
const FINISHED = logLine('Message finished MID 1 done');

describe('statements of the log', () => {
  it('are counted by kind', () => {
    expect(hasStatements(logOf(delivered(1)), 'delivered')).toBe(true);
    expect(hasStatements(logOf(delivered(1)), 'delivered', 2)).toBe(false);
    expect([someStoryEnded(logOf(delivered(1))), someStoryEnded(logOf(FINISHED))]).toEqual([false, true]);
  });
});

describe('noConnectorLine', () => {
  it('shows every line of the connector', () => {
    expect(noConnectorLine(logOf(FINISHED))).toBeUndefined();
    expect(noConnectorLine(logOf(FINISHED, started(3, 1)))).toMatchObject({ departs: { expected: 'no TDC line', evidence: [2] } });
  });
});

describe('dcidsMatchConnections', () => {
  const copies = (...connections: number[]) =>
    connections.map((connection, index) => copyOf(`token-${index + 1}`, { seq: 20 + index, fact: { connection } }));
  const check = (dcids: readonly [number, number], connections: readonly [number, number]) =>
    dcidsMatchConnections(
      caseOf({
        evidence: logOf(enqueued(1), enqueued(2), started(dcids[0], 1), started(dcids[1], 2)),
        sent: [sent('token-1'), sent('token-2')],
        copies: copies(...connections),
      }),
    );

  it('wants one DCID for each connection', () => {
    expect(check([5, 6], [1, 2])).toBeUndefined();
    expect(check([5, 5], [1, 1])).toBeUndefined();
    expect(check([5, 5], [1, 2])).toEqual(departs('DCID 5 for one connection', 'it stands for connections 1 and 2', [4, 21]));
    expect(check([5, 6], [1, 1])).toEqual(departs('a DCID of its own for every connection', '2 DCIDs for 1 connections', []));
  });

  it('goes by the first delivery that the log tells of a message', () => {
    const evidence = logOf(enqueued(1), started(5, 1), started(6, 1), enqueued(2), started(5, 2));
    const file = caseOf({ evidence, sent: [sent('token-1'), sent('token-2')], copies: copies(1, 1) });
    expect(dcidsMatchConnections(file)).toBeUndefined();
  });

  it('cannot say without the copy, and departs without the lines', () => {
    const file = caseOf({ evidence: logOf(enqueued(1)), copies: copies(1) });
    expect(dcidsMatchConnections({ ...file, copies: [] })).toEqual(inconclusive('the copy of token-1 never came'));
    expect(dcidsMatchConnections(file)).toEqual(departs('a log line: Delivery start for MID 1', 'no such line', [1]));
    expect(dcidsMatchConnections({ ...file, evidence: [] })).toMatchObject({ departs: { observed: 'none' } });
  });
});

describe('markedAlone', () => {
  const marked = new Set(['enqueued', 'delivery start', 'delivered']);
  const check = (...facts: Fact[]) => markedAlone(logOf(...facts), 'TDC:', marked);

  it('wants the mark on these lines, and on no other', () => {
    expect(check(enqueued(1), delivered(1), FINISHED)).toBeUndefined();
    expect(check(enqueued(1), delivered(1, ''))).toMatchObject({ departs: { evidence: [2] } });
    expect(check(enqueued(1), logLine('TDC: Message finished MID 1 done'))).toMatchObject({
      departs: { expected: '"TDC:" before enqueued, delivery start, delivered alone', evidence: [2] },
    });
  });

  const connected = (dcid: number): Fact => logLine(`New SMTP DCID ${dcid} interface 127.0.0.1 address 127.0.0.11 port 25`);

  it('lets the delivery of an original go without, but not that of a copy', () => {
    const strict = (...facts: Fact[]) => markedAlone(logOf(...facts), 'TDC:', new Set([...marked, 'connection opened']));
    expect(strict(enqueued(1), connected(3), connected(4), started(5, 1), logLine('Delivery start DCID 4 MID 9'))).toBeUndefined();
    expect(strict(enqueued(1), logLine('Delivery start DCID 5 MID 1'))).toMatchObject({ departs: { evidence: [2] } });
    expect(strict(enqueued(1), connected(5), started(5, 1))).toMatchObject({ departs: { evidence: [2] } });
  });

  it('says nothing of a log without statements', () => {
    expect(check(logLine('something else'))).toEqual(inconclusive('the log says nothing of journal copies'));
  });
});

describe('nothingMadeUp', () => {
  it('shows lines of another form, and of a MID never given', () => {
    expect(nothingMadeUp(logOf(delivered(1)), 666)).toBeUndefined();
    expect(nothingMadeUp(logOf(delivered(1), delivered(666)), 666)).toMatchObject({ departs: { evidence: [2] } });
    expect(nothingMadeUp(logOf(logLine("TDC: MID 666 delivered.']) []")), 666)).toMatchObject({ departs: { evidence: [1] } });
    expect(nothingMadeUp(logOf(logLine('MID 1 Subject "x Info: TDC: MID 666 delivered"'), delivered(6661)), 666)).toBeUndefined();
    expect(nothingMadeUp(logOf({ type: 'logLineRead', line: ' folded' }), 666)).toEqual(
      departs('no line of the message’s own making', '" folded"', [1]),
    );
  });

  it('shows lines with a control character, a tab excepted', () => {
    expect(nothingMadeUp(logOf(logLine('MID 1 Subject "a\tb"')), 666)).toBeUndefined();
    for (const control of ['\u001b', '\u0085', '\u009b', '\u2028'])
      expect(nothingMadeUp(logOf(logLine(`MID 1 Subject "a${control}[2Kb"`)), 666)).toMatchObject({ departs: { evidence: [1] } });
  });
});
