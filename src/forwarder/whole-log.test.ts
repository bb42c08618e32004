import { afterEach, expect, it } from 'vitest';
import { VirtualClock } from '../clock.ts';
import { startFakeIntake, startTestGateway } from './stand.testing.ts';

// The log of one message from its first to its last line, the original's delivery beside the copy's.

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

const HEAD = /^Mon Nov {2}2 09:0\d:\d\d 2026 Info: /;

it('tells a message in full: injection, policy, verdict, copy, original, refused recipient, close', async () => {
  const clock = new VirtualClock();
  const intake = await startFakeIntake();
  const nextHop = await startFakeIntake({
    disabledCommands: ['STARTTLS'],
    onRcptTo: ({ address }, _session, done) =>
      done(address.startsWith('gone') ? Object.assign(new Error('no such user'), { responseCode: 550 }) : null),
  });
  stops.push(
    () => intake.stop(),
    () => nextHop.stop(),
  );
  const gateway = await startTestGateway(clock, intake, {
    nextHop: { address: '127.0.0.1', port: nextHop.port },
    connections: { minimum: 1, limit: 1 },
  });
  stops.push(() => gateway.forwarder.stop());
  await gateway.hand(
    'matt@abc.example',
    ['b@company.test', 'gone@company.test'],
    'Message-ID: <1@abc.example>\r\nSubject: Testing\r\n\r\nx\r\n',
  );
  await clock.advance(10_000);
  expect(gateway.log.filter((line) => !HEAD.test(line))).toEqual([]);
  // Which of the two is connected first, and when the client leaves, is not laid down.
  const copyDcid = /TDC: Delivery start DCID (\d+)/.exec(gateway.log.join('\n'))?.[1];
  const told = gateway.log.map((line) =>
    line
      .replace(HEAD, '')
      .replace(/\bDCID (\d+)/, (_text, dcid) => (dcid === copyDcid ? 'DCID copy' : 'DCID own'))
      .replace(/port \d+/, 'port N')
      .replace(/protocol \S+ cipher \S+/, 'protocol P cipher C'),
  );
  const ofCopy = (line: string): boolean => /^TDC:|DCID copy|^Message finished/.test(line);
  const left = 'ICID 1 close';
  expect(told).toContain(left);
  expect(told.filter((line) => !ofCopy(line) && line !== left)).toEqual([
    'New SMTP ICID 1 interface InboundMail (127.0.0.1) address 127.0.0.1 reverse dns host unknown verified no',
    'ICID 1 ACCEPT SG None match ALL SBRS not enabled country not enabled',
    'Start MID 1 ICID 1',
    'MID 1 ICID 1 From: <matt@abc.example>',
    'MID 1 ICID 1 RID 0 To: <b@company.test>',
    'MID 1 ICID 1 RID 1 To: <gone@company.test>',
    "MID 1 Message-ID '<1@abc.example>'",
    'MID 1 Subject "Testing"',
    'MID 1 ready 52 bytes from <matt@abc.example>',
    'MID 1 matched all recipients for per-recipient policy DEFAULT in the inbound table',
    'MID 1 antivirus negative',
    'MID 1 queued for delivery',
    'New SMTP DCID own interface 127.0.0.1 address 127.0.0.1 port N',
    'Delivery start DCID own MID 1 to RID [0, 1]',
    'Message done DCID own MID 1 to RID [0]',
    'MID 1 RID [0] Response OK: message queued',
    "Bounced: DCID own MID 1 to RID 1 - 5.1.0 - Unknown address error ('550', ['no such user']) []",
    'DCID own close',
  ]);
  expect(told.filter(ofCopy)).toEqual([
    "TDC: MID 1 with Message-ID '<1@abc.example>' enqueued for forwarding to Cisco Secure Email Threat Defense to the message intake address copies@intake.test",
    'TDC: New SMTP DCID copy interface 127.0.0.1 address 127.0.0.1 port N',
    'DCID copy TLS success protocol P cipher C',
    'TDC: Delivery start DCID copy MID 1',
    'TDC: MID 1 successfully delivered for scanning with Cisco Secure Email Threat Defense.',
    'Message finished MID 1 done',
    'DCID copy close',
  ]);
});
