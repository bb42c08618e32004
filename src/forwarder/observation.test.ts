import { afterEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../clock.ts';
import type { GatewayConfigInput } from './config.ts';
import type { Forwarder } from './forwarder.ts';
import { startFakeIntake, startTestGateway } from './stand.testing.ts';

// What a gateway says of itself: counters, status texts and tracking, after real mail.

const MESSAGE = 'Message-ID: <one@example.com>\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n\r\nbody\r\n';
const stops: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

interface Seen {
  readonly forwarder: Forwarder;
  readonly clock: VirtualClock;
}

/** One message; the intake answers MAIL FROM as told, and `afterMs` have passed. */
const run = async (codes: readonly number[], afterMs: number, overrides: Partial<GatewayConfigInput> = {}): Promise<Seen> => {
  const clock = new VirtualClock();
  const left = [...codes];
  const intake = await startFakeIntake({
    onMailFrom: (_address, _session, done) => {
      const code = left.shift() ?? 250;
      done(code === 250 ? null : Object.assign(new Error('no'), { responseCode: code }));
    },
  });
  stops.push(() => intake.stop());
  const gateway = await startTestGateway(clock, intake, overrides);
  stops.push(() => gateway.forwarder.stop());
  await gateway.hand('a@example.com', ['b@example.net'], MESSAGE);
  await clock.advance(afterMs);
  return { forwarder: gateway.forwarder, clock };
};

const copyLines = ({ forwarder }: Seen): string[] =>
  (forwarder.tracked(1)?.lines ?? []).map(({ text }) => text).filter((text) => text.startsWith('TDC:'));

describe('counters', () => {
  it.each([
    { what: 'delivered', codes: [], figures: { deliveredRecipients: 1, softBounced: 0, hardBounced: 0 }, kinds: {} },
    { what: 'refused for now, then taken', codes: [451], figures: { deliveredRecipients: 1, softBounced: 1, hardBounced: 0 }, kinds: {} },
    { what: 'refused for now twice', codes: [451, 451], figures: { softBounced: 1, hardBounced: 1 }, kinds: { expired: 1 } },
    { what: 'refused for good', codes: [550], figures: { softBounced: 0, hardBounced: 1 }, kinds: { fiveXX: 1 } },
    { what: '552 twice', codes: [552, 552], figures: { softBounced: 1, hardBounced: 1 }, kinds: { fiveXX: 1 } },
  ])('tell a copy that was $what (COUNT-4)', async ({ codes, figures, kinds }) => {
    const { forwarder } = await run(codes, 110_000);
    expect(forwarder.hostCounters('the.tdc.queue')).toMatchObject({
      ...figures,
      activeRecipients: 0,
      unattemptedRecipients: 0,
      attemptedRecipients: 0,
      oldestMessageAtMs: undefined,
      hardBounces: { dns: 0, fiveXX: 0, filter: 0, expired: 0, other: 0, ...kinds },
    });
  });

  it('tell a copy that waits, since when, and one that grew too old', async () => {
    const { forwarder, clock } = await run([451], 20_000, { queue: { retryWaitMs: 300_000 } });
    const waiting = forwarder.hostCounters('the.tdc.queue');
    expect(waiting).toMatchObject({ activeRecipients: 1, attemptedRecipients: 1, unattemptedRecipients: 0 });
    expect(clock.now() - (waiting?.oldestMessageAtMs ?? 0)).toBe(20_000);
    await clock.advance(100_000);
    expect(forwarder.hostCounters('the.tdc.queue')).toMatchObject({
      activeRecipients: 0,
      attemptedRecipients: 0,
      hardBounces: { expired: 1 },
    });
  });
});

describe('tracking', () => {
  it('tells a success by exactly one line of the connector (TRACK-1)', async () => {
    const seen = await run([451], 110_000);
    expect(copyLines(seen)).toEqual(['TDC: Message 1 was successfully delivered for scanning with Cisco Secure Email Threat Defense.']);
    expect(seen.forwarder.tracked(1)).toMatchObject({
      mid: 1,
      sender: 'a@example.com',
      recipients: ['b@example.net'],
      subject: 'Grüße',
      messageId: '<one@example.com>',
      policy: 'DEFAULT',
      verdict: 'clean',
      state: 'delivered',
      original: 'discarded',
      copy: { intakeAddress: 'copies@intake.test', state: 'delivered', reason: null },
      splitFrom: null,
    });
  });

  it.each([
    [[550], 'Hard Bounced'],
    [[451, 451], 'Soft Bounced'],
  ])('tells a failure with its reason (TRACK-2): %j', async (codes, reason) => {
    const seen = await run(codes, 110_000);
    expect(copyLines(seen)).toEqual([`TDC: Message 1 delivery failed to Cisco Secure Email Threat Defense: ${reason}.`]);
    expect(seen.forwarder.tracked(1)).toMatchObject({ state: 'failed', copy: { state: 'failed', reason } });
  });
});
