import { describe, expect, it } from 'vitest';
import type { Evidence, Fact } from '../../evidence/events.ts';
import { attemptsFor, attemptsSeen } from './attempts.ts';

const DOMAIN = 'intake.example';

/** A log of facts, each with the second at which it came. */
const logOf = (...facts: readonly (readonly [second: number, fact: Fact])[]): Evidence[] =>
  facts.map(([second, fact], index) => ({ ...fact, seq: index + 1, atMs: second * 1000 }));

const opened = (connection: number, round: number): Fact => ({
  type: 'connectionOpened',
  connection,
  round,
  host: 'mx1.intake.example',
  localAddress: '127.0.0.2',
  localPort: 25,
  remoteAddress: '127.0.0.1',
  remotePort: 40_000 + connection,
});
const fired = (connection: number): Fact => ({
  type: 'ruleFired',
  ruleId: 'r',
  layer: 'smtp',
  action: '421',
  connection,
  stage: 'greeting',
});
const command = (connection: number, stage: 'MAIL FROM' | 'RCPT TO', line: string): Fact => ({
  type: 'commandReceived',
  connection,
  stage,
  line,
  secure: true,
});
const mail = (connection: number): Fact => command(connection, 'MAIL FROM', 'MAIL FROM:<>');
const query = (number: number, qtype = 'MX', name = DOMAIN): Fact => ({
  type: 'dnsQueryReceived',
  query: number,
  name,
  qtype,
  transport: 'udp',
  from: '',
});
const answer = (number: number, rcode: string): Fact => ({ type: 'dnsAnswerSent', query: number, rcode, answers: [], truncated: false });

const kinds = (log: readonly Evidence[]): string[] => attemptsSeen(log, DOMAIN).map((attempt) => attempt.kind);

describe('attemptsSeen', () => {
  it('counts every transaction', () => {
    expect(kinds(logOf([0, opened(1, 1)], [0, mail(1)], [60, mail(1)]))).toEqual(['transaction', 'transaction']);
  });

  it('takes connections of one round that failed before MAIL FROM as one attempt', () => {
    const log = logOf([0, opened(1, 1)], [0, opened(2, 1)], [0, opened(3, 1)], [0, fired(1)], [0, fired(2)], [0, fired(3)]);
    expect(kinds(log)).toEqual(['connection']);
  });

  it('does not count MAIL FROM in clear before STARTTLS beside the one inside', () => {
    const clear: Fact = { type: 'commandReceived', connection: 1, stage: 'MAIL FROM', line: 'MAIL FROM:<>', secure: false };
    const startTls: Fact = { type: 'commandReceived', connection: 1, stage: 'STARTTLS', line: 'STARTTLS', secure: false };
    expect(kinds(logOf([0, opened(1, 1)], [0, clear], [0, startTls], [0, mail(1)]))).toEqual(['transaction']);
    expect(kinds(logOf([0, opened(1, 1)], [0, clear], [60, clear]))).toEqual(['transaction', 'transaction']);
  });

  it('takes failing rounds apart', () => {
    expect(kinds(logOf([0, opened(1, 1)], [0, fired(1)], [60, opened(2, 2)], [60, fired(2)]))).toEqual(['connection', 'connection']);
  });

  it('does not count a connection that met no fault and carried nothing', () => {
    expect(kinds(logOf([0, opened(1, 1)], [0, opened(2, 1)], [0, mail(1)]))).toEqual(['transaction']);
  });

  it('counts a failed connection and a later transaction on a spare one as two', () => {
    expect(kinds(logOf([0, opened(1, 1)], [0, opened(2, 1)], [0, fired(1)], [60, mail(2)]))).toEqual(['connection', 'transaction']);
  });

  it('takes failed look-ups close together as one attempt, and those far apart as two', () => {
    const failing = (second: number, number: number): (readonly [number, Fact])[] => [
      [second, query(number)],
      [second, answer(number, 'SERVFAIL')],
    ];
    expect(kinds(logOf(...failing(0, 1), ...failing(1, 2), ...failing(60, 3)))).toEqual(['lookup', 'lookup']);
  });

  it('counts a look-up that was dropped by a rule', () => {
    const dropped: Fact = { type: 'ruleFired', ruleId: 'r', layer: 'dns', action: 'noAnswer', query: 1 };
    expect(kinds(logOf([0, query(1)], [0, dropped]))).toEqual(['lookup']);
  });

  it('counts neither a look-up that was answered nor one of another domain', () => {
    expect(
      kinds(logOf([0, query(1)], [0, answer(1, 'NOERROR')], [0, query(2, 'MX', 'other.example')], [0, answer(2, 'SERVFAIL')])),
    ).toEqual([]);
  });
});

describe('attemptsFor', () => {
  it('counts the transactions that name one recipient, in any case', () => {
    const log = logOf(
      [0, command(1, 'RCPT TO', 'RCPT TO:<a@intake.example>')],
      [0, command(1, 'RCPT TO', 'RCPT TO:<b@intake.example>')],
      [60, command(1, 'RCPT TO', 'rcpt to:<A@INTAKE.EXAMPLE>')],
    );
    expect(attemptsFor(log, 'a@intake.example').map((attempt) => attempt.atMs)).toEqual([0, 60_000]);
  });
});

describe('look-ups', () => {
  const silent = (number: number): Fact => ({
    type: 'dnsAnswerSent',
    query: number,
    rcode: 'none',
    answers: [],
    truncated: false,
    ruleId: 'r',
  });

  it('five seconds after an answer are another attempt, after silence the same one', () => {
    const answered = logOf(
      [0, query(1)],
      [0, answer(1, 'SERVFAIL')],
      [1, query(2)],
      [1, answer(2, 'SERVFAIL')],
      [6, query(3)],
      [6, answer(3, 'SERVFAIL')],
    );
    expect(kinds(answered)).toEqual(['lookup', 'lookup']);
    expect(kinds(logOf([0, query(1)], [0, silent(1)], [5, query(2)], [5, silent(2)], [21, query(3)], [21, silent(3)]))).toEqual([
      'lookup',
      'lookup',
    ]);
  });
});
