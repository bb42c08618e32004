import { afterEach, describe, expect, it } from 'vitest';
import { WallClock } from '../wall-clock.ts';
import { standardParts } from './parts.ts';
import { type FakeIntake, startFakeIntake, startTestGateway, type TestGateway } from './stand.testing.ts';

const clock = new WallClock();
const stops: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

const stand = async (
  intakeOptions: Parameters<typeof startFakeIntake>[0] = {},
  overrides: Parameters<typeof startTestGateway>[2] = {},
  parts: Parameters<typeof startTestGateway>[3] = {},
): Promise<{ intake: FakeIntake; gateway: TestGateway }> => {
  const intake = await startFakeIntake(intakeOptions);
  stops.push(() => intake.stop());
  const gateway = await startTestGateway(clock, intake, overrides, parts);
  stops.push(() => gateway.forwarder.stop());
  return { intake, gateway };
};

const until = async (what: string, done: () => boolean): Promise<void> => {
  if (!(await clock.runUntil(done, 10_000))) throw new Error(`never came about: ${what}`);
};

const row = (gateway: TestGateway) => gateway.forwarder.counters()[0];
const texts = (gateway: TestGateway, mid: number): string[] =>
  gateway.log.map((line) => line.replace(/^.{24} Info: /, '')).filter((line) => new RegExp(`MID ${mid}\\b`).test(line));

const MESSAGE = 'Message-ID: <one@example.com>\r\nSubject: Testing\r\n\r\n.dot\r\n..two\r\nbody\r\n';

