import { afterEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../clock.ts';
import { ConfigError } from './config-error.ts';
import { startFakeIntake, startTestGateway } from './stand.testing.ts';

const MESSAGE = 'Subject: Testing\r\n\r\nbody\r\n';
const stops: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

/** A gateway whose intake refuses everything for now until `accepts` is set. */
const stand = async () => {
  const clock = new VirtualClock();
  const state = { accepts: true };
  const intake = await startFakeIntake({
    onMailFrom: (_address, _session, done) => done(state.accepts ? null : Object.assign(new Error('later'), { responseCode: 451 })),
  });
  stops.push(() => intake.stop());
  const gateway = await startTestGateway(clock, intake);
  stops.push(() => gateway.forwarder.stop());
  const hand = async (): Promise<void> => {
    await gateway.hand('a@example.com', ['b@example.net'], MESSAGE);
    await clock.advance(100);
  };
  const recipients = (): string[] => intake.taken.flatMap(({ rcptTo }) => rcptTo);
  return { clock, state, gateway, hand, recipients, row: () => gateway.forwarder.counters()[0] };
};

const DEFAULT = { connector: 'default' } as const;

describe('journaling changed while the gateway runs', () => {
  it('sends copies made after a change of the default address to the new one, and queued ones where they were to go (POLICY-9)', async () => {
    const { clock, state, gateway, hand, recipients } = await stand();
    state.accepts = false;
    await hand();
    gateway.forwarder.setJournaling({ threatDefenseConnector: { defaultIntakeAddress: 'new@intake.test' }, defaultPolicy: DEFAULT });
    state.accepts = true;
    await hand();
    expect(recipients()).toEqual(['new@intake.test']);
    await clock.advance(61_000);
    expect(recipients()).toEqual(['new@intake.test', 'copies@intake.test']);
  });

  it.each([
    ['the policy', { defaultPolicy: { connector: 'no-scan' } } as const],
    ['the connector', { threatDefenseConnector: { enabled: false, defaultIntakeAddress: 'copies@intake.test' }, defaultPolicy: DEFAULT }],
  ])('makes no more copies when %s is switched off, and still delivers what is queued (POLICY-10)', async (_what, settings) => {
    const { clock, state, gateway, hand, recipients, row } = await stand();
    state.accepts = false;
    await hand();
    expect(row()).toMatchObject({ activeRecipients: 1, softBounced: 1 });
    gateway.forwarder.setJournaling(settings);
    state.accepts = true;
    await hand();
    expect(row()).toMatchObject({ activeRecipients: 1, deliveredRecipients: 0 });
    await clock.advance(61_000);
    expect(recipients()).toEqual(['copies@intake.test']);
    expect(row()).toMatchObject({ activeRecipients: 0, deliveredRecipients: 1, hardBounced: 0 });
  });

  it('refuses Default without an address, says so, and goes on as before (POLICY-11)', async () => {
    const { gateway, hand, recipients } = await stand();
    const change = (): void => gateway.forwarder.setJournaling({ defaultPolicy: DEFAULT });
    expect(change).toThrow(ConfigError);
    expect(change).toThrow("defaultPolicy.connector: is 'default', but threatDefenseConnector.defaultIntakeAddress is not set");
    const policies = [{ name: 'staff', match: { recipients: ['example.net'] }, connector: 'default' as const }];
    expect(() => gateway.forwarder.setJournaling({ policies })).toThrow('policies[0].connector');
    await hand();
    expect(recipients()).toEqual(['copies@intake.test']);
  });
});
