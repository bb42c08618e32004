import type { Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../clock.ts';
import { startFakeIntake, startTestGateway } from './stand.testing.ts';

const MESSAGE = 'Subject: Testing\r\n\r\nbody\r\n';
const stops: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

const stand = async (intakeOptions: Parameters<typeof startFakeIntake>[0], overrides: Parameters<typeof startTestGateway>[2] = {}) => {
  const clock = new VirtualClock();
  const intake = await startFakeIntake(intakeOptions);
  stops.push(() => intake.stop());
  const gateway = await startTestGateway(clock, intake, overrides);
  stops.push(() => gateway.forwarder.stop());
  return { clock, intake, gateway, row: () => gateway.forwarder.counters()[0] };
};

describe('use of connections', () => {
  it('lets no stuck copy hold up another', async () => {
    const releases: (() => void)[] = [];
    let stuck = 0;
    const { clock, gateway, row } = await stand({
      onMailFrom: (_address, _session, done) => {
        if (stuck < 3) {
          stuck += 1;
          releases.push(clock.ledger.hold('stalled'));
        } else done();
      },
    });
    for (let count = 0; count < 5; count += 1) await gateway.hand('a@example.com', ['b@example.net'], MESSAGE);
    expect(await clock.runUntil(() => row()?.deliveredRecipients === 2, 5000)).toBe(true);
    expect(row()).toMatchObject({ activeRecipients: 3, softBounced: 0 });
    for (const release of releases) release();
  });

  it.each([
    ['says 421 and closes', (socket: Socket) => socket.end('421 bye\r\n')],
    ['says 421 and leaves the closing to us', (socket: Socket) => socket.write('421 bye\r\n')],
    ['closes', (socket: Socket) => socket.end()],
    ['resets', (socket: Socket) => socket.destroy()],
  ])('loses nothing and no attempt when the intake %s between messages', async (_what, act) => {
    const { clock, intake, gateway, row } = await stand({});
    await gateway.hand('a@example.com', ['b@example.net'], MESSAGE);
    await clock.runUntil(() => row()?.deliveredRecipients === 1 && row()?.connectionsOut === 3, 1000);
    await clock.advance(100);
    for (const connection of intake.serverConnections()) act(connection._socket);
    await clock.advance(100);
    expect(row()).toMatchObject({ connectionsOut: 0 });
    await gateway.hand('a@example.com', ['b@example.net'], MESSAGE);
    await clock.advance(100);
    expect(row()).toMatchObject({ deliveredRecipients: 2, softBounced: 0, connectionsOut: 3 });
  });

  it('opens few connections to an intake that is down, however many copies come', async () => {
    const { clock, intake, gateway, row } = await stand({});
    await intake.stop();
    for (let count = 0; count < 5; count += 1) {
      await gateway.hand('a@example.com', ['b@example.net'], MESSAGE);
      await clock.advance(10);
    }
    await clock.advance(200_000);
    expect(row()).toMatchObject({ hardBounced: 5, softBounced: 5 });
    // Two rounds: one connection for each copy, and two spares for the first of them.
    expect(gateway.log.filter((line) => line.includes('Connection refused'))).toHaveLength(14);
  });

  it('uses one connection for several messages, and a refused one does not spoil it', async () => {
    const { clock, intake, gateway, row } = await stand(
      {
        onRcptTo: ({ address }, _session, done) =>
          done(address.startsWith('bad') ? Object.assign(new Error('no'), { responseCode: 550 }) : null),
      },
      {
        connections: { minimum: 1, limit: 1 },
        policies: [{ name: 'bad', match: { recipients: ['bad.test'] }, connector: { custom: 'bad@intake.test' } }],
      },
    );
    for (const to of ['b@good.test', 'b@bad.test', 'c@good.test']) await gateway.hand('a@example.com', [to], MESSAGE);
    await clock.advance(1000);
    expect(row()).toMatchObject({ deliveredRecipients: 2, hardBounced: 1 });
    expect(gateway.log.filter((line) => line.includes('New SMTP DCID'))).toHaveLength(1);
    expect(intake.taken).toHaveLength(2);
  });

  it('opens more than three connections under a backlog, up to the limit', async () => {
    let most = 0;
    const { clock, intake, gateway, row } = await stand(
      {
        onMailFrom: (_address, _session, done) => {
          most = Math.max(most, intake.connections());
          clock.setTimer(3000, done);
          const release = clock.ledger.hold('slow');
          clock.setTimer(3000, release);
        },
      },
      { connections: { limit: 6 } },
    );
    for (let count = 0; count < 40; count += 1) await gateway.hand('a@example.com', ['b@example.net'], MESSAGE);
    expect(await clock.runUntil(() => row()?.deliveredRecipients === 40, 60_000)).toBe(true);
    expect(most).toBe(6);
  });
});
