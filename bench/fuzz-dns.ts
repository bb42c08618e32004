// Sends 100,000 random and mutated packets at the mock DNS server, over UDP and some over TCP; after each batch a real
// query must be answered. Prints the seed; the same seed sends the same packets. Run: node bench/fuzz-dns.ts [seed]

import { type ChildProcess, fork } from 'node:child_process';
import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'node:net';
import { startDnsServer } from '../mocks/dns/server.ts';
import { optRecord, queryPacket } from '../mocks/dns/testing.ts';
import { Zone } from '../mocks/dns/zone.ts';
import { FaultEngine } from '../mocks/faults/engine.ts';
import { WallClock } from '../src/clock.ts';
import { EvidenceLog } from '../src/evidence/evidence-log.ts';

const PACKETS = 100_000;
const BATCH = 20;
/** Every so many batches, one goes over TCP. */
const TCP_EVERY = 25;
const ANSWER_DEADLINE_MS = 5000;
const AIM_MS = 50;

interface Served {
  readonly port: number;
  /** Packets that the guard let through so far. */
  readonly passed: () => number;
}

const serve = async (): Promise<Served> => {
  const clock = new WallClock();
  const evidence = new EvidenceLog(clock, 2000);
  let passed = 0;
  evidence.subscribe((fact) => {
    if (fact.type === 'dnsQueryReceived') passed += 1;
  });
  const zone = new Zone([
    { type: 'MX', name: 'example.test', preference: 10, exchange: 'mx1.example.test' },
    { type: 'A', name: 'probe.test', address: '127.0.0.2' },
    { type: 'CNAME', name: 'loop.test', target: 'loop2.test' },
    { type: 'CNAME', name: 'loop2.test', target: 'loop.test' },
    ...Array.from({ length: 300 }, (_, index) => ({
      type: 'A' as const,
      name: 'many.test',
      address: `127.1.${index >> 8}.${index & 255}`,
    })),
  ]);
  const { port } = await startDnsServer({ clock, evidence, faults: new FaultEngine(clock, evidence), zone });
  return { port, passed: () => passed };
};

/** A small generator of numbers in [0, 1) that a seed repeats (mulberry32). */
const randomFrom = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

const TSIG = Buffer.concat([Buffer.of(1, 0x6b, 0), Buffer.of(0, 250, 0, 255, 0, 0, 0, 0, 0, 2, 9, 9)]);

/** What the mutations start from: queries that are answered, and a few that are not. */
const SEEDS = [
  queryPacket('a.b.test'),
  queryPacket('example.test', { qtype: 15 }),
  queryPacket('many.test'),
  queryPacket('many.test', { tail: optRecord(4096, 0, Buffer.of(0, 10, 0, 2, 7, 7)) }),
  queryPacket('many.test', { tail: optRecord(1232, 0, Buffer.of(0, 8, 0, 7, 0, 1, 24, 0, 192, 0, 2)) }),
  queryPacket('loop.test', { qtype: 255 }),
  queryPacket('example.test', { qtype: 6, tail: Buffer.concat([optRecord(512), TSIG]), counts: [1, 0, 0, 2] }),
  queryPacket('many.test', { flags: 0x2800 }),
  Buffer.concat([queryPacket('').subarray(0, 12), Buffer.of(0xc0, 12, 0, 1, 0, 1)]),
];

type Random = () => number;
const below = (random: Random, limit: number): number => Math.floor(random() * limit);
const randomBytes = (random: Random, length: number): Buffer => Buffer.from(Array.from({ length }, () => below(random, 256)));
const ODD_BYTES = [0x00, 0x01, 0x3f, 0x40, 0x80, 0xc0, 0x0c, 0xff, 0x29, 0x2e];

/** A packet that was once a good query: some bytes changed, cut, grown, or with header counts that lie. */
const mutate = (random: Random): Buffer => {
  let packet: Buffer = Buffer.from(SEEDS[below(random, SEEDS.length)] ?? Buffer.alloc(0));
  for (let change = below(random, 4); change >= 0; change -= 1) {
    const at = below(random, packet.length);
    const kind = below(random, 6);
    if (kind === 0) packet = packet.subarray(0, at + 1);
    else if (kind === 1) packet = Buffer.concat([packet.subarray(0, at), randomBytes(random, below(random, 40)), packet.subarray(at)]);
    else if (kind === 2 && packet.length >= 12) packet.writeUInt16BE(below(random, 65_536), 4 + 2 * below(random, 4));
    else if (kind === 3) packet[at] = ODD_BYTES[below(random, ODD_BYTES.length)] ?? 0;
    else packet[at] = below(random, 256);
  }
  return packet;
};

const hostile = (random: Random): Buffer => {
  const kind = random();
  if (kind < 0.7) return mutate(random);
  if (kind < 0.98) return randomBytes(random, below(random, 600));
  return Buffer.concat([mutate(random), Buffer.alloc(below(random, 9000), 0xc0)]);
};

