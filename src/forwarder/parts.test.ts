import { afterEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../clock.ts';
import { DestinationCounter } from './counters.ts';
import { type ForwarderParts, standardParts } from './parts.ts';
import { documentedRetryTable } from './retry-table.ts';
import { standardDialogue } from './smtp-client/dialogue.ts';
import { type FakeIntake, startFakeIntake, startTestGateway, type TestGateway } from './stand.testing.ts';

const MESSAGE = 'Subject: Testing\r\n\r\n..body\r\n';
const stops: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

interface Seen {
  readonly clock: VirtualClock;
  readonly intake: FakeIntake;
  readonly gateway: TestGateway;
  readonly mailFroms: number;
}

/** One message through a gateway with these parts, and 300 s; the intake answers MAIL FROM with `code`. */
const run = async (parts: Partial<ForwarderParts>, code = 250): Promise<Seen> => {
  const clock = new VirtualClock();
  let mailFroms = 0;
  const intake = await startFakeIntake({
    onMailFrom: (_address, _session, done) => {
      mailFroms += 1;
      done(code === 250 ? null : Object.assign(new Error('no'), { responseCode: code }));
    },
  });
  stops.push(() => intake.stop());
  const gateway = await startTestGateway(clock, intake, {}, parts);
  stops.push(() => gateway.forwarder.stop());
  await gateway.hand('a@example.com', ['b@example.net'], MESSAGE);
  await clock.advance(300_000);
  return { clock, intake, gateway, mailFroms };
};

describe('a forwarder with one part exchanged', () => {
  it('is measured against the standard one', async () => {
    expect((await run({}, 451)).mailFroms).toBe(2);
    const { intake } = await run({});
    expect(intake.taken[0]?.bytes.includes(MESSAGE)).toBe(true);
  });

  it('makes a third attempt', async () => {
    const retryTable: ForwarderParts['retryTable'] = (outcome, facts) =>
      documentedRetryTable(outcome, { retryWaitMs: 30_000, attempts: facts.attempts - 1 });
    expect((await run({ retryTable }, 451)).mailFroms).toBe(3);
  });

  it('removes a copy early', async () => {
    const { gateway, mailFroms } = await run({ copyLifeMs: (configured) => configured - 70_000 }, 451);
    expect(mailFroms).toBe(1);
    expect(gateway.log.at(-1)).toContain('Queue Timeout');
  });

  it('keeps to two connections', async () => {
    const two = { ...standardParts.connectionPolicy, wanted: () => 2 };
    const { gateway } = await run({ connectionPolicy: two });
    expect(gateway.log.filter((line) => line.includes('New SMTP DCID'))).toHaveLength(2);
  });

  it('speaks of the envelope in clear', async () => {
    const { mailFroms } = await run({
      dialogue: {
        ...standardDialogue,
        open: async (channel, settings, secured) => {
          await channel.hear(settings.timeouts.greetingMs);
          await channel.command('EHLO early.test', settings.timeouts.commandMs);
          await channel.command('MAIL FROM:<early@example.com>', settings.timeouts.commandMs);
          await channel.command('RSET', settings.timeouts.commandMs);
          return { kind: 'failed', failure: { kind: 'tls error', detail: String(secured.length) } };
        },
      },
    });
    expect(mailFroms).toBeGreaterThan(0);
  });

  it('leaves dots as they are', async () => {
    const { intake } = await run({
      newDotStuffer: () => ({ push: (chunk, out) => void out.push(chunk), finish: () => Buffer.from('.\r\n') }),
    });
    expect(intake.taken[0]?.bytes.includes(MESSAGE)).toBe(false);
  });

  it('counts, shows and tracks wrongly', async () => {
    class Forgetful extends DestinationCounter {
      override softBounced(): void {}
    }
    const { gateway } = await run(
      {
        newCounter: (host, now) => new Forgetful(host, now),
        tophosts: () => 'nothing to see',
        hostStatus: (host) => `all is well with ${host.host}`,
        trackingFormat: { ...standardParts.trackingFormat, copyFailed: (mid) => `TDC: Message ${mid} is gone` },
      },
      451,
    );
    const { forwarder } = gateway;
    expect(forwarder.counters()[0]).toMatchObject({ softBounced: 0, hardBounced: 1 });
    expect([forwarder.tophosts(), forwarder.hostStatus('the.tdc.queue')]).toEqual(['nothing to see', 'all is well with the.tdc.queue']);
    expect(forwarder.tracked(1)?.lines.at(-1)?.text).toBe('TDC: Message 1 is gone');
  });

  it('sends copies elsewhere, logs something else, and journals nothing', async () => {
    const wrong = await run({ intakeAddress: () => 'wrong@intake.test' });
    expect(wrong.intake.taken[0]?.rcptTo).toEqual(['wrong@intake.test']);
    const silent = await run({ logFormat: { ...standardParts.logFormat, copyDelivered: () => 'TDC: delivered' } });
    expect(silent.gateway.log.some((line) => line.endsWith('Info: TDC: delivered'))).toBe(true);
    expect((await run({ journals: () => false })).intake.taken).toEqual([]);
  });
});
