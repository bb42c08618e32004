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

  // The ordinary lines around a message, as the vendor's manuals and real logs show them.
  const ordinary = { dcid: 63, localAddress: '10.10.192.50', address: '10.13.101.31', port: 25 };
  const reply = (code: number, text: string) => ({ code, lines: [text] });
  it.each([
    [
      format.injectionOpened(3160, 'Data Port', '10.10.1.12', '10.10.1.5'),
      'New SMTP ICID 3160 interface Data Port (10.10.1.12) address 10.10.1.5 reverse dns host unknown verified no',
    ],
    [format.injectionAccepted(3160), 'ICID 3160 ACCEPT SG None match ALL SBRS not enabled country not enabled'],
    [format.messageStarted(64855, 3160), 'Start MID 64855 ICID 3160'],
    [format.messageFrom(64855, 3160, 'matt@abc.example'), 'MID 64855 ICID 3160 From: <matt@abc.example>'],
    [format.messageTo(64855, 3160, 0, 'matthew@example.com'), 'MID 64855 ICID 3160 RID 0 To: <matthew@example.com>'],
    [format.messageId(64855, '<1@abc.example>'), "MID 64855 Message-ID '<1@abc.example>'"],
    [format.subject(64855, 'Testing'), 'MID 64855 Subject "Testing"'],
    [format.ready(64855, 494, 'matt@abc.example'), 'MID 64855 ready 494 bytes from <matt@abc.example>'],
    [
      format.matchedPolicy(64855, 'mail_policy_one', 'inbound'),
      'MID 64855 matched all recipients for per-recipient policy mail_policy_one in the inbound table',
    ],
    [format.injectionClosed(3160), 'ICID 3160 close'],
    [format.scannedClean(64855), 'MID 64855 antivirus negative'],
    [format.queued(64855), 'MID 64855 queued for delivery'],
    [
      format.connectionOpened(false, { dcid: 7436, localAddress: '10.10.1.12', address: '10.10.1.25', port: 25 }),
      'New SMTP DCID 7436 interface 10.10.1.12 address 10.10.1.25 port 25',
    ],
    [format.tlsSucceeded(30, 'TLSv1.2', 'ECDHE-RSA-AES256-SHA384'), 'DCID 30 TLS success protocol TLSv1.2 cipher ECDHE-RSA-AES256-SHA384'],
    [format.deliveryStarted(30, 14, [0]), 'Delivery start DCID 30 MID 14 to RID [0]'],
    [format.deliveryDone(30, 14, [0, 2]), 'Message done DCID 30 MID 14 to RID [0, 2]'],
    [
      format.response(14, [0], reply(250, '2.6.0 <1@abc.example> Queued mail for delivery')),
      'MID 14 RID [0] Response 2.6.0 <1@abc.example> Queued mail for delivery',
    ],
    [format.messageFinished(14), 'Message finished MID 14 done'],
    [format.connectionClosed(8), 'DCID 8 close'],
    [
      format.bounced(3, 4, 0, reply(550, '<george@abc.example>... Relaying denied')),
      "Bounced: DCID 3 MID 4 to RID 0 - 5.1.0 - Unknown address error ('550', ['<george@abc.example>... Relaying denied']) []",
    ],
    [
      format.delayed(5, 4, 0, reply(466, 'Mailbox temporarily full.')),
      "Delayed: DCID 5 MID 4 to RID 0 - 4.1.0 - Unknown address error ('466', ['Mailbox temporarily full.'])[]",
    ],
    [format.dnsTemporaryError('structure.example', 'MX', 'ServFail'), 'DNS Temporary Failure structure.example MX - ServFail'],
    [
      format.connectionError(false, ordinary, 'd.example', '[Errno 0] Error', 'network error'),
      'Connection Error: DCID 63 domain: d.example IP: 10.13.101.31 port: 25 details: [Errno 0] Error interface: 10.10.192.50 reason: network error',
    ],
    [format.tlsFailed(80167, 'STARTTLS unexpected response'), 'DCID 80167 TLS failed: STARTTLS unexpected response'],
    [format.tlsRequired(8, '192.0.2.140'), 'DCID 8 IP 192.0.2.140 TLS was required but could not be successfully negotiated'],
  ])('%s', (line, documented) => {
    expect(line).toBe(documented);
  });

  it('carry the time in UTC, the day padded with a space', () => {
    expect(logTime(Date.UTC(2023, 8, 6, 9, 3, 5))).toBe('Wed Sep  6 09:03:05 2023');
    const lines: string[] = [];
    new MailLog([{ write: (line) => void lines.push(line) }], new VirtualClock(Date.UTC(2024, 1, 16, 21, 19, 22))).info('text');
    expect(lines).toEqual(['Fri Feb 16 21:19:22 2024 Info: text']);
  });
});
