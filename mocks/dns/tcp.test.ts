import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { IDLE_MS } from './tcp-connection.ts';
import { FrameReader } from './tcp-frames.ts';
import { MOST_CONNECTIONS } from './tcp-listener.ts';
import { type DnsStand, queryPacket, startDnsStand } from './testing.ts';

let stand: DnsStand;
beforeEach(async () => {
  stand = await startDnsStand([{ type: 'A', name: 'a.test', address: '127.0.0.2' }]);
});
afterEach(() => stand.close());

const framed = (message: Buffer): Buffer => {
  const prefix = Buffer.alloc(2);
  prefix.writeUInt16BE(message.length);
  return Buffer.concat([prefix, message]);
};

const query = (id: number): Buffer => framed(queryPacket('a.test', { id }));

interface Client {
  readonly socket: Socket;
  /** Ids of the answers so far. */
  readonly ids: () => number[];
  /** Resolves once that many answers came, or the connection ended. */
  answers(count: number): Promise<number[]>;
  readonly ended: Promise<void>;
}

const open = (): Client => {
  const socket = connect(stand.server.port, '127.0.0.1');
  const reader = new FrameReader(65_535);
  const found: number[] = [];
  let wake = (): void => {};
  const ids = (): number[] => found;
  socket.on('data', (chunk) => {
    reader.push(chunk);
    for (let more = true; more; ) {
      const taken = reader.take();
      found.push(...taken.messages.map((message) => message.readUInt16BE(0)));
      more = taken.more;
    }
    wake();
  });
  socket.on('error', () => {});
  let over = false;
  const ended = new Promise<void>((resolve) => {
    socket.once('close', () => {
      over = true;
      resolve();
      wake();
    });
  });
  const answers = async (count: number): Promise<number[]> => {
    while (ids().length < count && !over) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    return ids();
  };
  return { socket, ids, answers, ended };
};

