import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import { VirtualClock } from '../../src/clock.ts';
import { EvidenceLog } from '../../src/evidence/evidence-log.ts';
import { FaultEngine } from '../faults/engine.ts';
import { type FaultRuleInput, faultRulesSchema } from '../faults/rule.ts';
import { type DnsServer, startDnsServer } from './server.ts';
import { type DnsRecordInput, Zone } from './zone.ts';

// What the tests of this folder share: a server, a stub resolver and a raw UDP client.

export interface DnsStand {
  readonly clock: VirtualClock;
  readonly evidence: EvidenceLog;
  readonly faults: FaultEngine;
  readonly zone: Zone;
  readonly server: DnsServer;
  readonly resolver: Resolver;
  arm(...rules: FaultRuleInput[]): void;
  /** Sends a datagram and resolves with the answer to it. */
  ask(packet: Buffer): Promise<Buffer>;
  /** Sends a datagram that need not be answered. */
  tell(packet: Buffer): Promise<void>;
  close(): Promise<void>;
}

/** Longer than any test: what the resolver waits for is decided by the clock of the stand. */
const RESOLVER_TIMEOUT_MS = 20_000;

export const startDnsStand = async (records: readonly DnsRecordInput[] = []): Promise<DnsStand> => {
  const clock = new VirtualClock();
  const evidence = new EvidenceLog(clock);
  const faults = new FaultEngine(clock, evidence);
  const zone = new Zone(records);
  const server = await startDnsServer({ clock, evidence, faults, zone });
  const resolver = new Resolver({ timeout: RESOLVER_TIMEOUT_MS, tries: 1 });
  resolver.setServers([`127.0.0.1:${server.port}`]);
  const client: UdpSocket = createSocket('udp4');
  const tell = (packet: Buffer): Promise<void> =>
    new Promise((resolve, reject) =>
      client.send(packet, server.port, '127.0.0.1', (error) => (error === null ? resolve() : reject(error))),
    );
  return {
    clock,
    evidence,
    faults,
    zone,
    server,
    resolver,
    arm: (...rules) => faults.replaceAll(faultRulesSchema.parse(rules)),
    tell,
    ask: async (packet) => {
      const answered = once(client, 'message');
      await tell(packet);
      const [answer]: unknown[] = await answered;
      if (!Buffer.isBuffer(answer)) throw new TypeError('expected a datagram');
      return answer;
    },
    close: async () => {
      resolver.cancel();
      client.close();
      await server.close();
    },
  };
};

const nameOctets = (name: string): Buffer =>
  Buffer.concat([
    ...name
      .split('.')
      .filter((label) => label !== '')
      .map((label) => Buffer.concat([Buffer.of(label.length), Buffer.from(label, 'latin1')])),
    Buffer.of(0),
  ]);

export interface QueryParts {
  readonly id?: number;
  readonly flags?: number;
  readonly counts?: readonly [number, number, number, number];
  readonly qtype?: number;
  readonly qclass?: number;
  /** Octets after the question, such as an OPT record. */
  readonly tail?: Buffer;
}

/** A query by hand: one A question of class IN with RD set, unless told otherwise. */
export const queryPacket = (name: string, parts: QueryParts = {}): Buffer => {
  const { id = 0x1234, flags = 0x0100, qtype = 1, qclass = 1, tail = Buffer.alloc(0) } = parts;
  const counts = parts.counts ?? [1, 0, 0, tail.length > 0 ? 1 : 0];
  const words = Buffer.alloc(12);
  [id, flags, ...counts].forEach((word, index) => {
    words.writeUInt16BE(word, index * 2);
  });
  const question = Buffer.alloc(4);
  question.writeUInt16BE(qtype, 0);
  question.writeUInt16BE(qclass, 2);
  return Buffer.concat([words, nameOctets(name), question, tail]);
};

/** An OPT record that announces `size` octets. */
export const optRecord = (size: number, version = 0, options = Buffer.alloc(0)): Buffer => {
  const opt = Buffer.alloc(11);
  opt.writeUInt16BE(41, 1);
  opt.writeUInt16BE(size, 3);
  opt.writeUInt8(version, 6);
  opt.writeUInt16BE(options.length, 9);
  return Buffer.concat([opt, options]);
};