describe('forwarder', () => {
  it('delivers one copy over TLS and tells it in the documented lines and order', async () => {
    const { intake, gateway } = await stand();
    const reply = await gateway.hand('sender@example.com', ['user@example.net'], MESSAGE);
    expect(reply).toBe('250 ok: Message 1 accepted');
    await until('the copy is delivered', () => row(gateway)?.deliveredRecipients === 1);
    expect(intake.taken).toHaveLength(1);
    expect(intake.taken[0]).toMatchObject({ mailFrom: '', rcptTo: ['copies@intake.test'] });
    const received = intake.taken[0]?.bytes.toString('latin1') ?? '';
    expect(received).toContain(`${MESSAGE}\r\n--journal-`);
    expect(received).toContain('X-IronPort-RemoteIP: 127.0.0.1\r\n');
    const own = texts(gateway, 1).filter((line) => line.startsWith('TDC:') || line.startsWith('Message finished'));
    expect(own).toEqual([
      "TDC: MID 1 with Message-ID '<one@example.com>' enqueued for forwarding to Cisco Secure Email Threat Defense to the message intake address copies@intake.test",
      'TDC: Delivery start DCID 1 MID 1',
      'TDC: MID 1 successfully delivered for scanning with Cisco Secure Email Threat Defense.',
      'Message finished MID 1 done',
    ]);
    const lines = gateway.log.join('\n');
    expect(lines).toMatch(
      /TDC: New SMTP DCID 1 interface 127\.0\.0\.1 address 127\.0\.0\.1 port \d+\n[\s\S]*DCID 1 TLS success protocol TLSv1\.[23] cipher [\w-]+\n/,
    );
  });

  it('checks the certificate of an intake whose domain is an address against that address', async () => {
    const settings = { threatDefenseConnector: { defaultIntakeAddress: 'copies@[127.0.0.1]' } };
    const newRouter = standardParts.newRouter;
    const { intake, gateway } = await stand({}, settings, { newRouter });
    await gateway.hand('a@example.com', ['b@example.net'], MESSAGE);
    await until('the copy is delivered', () => row(gateway)?.deliveredRecipients === 1);
    expect(intake.taken[0]).toMatchObject({ rcptTo: ['copies@[127.0.0.1]'] });
  });

  it('opens three connections for one copy and closes all of them when idle', async () => {
    const { intake, gateway } = await stand({}, { connections: { idleCloseMs: 50 } });
    await gateway.hand('a@example.com', ['b@example.net'], MESSAGE);
    await until('three connections', () => intake.connections() === 3);
    expect(row(gateway)).toMatchObject({ connectionsOut: 3 });
    await until('none left', () => intake.connections() === 0);
    await until('all closed here', () => row(gateway)?.connectionsOut === 0);
  });

  it.each([
    { code: 550, deliveries: 1, softBounced: 0, reason: 'Hard Bounced' },
    { code: 451, deliveries: 2, softBounced: 1, reason: 'Soft Bounced' },
    { code: 552, deliveries: 2, softBounced: 1, reason: 'Soft Bounced' },
    { code: 421, deliveries: 2, softBounced: 1, reason: 'Soft Bounced' },
  ])('makes $deliveries attempts when RCPT TO is answered $code', async ({ code, deliveries, softBounced, reason }) => {
    const { gateway } = await stand(
      { onRcptTo: (_address, _session, done) => done(Object.assign(new Error('no'), { responseCode: code })) },
      { queue: { retryWaitMs: 20 } },
    );
    await gateway.hand('a@example.com', ['b@example.net'], MESSAGE);
    await until('the copy has failed', () => row(gateway)?.hardBounced === 1);
    expect(row(gateway)).toMatchObject({ activeRecipients: 0, deliveredRecipients: 0, softBounced, hardBounced: 1 });
    expect(texts(gateway, 1).filter((line) => line.startsWith('TDC: Delivery start'))).toHaveLength(deliveries);
    expect(texts(gateway, 1)).toContain(`TDC: MID 1 delivery failed to Cisco Secure Email Threat Defense: ${reason}.`);
  });

  it('sends nothing in clear when STARTTLS is not offered', async () => {
    const { intake, gateway } = await stand({ disabledCommands: ['STARTTLS'] });
    await gateway.hand('a@example.com', ['b@example.net'], MESSAGE);
    await until('the copy has failed', () => row(gateway)?.hardBounced === 1);
    expect(texts(gateway, 1)).toContain('TDC: MID 1 delivery failed to Cisco Secure Email Threat Defense: TLS Error.');
    expect(intake.taken).toHaveLength(0);
  });

  it('removes a copy from the queue in the middle of an attempt', async () => {
    const { gateway } = await stand({ onMailFrom: () => {} }, { queue: { lifeMs: 300 } });
    await gateway.hand('a@example.com', ['b@example.net'], MESSAGE);
    await until('the copy has failed', () => row(gateway)?.hardBounced === 1);
    expect(texts(gateway, 1).at(-1)).toBe('TDC: MID 1 delivery failed to Cisco Secure Email Threat Defense: Queue Timeout.');
    expect(gateway.log.join('\n')).toMatch(
      /TDC: Connection Error: DCID 1 domain: the\.tdc\.queue IP: 127\.0\.0\.1 port: \d+ details: timeout interface: 127\.0\.0\.1 reason: connection timed out/,
    );
  });

  it('splits a message by policy, journals what the policies say, and spares convicted mail', async () => {
    const { intake, gateway } = await stand(
      {},
      {
        policies: [
          { name: 'quiet', match: { recipients: ['quiet.test'] }, connector: 'no-scan' },
          { name: 'second', match: { recipients: ['second.test'] }, connector: { custom: 'other@intake.test' } },
        ],
      },
    );
    await gateway.hand('a@example.com', ['x@quiet.test', 'y@second.test', 'z@third.test', 'w@second.test'], MESSAGE);
    await until('two copies', () => row(gateway)?.deliveredRecipients === 2);
    expect(intake.taken.map(({ rcptTo }) => rcptTo[0]).sort()).toEqual(['copies@intake.test', 'other@intake.test']);
    const second = intake.taken.find(({ rcptTo }) => rcptTo[0] === 'other@intake.test')?.bytes.toString() ?? '';
    expect(second).toContain('Recipient: y@second.test\r\nRecipient: w@second.test\r\n');
    expect(second).not.toContain('third.test');
    const gtube = `${'XJS*C4JDBQADN1.NSBN3*2IDNEN*'}GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X`;
    await gateway.hand('a@example.com', ['z@third.test'], `Subject: x\r\n\r\n${gtube}\r\n`);
    expect(gateway.log.join('\n')).toContain('Message aborted MID 4 Dropped by CASE');
    expect(row(gateway)).toMatchObject({ activeRecipients: 0, deliveredRecipients: 2 });
  });

  it('delivers the original although the copy waits, with all its bytes', async () => {
    const nextHop = await startFakeIntake();
    stops.push(() => nextHop.stop());
    const { gateway } = await stand({ onMailFrom: () => {} }, { nextHop: { address: '127.0.0.1', port: nextHop.port } });
    await gateway.hand('a@example.com', ['b@example.net', 'c@example.net'], MESSAGE);
    await until('the original has arrived', () => nextHop.taken.length === 1);
    expect(nextHop.taken[0]).toMatchObject({ mailFrom: 'a@example.com', rcptTo: ['b@example.net', 'c@example.net'] });
    expect(nextHop.taken[0]?.bytes.toString().endsWith(MESSAGE)).toBe(true);
    expect(row(gateway)).toMatchObject({ activeRecipients: 1 });
  });

  it('keeps an 8 MiB message whole', async () => {
    const { intake, gateway } = await stand();
    const line = Buffer.from(`.${'x'.repeat(700)}\u00e9\r\n`);
    const message = Buffer.concat([Buffer.from('Subject: big\r\n\r\n'), ...Array.from({ length: 11_900 }, () => line)]);
    await gateway.hand('a@example.com', ['b@example.net'], message);
    await until('the copy is delivered', () => row(gateway)?.deliveredRecipients === 1);
    expect(intake.taken[0]?.bytes.includes(message)).toBe(true);
  });

  it('refuses a message over the limit with 552', async () => {
    const { gateway } = await stand({}, { maxMessageBytes: 1000 });
    const sent = gateway.hand('a@example.com', ['b@example.net'], `Subject: x\r\n\r\n${'y'.repeat(2000)}\r\n`);
    await expect(sent).rejects.toMatchObject({ responseCode: 552 });
    expect(row(gateway)).toMatchObject({ activeRecipients: 0 });
  });

  it('carries a hundred copies within the connection limits', async () => {
    let most = 0;
    const perConnection = new Map<string, number>();
    const { intake, gateway } = await stand(
      {
        onMailFrom: (_address, session, done) => {
          most = Math.max(most, intake.connections());
          perConnection.set(session.id, (perConnection.get(session.id) ?? 0) + 1);
          done();
        },
      },
      { connections: { limit: 5, messagesPerConnection: 7 } },
    );
    await Promise.all(Array.from({ length: 100 }, (_, index) => gateway.hand('a@example.com', [`b${index}@example.net`], MESSAGE)));
    await until('all copies are delivered', () => row(gateway)?.deliveredRecipients === 100);
    expect(intake.taken).toHaveLength(100);
    expect(most).toBeLessThanOrEqual(5);
    expect(Math.max(...perConnection.values())).toBeLessThanOrEqual(7);
  });
});
