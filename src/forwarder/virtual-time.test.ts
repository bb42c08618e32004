import { afterEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../clock.ts';
import type { Router } from './mx.ts';
import { INTAKE_HOST, startFakeIntake, startTestGateway } from './stand.testing.ts';

const MESSAGE = 'Message-ID: <one@example.com>\r\nSubject: Testing\r\n\r\nbody\r\n';
const stops: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

const stand = async (intakeOptions: Parameters<typeof startFakeIntake>[0], router?: Router) => {
  const clock = new VirtualClock();
  const begun = clock.now();
  const intake = await startFakeIntake(intakeOptions);
  stops.push(() => intake.stop());
  const gateway = await startTestGateway(clock, intake, {}, router === undefined ? {} : { newRouter: () => router });
  stops.push(() => gateway.forwarder.stop());
  await gateway.hand('a@example.com', ['b@example.net'], MESSAGE);
  const row = () => gateway.forwarder.counters()[0];
  return { clock, intake, gateway, row, elapsed: () => clock.now() - begun };
};

describe('forwarder in virtual time', () => {
  it('retries once after a minute', async () => {
    const { clock, row, elapsed } = await stand({
      onMailFrom: (_address, _session, done) => done(Object.assign(new Error('later'), { responseCode: 451 })),
    });
    expect(await clock.runUntil(() => row()?.softBounced === 1, 1000)).toBe(true);
    expect(await clock.runUntil(() => row()?.hardBounced === 1, 119_000)).toBe(true);
    expect(elapsed()).toBe(60_000);
  });

  it('removes a copy at 120 s, neither before nor after, while the intake says nothing', async () => {
    const begun: (() => void)[] = [];
    const { clock, row } = await stand({ onMailFrom: () => void begun.push(clockHold()) });
    function clockHold(): () => void {
      return clock.ledger.hold('stalled at MAIL FROM');
    }
    await clock.advance(119_999);
    expect(row()).toMatchObject({ activeRecipients: 1, hardBounced: 0 });
    await clock.advance(1);
    expect(row()).toMatchObject({ activeRecipients: 0, hardBounced: 1 });
    expect(begun).toHaveLength(1);
    // The stalled connection is dropped at once; the spares go when they have been idle.
    expect(row()?.connectionsOut).toBe(2);
    await clock.advance(5000);
    expect(row()?.connectionsOut).toBe(0);
    for (const end of begun) end();
  });

  it('makes one lookup and no connection for a name that does not exist', async () => {
    let lookups = 0;
    const router: Router = {
      route: async (name) => {
        lookups += 1;
        return { kind: 'failed', failure: { kind: 'dns hard', name, recordType: 'MX', detail: 'NXDomain' } };
      },
      stop: () => {},
    };
    const { clock, gateway, row } = await stand({}, router);
    await clock.advance(300_000);
    expect(lookups).toBe(1);
    expect(row()).toMatchObject({ hardBounced: 1, softBounced: 0, connectionsOut: 0 });
    const lines = gateway.log.map((line) => line.slice(31));
    const first = lines.findIndex((line) => line.startsWith('DNS Error'));
    expect(lines.slice(first, first + 4)).toEqual([
      'DNS Error intake.test MX - NXDomain',
      "TDC: Hard bounced - 5.1.2 - Bad destination host ('000', 'DNS Hard Error looking up intake.test (MX) : NXDomain'])",
      'TDC: MID 1 delivery failed to Cisco Secure Email Threat Defense: Hard Bounced.',
      "Bounced: DCID 0 MID 1 to RID 0 - Bounced by destination server with response: 5.1.2 - Bad destination host ('000', ['DNS Hard Error looking up intake.test (MX) : NXDomain'])",
    ]);
  });

  it('opens no storm of connections to an intake that refuses them', async () => {
    const router: Router = {
      route: async () => ({ kind: 'route', targets: [{ host: INTAKE_HOST, address: '127.0.0.1' }], validMs: 0 }),
      stop: () => {},
    };
    const { clock, intake, gateway, row } = await stand({}, router);
    await clock.runUntil(() => row()?.deliveredRecipients === 1, 1000);
    await intake.stop();
    await clock.advance(10_000);
    await gateway.hand('a@example.com', ['b@example.net'], MESSAGE);
    await clock.advance(300_000);
    expect(row()).toMatchObject({ hardBounced: 1, softBounced: 1, down: true, connectionsOut: 0 });
    // Two attempts of three connections each.
    expect(gateway.log.filter((line) => line.includes('Connection refused'))).toHaveLength(6);
  });

  it('closes its connections with nothing left to do, and no timer stays behind', async () => {
    const { clock, intake, row } = await stand({});
    await clock.runUntil(() => row()?.deliveredRecipients === 1, 1000);
    await clock.advance(4999);
    expect(row()?.connectionsOut).toBe(3);
    await clock.advance(1);
    expect(row()?.connectionsOut).toBe(0);
    expect(intake.connections()).toBe(0);
    expect(clock.pendingTimers).toBe(0);
  });
});
