import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../clock.ts';
import { documentedLogFormat as format } from './log-format.ts';
import { logTime, MailLog } from './mail-log.ts';

const names = { dcid: 36, localAddress: '10.10.11.63', address: '10.10.0.3', port: 25 };

describe('log lines', () => {
  it.each([
    [
      'LOG-1',
      format.copyEnqueued(171, '<a@b>', 'c@d.test'),
      "TDC: MID 171 with Message-ID '<a@b>' enqueued for forwarding to Cisco Secure Email Threat Defense to the message intake address c@d.test",
    ],
    ['LOG-2', format.connectionOpened(true, names), 'TDC: New SMTP DCID 36 interface 10.10.11.63 address 10.10.0.3 port 25'],
    [
      'LOG-3',
      format.tlsSucceeded(36, 'TLSv1.2', 'ECDHE-RSA-AES128-GCM-SHA256'),
      'DCID 36 TLS success protocol TLSv1.2 cipher ECDHE-RSA-AES128-GCM-SHA256',
    ],
    ['LOG-4', format.copyDeliveryStarted(36, 171), 'TDC: Delivery start DCID 36 MID 171'],
    ['LOG-5', format.copyDelivered(171), 'TDC: MID 171 successfully delivered for scanning with Cisco Secure Email Threat Defense.'],
    ['LOG-6', format.messageFinished(171), 'Message finished MID 171 done'],
    [
      'LOG-8',
      format.connectionError(true, names, 'the.tdc.queue', 'timeout', 'connection timed out'),
      'TDC: Connection Error: DCID 36 domain: the.tdc.queue IP: 10.10.0.3 port: 25 details: timeout interface: 10.10.11.63 reason: connection timed out',
    ],
    ['LOG-9', format.copyFailed(171, 'TLS Error'), 'TDC: MID 171 delivery failed to Cisco Secure Email Threat Defense: TLS Error.'],
    ['LOG-10', format.dnsHardError('x.test', 'MX', 'NXDomain'), 'DNS Error x.test MX - NXDomain'],
    [
      'LOG-10',
      format.copyHardBounced('x.test', 'MX', 'NXDomain'),
      "TDC: Hard bounced - 5.1.2 - Bad destination host ('000', 'DNS Hard Error looking up x.test (MX) : NXDomain'])",
    ],
    [
      'LOG-10',
      format.copyBouncedByDns(171, 'x.test', 'MX', 'NXDomain'),
      "Bounced: DCID 0 MID 171 to RID 0 - Bounced by destination server with response: 5.1.2 - Bad destination host ('000', ['DNS Hard Error looking up x.test (MX) : NXDomain'])",
    ],
    ['LOG-12', format.subject(1, 'a\r\nFri\u0085\u2028b\x00'), 'MID 1 Subject "a\\x0d\\x0aFri\\x85\\x2028b\\x00"'],
  ])('%s', (_id, line, documented) => {
    expect(line).toBe(documented);
  });

  it('carry the time in UTC, the day padded with a space', () => {
    expect(logTime(Date.UTC(2023, 8, 6, 9, 3, 5))).toBe('Wed Sep  6 09:03:05 2023');
    const lines: string[] = [];
    new MailLog([{ write: (line) => void lines.push(line) }], new VirtualClock(Date.UTC(2024, 1, 16, 21, 19, 22))).info('text');
    expect(lines).toEqual(['Fri Feb 16 21:19:22 2024 Info: text']);
  });
});
