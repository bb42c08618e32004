import { describe, expect, it } from 'vitest';
import { command, hurried, logOf, mail, reply, secured } from './case.testing.ts';
import { departs, inconclusive } from './finding.ts';
import { ehloAfterHandshake, failedOverTlsAlone, nothingInClear, protocolAtLeast, sentInClear, waitsForRealReply } from './tls.ts';

const EHLO = command(1, 'EHLO over TLS', 'EHLO gateway.example');
const NO_SESSION = inconclusive('no TLS session came about');

describe('nothingInClear', () => {
  it('passes mail inside TLS, and the commands that lead there', () => {
    const log = logOf(command(1, 'EHLO', 'EHLO a', false), command(1, 'STARTTLS', 'STARTTLS', false), secured(1), EHLO, mail(1));
    expect(nothingInClear(log)).toBeUndefined();
    expect(sentInClear(log)).toEqual([]);
  });

  it('shows every command in clear, the first one in words', () => {
    const log = logOf(mail(1), command(1, 'MAIL FROM', 'mail from:<>', false), command(1, 'DATA', 'DATA', false));
    expect(nothingInClear(log)).toEqual(departs('envelope and message inside TLS only', '"mail from:<>" in clear', [2, 3]));
  });

  it('proves nothing of a system that never spoke', () => {
    expect(nothingInClear(logOf(secured(1)))).toEqual(inconclusive('the system never spoke'));
  });
});

describe('protocolAtLeast', () => {
  it('compares every session', () => {
    expect(protocolAtLeast(logOf(secured(1, 'TLSv1.2'), secured(2)), 'TLSv1.2')).toBeUndefined();
    expect(protocolAtLeast(logOf(secured(1), secured(2, 'TLSv1.1'), secured(3, 'TLSv1')), 'TLSv1.2')).toEqual(
      departs('TLSv1.2 or newer', 'TLSv1.1', [2, 3]),
    );
    expect(protocolAtLeast([], 'TLSv1.2')).toEqual(NO_SESSION);
  });
});

describe('ehloAfterHandshake', () => {
  it.each([[EHLO], [command(1, 'QUIT', 'QUIT')], [mail(2)]])('passes %j', (next) => {
    expect(ehloAfterHandshake(logOf(command(1, 'EHLO', 'EHLO a', false), secured(1), next))).toBeUndefined();
  });

  it('shows the handshake and what came instead', () => {
    expect(ehloAfterHandshake(logOf(secured(1), mail(2), mail(1), EHLO))).toEqual(
      departs('EHLO first after the handshake', '"MAIL FROM:<>"', [1, 3]),
    );
    expect(ehloAfterHandshake(logOf(EHLO))).toEqual(NO_SESSION);
  });
});

describe('waitsForRealReply', () => {
  const answer = reply(1, 'EHLO over TLS', '250 ok\r\n');

  it('passes commands after the reply', () => {
    expect(waitsForRealReply(logOf(secured(1), EHLO, answer, mail(1)))).toBeUndefined();
  });

  it('shows a command before the reply, or without one', () => {
    expect(waitsForRealReply(logOf(secured(1), EHLO, mail(1), answer))).toEqual(
      departs('no command before the reply to EHLO', '"MAIL FROM:<>"', [3, 4]),
    );
    expect(waitsForRealReply(logOf(secured(1), EHLO, mail(1), reply(2, 'EHLO over TLS', '250 ok\r\n')))).toEqual(
      departs('no command before the reply to EHLO', '"MAIL FROM:<>"', [3]),
    );
  });
});

describe('waitsForRealReply, where the intake reads a command only once the last is answered', () => {
  const answer = reply(1, 'EHLO over TLS', '250 ok\r\n');
  const hurry = hurried(1, 'EHLO over TLS');
  const expected = 'no command before the reply to EHLO';

  it('knows from the bytes which command came early', () => {
    expect(waitsForRealReply(logOf(secured(1), EHLO, hurry, answer, mail(1)))).toEqual(departs(expected, '"MAIL FROM:<>"', [3, 4, 5]));
    expect(waitsForRealReply(logOf(secured(1), hurry, EHLO, answer, mail(1)))).toEqual(departs(expected, '"MAIL FROM:<>"', [2, 4, 5]));
  });

  it('shows bytes that were never read', () => {
    expect(waitsForRealReply(logOf(secured(1), EHLO, hurry))).toEqual(departs(expected, 'bytes that were never read as a command', [3]));
  });

  it('passes giving up, and hurry at another time or on another connection', () => {
    expect(waitsForRealReply(logOf(secured(1), EHLO, hurry, answer, command(1, 'QUIT', 'QUIT')))).toBeUndefined();
    expect(waitsForRealReply(logOf(hurry, secured(1), EHLO, answer, mail(1), hurry))).toBeUndefined();
    expect(waitsForRealReply(logOf(secured(1), secured(2), EHLO, hurried(2, 'EHLO over TLS'), answer, mail(1)))).toHaveProperty(
      'departs.evidence',
      [4],
    );
  });
});

describe('failedOverTlsAlone', () => {
  const failed = (reason: string) =>
    logOf({
      type: 'logLineRead',
      line: `Mon Nov  2 09:00:00 2026 Info: TDC: MID 7 delivery failed to Cisco Secure Email Threat Defense: ${reason}.`,
    });

  it('passes a copy that was delivered, or failed over TLS', () => {
    expect([failedOverTlsAlone([]), failedOverTlsAlone(failed('TLS Error'))]).toEqual([undefined, undefined]);
  });

  it('shows another reason', () => {
    expect(failedOverTlsAlone(failed('Hard Bounced'))).toEqual(
      departs('the copy delivered, or failed with "TLS Error"', 'failed with "Hard Bounced"', [1]),
    );
  });
});
