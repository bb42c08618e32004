import { afterEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../clock.ts';
import { startFakeIntake, startTestGateway } from './stand.testing.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

describe('originals', () => {
  it('does not send one over the announced SIZE, neither at once nor later, and tells it; the copy is not held up', async () => {
    const clock = new VirtualClock();
    const intake = await startFakeIntake();
    stops.push(() => intake.stop());
    let transactions = 0;
    const nextHop = await startFakeIntake({
      size: 500,
      onMailFrom: (_address, _session, done) => {
        transactions += 1;
        done();
      },
    });
    stops.push(() => nextHop.stop());
    const gateway = await startTestGateway(clock, intake, { nextHop: { address: '127.0.0.1', port: nextHop.port } });
    stops.push(() => gateway.forwarder.stop());
    await gateway.hand('a@example.com', ['b@example.net'], `Subject: large\r\n\r\n${'x'.repeat(500)}\r\n`);
    const rows = () => gateway.forwarder.counters();
    await clock.advance(300_000);
    expect(rows()).toMatchObject([{ deliveredRecipients: 1 }, { hardBounced: 1, softBounced: 0, activeRecipients: 0 }]);
    expect(transactions).toBe(0);
    expect(gateway.log.filter((line) => line.includes("('552', ['5.3.4 message of"))).toHaveLength(1);
  });
});
