import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../../clock.ts';
import { startFakeIntake, startTestGateway } from '../stand.testing.ts';
import { MemorySpool } from './memory-spool.ts';
import { type FirstNumbers, type Numbers, SpoolError } from './spool.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

/** A spool that has no more numbers of the kinds named in `out`. */
class ExhaustedSpool extends MemorySpool {
  readonly out = new Set<keyof Numbers>();

  override numbers(first: FirstNumbers): Numbers {
    const numbers = super.numbers(first);
    const give = (kind: keyof Numbers) => (): number => {
      if (this.out.has(kind)) throw new SpoolError('none left');
      return numbers[kind]();
    };
    return { mid: give('mid'), icid: give('icid'), dcid: give('dcid') };
  }
}

const stand = async (out: keyof Numbers) => {
  const clock = new VirtualClock();
  const intake = await startFakeIntake();
  stops.push(() => intake.stop());
  const spool = new ExhaustedSpool();
  spool.out.add(out);
  const gateway = await startTestGateway(clock, intake, {}, {}, spool);
  stops.push(() => gateway.forwarder.stop());
  return { clock, spool, gateway, hand: () => gateway.hand('a@example.com', ['b@example.net'], 'Subject: x\r\n\r\nbody\r\n') };
};

describe('a gateway whose spool has no more numbers', () => {
  it('turns a client away with 421, or a message with 451, until there are some again', async () => {
    const connections = await stand('icid');
    const greeting = await new Promise<string>((resolve) => {
      const socket = connect({ port: connections.gateway.port, host: '127.0.0.1' });
      stops.push(async () => void socket.destroy());
      socket.once('data', (bytes: Buffer) => resolve(bytes.toString()));
    });
    expect(greeting).toMatch(/^421 /);
    const messages = await stand('mid');
    await expect(messages.hand()).rejects.toMatchObject({ responseCode: 451 });
    messages.spool.out.clear();
    expect(await messages.hand()).toBe('250 ok: Message 1 accepted');
  });

  it('keeps a copy for which no connection can be numbered, and delivers it with the retry', async () => {
    const { clock, spool, gateway, hand } = await stand('dcid');
    await hand();
    await clock.advance(1000);
    spool.out.clear();
    await clock.advance(60_000);
    expect(gateway.forwarder.counters()[0]).toMatchObject({ deliveredRecipients: 1, softBounced: 1 });
  });
});