describe('DNS over TCP', () => {
  it('answers many queries of one segment, in order', async () => {
    const client = open();
    const many = Buffer.concat(Array.from({ length: 500 }, (_, index) => query(index)));
    client.socket.write(many);
    expect(await client.answers(500)).toEqual(Array.from({ length: 500 }, (_, index) => index));
    client.socket.end(many);
    expect(await client.answers(1000)).toHaveLength(1000);
    await client.ended;
  });

  it('puts a query together that comes octet by octet', async () => {
    const client = open();
    client.socket.setNoDelay(true);
    for (const octet of Buffer.concat([query(7), query(8)])) {
      await new Promise((resolve) => client.socket.write(Buffer.of(octet), resolve));
    }
    expect(await client.answers(2)).toEqual([7, 8]);
    client.socket.destroy();
  });

  it('waits for a client that asks much and reads late, and forgets nothing', async () => {
    stand.zone.add({ type: 'A', name: 'big.test', address: '127.0.0.3' });
    stand.zone.add({ type: 'TXT', name: 'big.test', text: 'x'.repeat(50_000) });
    const client = open();
    client.socket.pause();
    const asked = Array.from({ length: 400 }, (_, id) => framed(queryPacket('big.test', { id, qtype: 16 })));
    client.socket.write(Buffer.concat(asked));
    await stand.clock.settle();
    expect(stand.evidence.ofType('dnsAnswerSent').length).toBeLessThan(400);
    client.socket.resume();
    expect(await client.answers(400)).toEqual(Array.from({ length: 400 }, (_, id) => id));
    client.socket.destroy();
  });

  it('owes a half-closed client its delayed answer, then closes', async () => {
    stand.arm({ id: 'late', layer: 'dns', do: { delayMs: 60_000 } });
    const client = open();
    client.socket.end(query(9));
    await stand.clock.runUntil(() => stand.evidence.ofType('dnsQueryReceived').length === 1, 0);
    await stand.clock.advance(60_000);
    await client.ended;
    expect(client.ids()).toEqual([9]);
  });

  it('answers a bad frame with FORMERR and goes on', async () => {
    const client = open();
    const bad = framed(queryPacket('a.test', { id: 1, counts: [1, 0, 0, 65_535] }));
    client.socket.write(Buffer.concat([bad, framed(Buffer.from('short')), framed(Buffer.alloc(0)), query(2)]));
    expect(await client.answers(2)).toEqual([1, 2]);
    client.socket.destroy();
    expect(stand.evidence.ofType('dnsPacketRefused').map((refused) => refused.reason)).toEqual([
      'claims 65535 additional records',
      '5 octets, too short for a header',
      '0 octets, too short for a header',
    ]);
  });

  it('hangs up on a frame that is too long to be a query', async () => {
    const client = open();
    client.socket.write(Buffer.of(0xff, 0xff, 1, 2, 3));
    await client.ended;
    expect(stand.evidence.ofType('dnsPacketRefused')).toMatchObject([
      { transport: 'tcp', reason: 'a frame of 65535 octets, too long for a query' },
    ]);
  });

  it('writes down a frame that was cut short', async () => {
    const client = open();
    client.socket.end(query(3).subarray(0, 10));
    await client.ended;
    expect(stand.evidence.ofType('dnsPacketRefused')).toMatchObject([{ reason: 'the connection ended inside a frame' }]);
  });

  it('closes an idle connection on the clock, whole or half-way through a frame', async () => {
    const [idle, slow] = [open(), open()];
    idle.socket.write(query(1));
    slow.socket.write(query(2).subarray(0, 5));
    await idle.answers(1);
    await stand.clock.advance(IDLE_MS - 1);
    expect([idle.socket.destroyed, slow.socket.destroyed]).toEqual([false, false]);
    await stand.clock.advance(1);
    await Promise.all([idle.ended, slow.ended]);
    expect(stand.clock.pendingTimers).toBe(0);
  });

  it('survives a reset in the middle of a query', async () => {
    const client = open();
    client.socket.write(query(1));
    await client.answers(1);
    client.socket.write(query(2).subarray(0, 9));
    client.socket.resetAndDestroy();
    await client.ended;
    expect(await stand.resolver.resolve4('a.test')).toEqual(['127.0.0.2']);
    await stand.clock.settle();
    expect(stand.clock.pendingTimers).toBe(0);
  });

  it('hangs up on its clients when the server closes', async () => {
    const client = open();
    client.socket.write(query(1));
    await client.answers(1);
    await stand.server.close();
    await client.ended;
    expect(stand.clock.pendingTimers).toBe(0);
  });

  it('turns away more connections than it can serve, and says so', async () => {
    const clients = Array.from({ length: MOST_CONNECTIONS + 1 }, open);
    await Promise.race(clients.map((client) => client.ended));
    expect(stand.evidence.ofType('dnsPacketRefused').map((refused) => refused.reason)).toEqual([
      `more than ${MOST_CONNECTIONS} connections`,
    ]);
    for (const client of clients) client.socket.destroy();
    await Promise.all(clients.map((client) => client.ended));
  });
});

describe('frame reader', () => {
  it('hands out a turn at a time and keeps the rest', () => {
    const reader = new FrameReader(100);
    reader.push(Buffer.concat(Array.from({ length: 70 }, () => framed(Buffer.from('x')))));
    expect(reader.take()).toMatchObject({ messages: { length: 64 }, more: true });
    expect(reader.take()).toMatchObject({ messages: { length: 6 }, more: false });
    expect(reader.partial).toBe(false);
  });

  it('gives what came before a frame that is too long', () => {
    const reader = new FrameReader(10);
    reader.push(Buffer.concat([framed(Buffer.from('ok')), framed(Buffer.alloc(11)), framed(Buffer.from('never'))]));
    expect(reader.take()).toMatchObject({ messages: [Buffer.from('ok')], tooLong: 11 });
  });
});
