import { describe, expect, it } from 'vitest';
import { logSeen, readLogLine } from './mail-log.ts';

const NAME = 'Cisco Secure Email Threat Defense';
const read = (text: string) => readLogLine(`Wed Sep  6 21:19:22 2023 Info: ${text}`);

describe('readLogLine', () => {
  it.each([
    [
      `TDC: MID 14501404 with Message-ID '<O7af@gostrt-0>' enqueued for forwarding to ${NAME} to the message intake address 33c48e@beta.example`,
      { kind: 'enqueued', mid: 14501404, messageId: '<O7af@gostrt-0>', address: '33c48e@beta.example' },
    ],
    [
      'TDC: New SMTP DCID 4566150 interface 10.13.0.99 address 10.10.55.171 port 25',
      { kind: 'connection opened', dcid: 4566150, address: '10.10.55.171', port: 25 },
    ],
    [
      'DCID 4566150 TLS success protocol TLSv1.2 cipher ECDHE-RSA-AES128-GCM-SHA256',
      { kind: 'TLS success', dcid: 4566150, protocol: 'TLSv1.2', cipher: 'ECDHE-RSA-AES128-GCM-SHA256' },
    ],
    ['TDC: Delivery start DCID 4566150 MID 14501404', { kind: 'delivery start', dcid: 4566150, mid: 14501404 }],
    [`TDC: MID 14501404 successfully delivered for scanning with ${NAME}.`, { kind: 'delivered', mid: 14501404 }],
    ['Message finished MID 14501404 done', { kind: 'finished', mid: 14501404 }],
    [
      'TDC: Connection Error: DCID 36 domain: the.tdc.queue IP: 10.10.0.3 port: 25 details: timeout interface: 10.10.11.63 reason: connection timed out',
      {
        kind: 'connection error',
        dcid: 36,
        domain: 'the.tdc.queue',
        ip: '10.10.0.3',
        port: 25,
        details: 'timeout',
        reason: 'connection timed out',
      },
    ],
    [`TDC: MID 1450012 delivery failed to ${NAME}:TLS Error.`, { kind: 'failed', mid: 1450012, reason: 'TLS Error' }],
    [`TDC: MID 171 delivery failed to ${NAME}: Hard Bounced. `, { kind: 'failed', mid: 171, reason: 'Hard Bounced' }],
    ['DNS Error esa.example.com MX - NXDomain ', { kind: 'DNS error', host: 'esa.example.com', type: 'MX', error: 'NXDomain' }],
    [
      "TDC: Hard bounced - 5.1.2 - Bad destination host ('000', 'DNS Hard Error looking up esa.example.com (MX) : NXDomain'])",
      { kind: 'hard bounced', status: '5.1.2', host: 'esa.example.com' },
    ],
    [
      "Bounced: DCID 0 MID 171 to RID 0 - Bounced by destination server with response: 5.1.2 - Bad destination host ('000', ['DNS Hard Error looking up esa.example.com (MX) : NXDomain'])",
      { kind: 'bounced', dcid: 0, mid: 171, rid: 0, status: '5.1.2', host: 'esa.example.com' },
    ],
  ])('reads %s', (text, statement) => {
    expect(read(text).statement).toEqual(statement);
  });

  it('tells whether the connector marked the line', () => {
    expect(read('TDC: Delivery start DCID 1 MID 2').tdc).toBe(true);
    expect(read('Delivery start DCID 1 MID 2').tdc).toBe(false);
  });

  it('reads the form in which lines come by syslog', () => {
    expect(readLogLine('<166>Mar 17 18:24:37 mail_logs: Info: Message finished MID 5 done').statement).toEqual({
      kind: 'finished',
      mid: 5,
    });
    expect(readLogLine('<166>Mar 17 18:24:37 esa1 mail_logs: Info: Message finished MID 5 done').level).toBe('Info');
  });

  it.each([
    '<22>Mar  7 18:24:37 esa1.example.com mail_logs: Info: Message finished MID 5 done',
    'Mar 17 18:24:37 10.1.2.3 mail_logs: Info: Message finished MID 5 done',
    '2026-03-17T18:24:37+01:00 esa1 mail_logs: Info: Message finished MID 5 done',
    '2026-03-17T18:24:37.123456Z esa1 mail_logs[12]: Info: Message finished MID 5 done',
  ])('and in which a collector stores them: %s', (line) => {
    expect(readLogLine(line)).toMatchObject({ level: 'Info', statement: { kind: 'finished', mid: 5 } });
  });

  it.each([
    'mail_logs: Info: Message finished MID 5 done',
    'x Mar 17 18:24:37 mail_logs: Info: Message finished MID 5 done',
    'Mar 17 18:24:37 esa1 other_logs: Info: Message finished MID 5 done',
  ])('but not in any form: %s', (line) => {
    expect(readLogLine(line).level).toBe('');
  });

  it('finds nothing in a line without MID, and no level in a line of another form', () => {
    expect(read('TDC: Delivery start DCID 4566150').statement).toBeUndefined();
    expect(readLogLine('made up').level).toBe('');
  });
});

describe('logSeen', () => {
  it('gives every line with its place in the evidence and the time at which it was read', () => {
    const line = 'Wed Sep  6 21:19:22 2023 Info: Message finished MID 5 done';
    const seen = logSeen([
      { type: 'standChanged', what: 'x', seq: 1, atMs: 0 },
      { type: 'logLineRead', line, seq: 2, atMs: 1000 },
      { type: 'logLineRead', line: 'made up', seq: 3, atMs: 2000 },
    ]);
    expect(seen).toEqual([
      {
        line,
        level: 'Info',
        tdc: false,
        text: 'Message finished MID 5 done',
        statement: { kind: 'finished', mid: 5 },
        seq: 2,
        readAtMs: 1000,
      },
      { line: 'made up', level: '', tdc: false, text: '', statement: undefined, seq: 3, readAtMs: 2000 },
    ]);
  });
});