const PROBE = queryPacket('probe.test');

/** Milliseconds until a real query is answered; throws after a deadline. */
const probe = (socket: UdpSocket): Promise<number> =>
  new Promise((resolve, reject) => {
    const begun = performance.now();
    const late = setTimeout(() => reject(new Error(`no answer within ${ANSWER_DEADLINE_MS} ms`)), ANSWER_DEADLINE_MS);
    socket.once('message', (answer) => {
      clearTimeout(late);
      if (answer.readUInt16BE(2) !== 0x8580 || answer.readUInt16BE(6) !== 1) reject(new Error(`a wrong answer: ${answer.toString('hex')}`));
      resolve(performance.now() - begun);
    });
    socket.send(PROBE);
  });

const sendUdp = (socket: UdpSocket, packet: Buffer): Promise<void> => new Promise((resolve) => socket.send(packet, () => resolve()));

/** Writes packets as frames, some with a wrong length, then half a frame; ends when the server hangs up. */
const sendTcp = async (port: number, packets: readonly Buffer[], random: Random): Promise<void> => {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  socket.resume();
  const frames = packets.map((packet) => {
    const prefix = Buffer.alloc(2);
    prefix.writeUInt16BE(random() < 0.02 ? below(random, 65_536) : packet.length);
    return Buffer.concat([prefix, packet]);
  });
  socket.end(Buffer.concat([...frames, Buffer.of(0, 40, 1, 2)]));
  await once(socket, 'close');
};

/** Asks the server process for one figure: bytes of heap in use, or how many packets the guard let through. */
const figureOf = async (server: ChildProcess, what: 'heap' | 'passed'): Promise<number> => {
  server.send(what);
  const [figure]: unknown[] = await once(server, 'message');
  return Number(figure);
};

const mebibytes = (bytes: number): string => `${(bytes / 1_048_576).toFixed(1)} MiB`;

interface Outcome {
  readonly sent: { udp: number; tcp: number };
  readonly worstMs: number;
}

const attack = async (port: number, random: Random): Promise<Outcome> => {
  const [attacker, asker] = [createSocket('udp4'), createSocket('udp4')];
  for (const socket of [attacker, asker]) await new Promise<void>((resolve) => socket.connect(port, '127.0.0.1', resolve));
  const sent = { udp: 0, tcp: 0 };
  let worstMs = 0;
  await probe(asker);
  for (let batch = 1; sent.udp + sent.tcp < PACKETS; batch += 1) {
    const packets = Array.from({ length: BATCH }, () => hostile(random));
    if (batch % TCP_EVERY === 0) {
      await sendTcp(port, packets, random);
      sent.tcp += BATCH;
    } else {
      for (const packet of packets) await sendUdp(attacker, packet);
      sent.udp += BATCH;
    }
    worstMs = Math.max(worstMs, await probe(asker));
  }
  attacker.close();
  asker.close();
  return { sent, worstMs };
};

const run = async (seed: number): Promise<void> => {
  console.log(`seed ${seed}`);
  const server = fork(import.meta.filename, ['serve'], { execArgv: ['--expose-gc'] });
  let serving = true;
  server.once('exit', () => {
    serving = false;
  });
  const [port]: unknown[] = await once(server, 'message');
  try {
    const before = await figureOf(server, 'heap');
    const { sent, worstMs } = await attack(Number(port), randomFrom(seed));
    const after = await figureOf(server, 'heap');
    const probes = (sent.udp + sent.tcp) / BATCH + 1;
    const passed = (await figureOf(server, 'passed')) - probes;
    console.log(`${sent.udp} packets over UDP, ${sent.tcp} over TCP; ${passed} of them good enough for the guard`);
    console.log(`all ${probes} real queries in between were answered`);
    console.log(`worst answer time after a batch of ${BATCH}: ${worstMs.toFixed(1)} ms (aim: at most ${AIM_MS})`);
    console.log(`heap of the server: ${mebibytes(before)} before, ${mebibytes(after)} after`);
    if (worstMs > AIM_MS) process.exitCode = 1;
  } catch (error) {
    console.error(
      `seed ${seed}: ${error instanceof Error ? error.message : String(error)}; the server ${serving ? 'still runs' : 'has ended'}`,
    );
    process.exitCode = 1;
  } finally {
    if (server.connected) server.disconnect();
  }
};

const [, , argument] = process.argv;
if (argument === 'serve') {
  process.on('disconnect', () => process.exit());
  const { port, passed } = await serve();
  process.on('message', (what) => {
    globalThis.gc?.();
    process.send?.(what === 'heap' ? process.memoryUsage().heapUsed : passed());
  });
  process.send?.(port);
} else {
  await run(argument === undefined ? Date.now() % 1_000_000 : Number(argument));
  process.exit();
}
