import { describe, expect, it } from 'vitest';
import { type Account, type Arrival, arrivalOf, problemsOf, readLine } from './crash-account.testing.ts';

// The judge of the crash test has to be able to find something.

const TDC = 'for forwarding to Cisco Secure Email Threat Defense to the message intake address';
const line = (atMs: number, text: string): string => `${atMs} Mon Nov  2 09:00:00 2026 Info: ${text}`;
const arrival = (atMs: number, mid: number, recipient: string): Arrival => ({
  atMs,
  mid,
  messageId: '<m@source.test>',
  recipients: [recipient],
});

/** One message to two policies, all well. */
const sound = {
  handedIn: [{ messageId: '<m@source.test>', recipients: ['a@one.test', 'b@two.test'], mid: 1 }],
  intakeAddresses: new Map([
    ['one.test', 'x@intake'],
    ['two.test', 'y@intake'],
  ]),
  copies: [arrival(20, 1, 'x@intake'), arrival(21, 2, 'y@intake')],
  originals: [arrival(22, 1, 'a@one.test'), arrival(23, 2, 'b@two.test')],
  log: [
    line(10, 'Start MID 1 ICID 1'),
    line(10, `TDC: MID 1 with Message-ID '<m@source.test>' enqueued ${TDC} x@intake`),
    line(10, `TDC: MID 2 with Message-ID '<m@source.test>' enqueued ${TDC} y@intake`),
  ].map(readLine),
} satisfies Account;
const told = (atMs: number, text: string): Account => ({ ...sound, log: [...sound.log, readLine(line(atMs, text))] });

describe('accounting after a crash', () => {
  it('finds nothing where all is well, nor for a message that was never answered', () => {
    expect(problemsOf(sound)).toEqual([]);
    const unanswered = { messageId: '<n@source.test>', recipients: ['a@one.test'], mid: undefined };
    expect(problemsOf({ ...sound, handedIn: [...sound.handedIn, unanswered] })).toEqual([]);
  });

  it('finds a lost copy, unless it was told as failed, and a lost original', () => {
    expect(problemsOf({ ...sound, copies: sound.copies.slice(1) })).toEqual(['copy MID 1 of <m@source.test> is lost']);
    const failed = told(30, 'TDC: MID 1 delivery failed to Cisco Secure Email Threat Defense: Queue Timeout.');
    expect(problemsOf({ ...failed, copies: sound.copies.slice(1) })).toEqual([]);
    expect(problemsOf({ ...sound, originals: sound.originals.slice(1) })).toEqual([
      'original MID 1 of <m@source.test> to a@one.test is lost',
    ]);
  });

  it('finds a copy that was never enqueued', () => {
    expect(problemsOf({ ...sound, log: sound.log.slice(0, 2), originals: [...sound.originals, arrival(24, 1, 'b@two.test')] })).toEqual([
      '<m@source.test> (MID 1) is owed to x@intake,y@intake, and enqueued for x@intake',
    ]);
  });

  it('finds a duplicate, unless it was told between the two', () => {
    const copies = [...sound.copies, arrival(40, 1, 'x@intake')];
    const untold = ['copy MID 1 x@intake came again, and nothing told that it might'];
    const text = 'TDC: MID 1 may have arrived already: its final dot was sent, but no reply to it was read';
    expect(problemsOf({ ...sound, copies })).toEqual(untold);
    expect(problemsOf({ ...told(30, text), copies })).toEqual([]);
    expect(problemsOf({ ...told(19, text), copies })).toEqual(untold);
    expect(problemsOf({ ...told(30, text.replace('MID 1', 'MID 2')), copies })).toEqual(untold);
    const originals = [...sound.originals, arrival(40, 2, 'b@two.test')];
    expect(problemsOf({ ...sound, originals })).toEqual(['original MID 2 b@two.test came again, and nothing told that it might']);
  });

  it('finds a number that was given twice', () => {
    expect(problemsOf(told(50, 'Start MID 1 ICID 7'))).toEqual(['MID 1 was given 2 times']);
  });

  it('reads which message it is from a copy and from an original', () => {
    const inner = 'X-IronPort-MID: 7\r\nReceived: from x\r\nMessage-ID: <s1-2@source.test>\r\n\r\n';
    const wanted = { atMs: 5, mid: 7, messageId: '<s1-2@source.test>', recipients: ['x@intake'] };
    expect(arrivalOf(Buffer.from(inner), ['x@intake'], 5)).toEqual(wanted);
    expect(arrivalOf(Buffer.from(`Message-ID: <journal@g.test>\r\n\r\n--b\r\n\r\n${inner}`), ['x@intake'], 5)).toEqual(wanted);
  });
});
