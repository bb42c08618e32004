// How many queries a second the mock DNS server answers over UDP, against a bare dns2 server that answers the same MX
// record and records nothing. Each server runs in a process of its own, this one asks. Run: node bench/dns.ts

import { type ChildProcess, fork } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { Packet, UDPServer } from 'dns2';
import { startDnsServer } from '../mocks/dns/server.ts';
import { queryPacket } from '../mocks/dns/testing.ts';
import { Zone } from '../mocks/dns/zone.ts';
import { FaultEngine } from '../mocks/faults/engine.ts';
import { WallClock } from '../src/clock.ts';
import { EvidenceLog } from '../src/evidence/evidence-log.ts';

const ROUNDS = 9;
const QUERIES_A_ROUND = 10_000;
const IN_FLIGHT = 64;
/** Without an answer for this long, datagrams were lost and the window is filled anew. */
const LOST_MS = 500;
const MX = { name: 'example.test', preference: 10, exchange: 'mx1.example.test' };

const serveMock = async (): Promise<number> => {
  const clock = new WallClock();
  const evidence = new EvidenceLog(clock, 10_000);
  const zone = new Zone([{ type: 'MX', ...MX }]);
  return (await startDnsServer({ clock, evidence, faults: new FaultEngine(clock, evidence), zone })).port;
};

const serveBare = async (): Promise<number> => {
  const server = new UDPServer((request, send) => {
    const response = Packet.createResponseFromRequest(request);
    const { name, exchange, preference: priority } = MX;
    response.answers.push(new Packet.Resource({ name, type: Packet.TYPE.MX, class: Packet.CLASS.IN, ttl: 0, exchange, priority }));
    void send(response);
  });
  await server.listen(0, '127.0.0.1');
  return server.address().port;
};

const query = queryPacket(MX.name, { qtype: Packet.TYPE.MX });

/** Processor time that a server has used, in microseconds. */
const cpuOf = async (child: ChildProcess): Promise<number> => {
  child.send('cpu');
  const [used]: unknown[] = await once(child, 'message');
  return Number(used);
};

/** Asks until all queries are answered; queries a second. */
const measure = (port: number): Promise<number> =>
  new Promise((resolve) => {
    const socket = createSocket('udp4');
    let sent = 0;
    let answered = 0;
    const ask = (): void => {
      const packet = Buffer.from(query);
      packet.writeUInt16BE(sent & 0xffff, 0);
      sent += 1;
      socket.send(packet);
    };
    const begun = performance.now();
    let seen = 0;
    const watch = setInterval(() => {
      if (answered === seen) for (let one = 0; one < IN_FLIGHT; one += 1) ask();
      seen = answered;
    }, LOST_MS);
    socket.on('message', (answer) => {
      if (answer.readUInt16BE(6) !== 1) throw new Error(`expected one MX record, got ${answer.toString('hex')}`);
      answered += 1;
      if (answered < QUERIES_A_ROUND) {
        ask();
        return;
      }
      clearInterval(watch);
      socket.removeAllListeners('message');
      socket.close();
      resolve((QUERIES_A_ROUND / (performance.now() - begun)) * 1000);
    });
    socket.connect(port, '127.0.0.1', () => {
      for (let one = 0; one < IN_FLIGHT; one += 1) ask();
    });
  });

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

const start = async (kind: 'mock' | 'bare'): Promise<{ child: ChildProcess; port: number }> => {
  const child = fork(import.meta.filename, [kind]);
  const [port]: unknown[] = await once(child, 'message');
  return { child, port: Number(port) };
};

const compare = async (): Promise<void> => {
  const servers = { mock: await start('mock'), bare: await start('bare') };
  const figures: { mock: number[]; bare: number[] } = { mock: [], bare: [] };
  for (const { port } of Object.values(servers)) await measure(port);
  const before = { mock: await cpuOf(servers.mock.child), bare: await cpuOf(servers.bare.child) };
  for (let round = 0; round < ROUNDS; round += 1) {
    figures.mock.push(await measure(servers.mock.port));
    figures.bare.push(await measure(servers.bare.port));
  }
  const [mock, bare] = [median(figures.mock), median(figures.bare)];
  console.log(`mock DNS server   ${mock.toFixed(0)} queries/s (median of ${ROUNDS} × ${QUERIES_A_ROUND})`);
  console.log(`bare dns2 server  ${bare.toFixed(0)} queries/s`);
  console.log(`ratio             ${(mock / bare).toFixed(2)} (aim: at least 0.90)`);
  for (const kind of ['mock', 'bare'] as const) {
    const used = (await cpuOf(servers[kind].child)) - before[kind];
    console.log(`processor time    ${(used / (ROUNDS * QUERIES_A_ROUND)).toFixed(1)} µs a query (${kind})`);
  }
  for (const { child } of Object.values(servers)) child.disconnect();
};

const [, , kind] = process.argv;
if (kind === undefined) {
  await compare();
} else {
  process.on('disconnect', () => process.exit());
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    process.send?.(user + system);
  });
  process.send?.(kind === 'mock' ? await serveMock() : await serveBare());
}
