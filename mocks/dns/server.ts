import { isIP } from 'node:net';
import type { Clock } from '../../src/clock.ts';
import type { EvidenceSink } from '../../src/evidence/evidence-log.ts';
import type { FaultEngine } from '../faults/engine.ts';
import { MockStartError, startFailure } from '../listen.ts';
import { encodeAnswer } from './answer.ts';
import { Responder } from './responder.ts';
import { TcpListener } from './tcp-listener.ts';
import { endpoint, type ListenerEvents, UdpListener } from './udp-listener.ts';
import type { Zone } from './zone.ts';

export interface DnsServerOptions {
  readonly clock: Clock;
  readonly evidence: EvidenceSink;
  readonly faults: FaultEngine;
  readonly zone: Zone;
  /** IP address to listen on; 127.0.0.1 by default. */
  readonly address?: string;
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /** Told of every query before it is answered: the name in lower case without its final dot, and the type. */
  readonly onQuery?: (name: string, qtype: string) => void;
  /** Number of the last query of an earlier server that this one counts on from. */
  readonly countFrom?: number;
}

/** A running DNS server. */
export interface DnsServer {
  readonly address: string;
  /** The same number for UDP and TCP. */
  readonly port: number;
  /** What it answers from; may be changed at any moment. */
  readonly zone: Zone;
  /** Frees the port and drops delayed answers. Calling it twice does no harm. */
  close(): Promise<void>;
}

/** A port that is free for UDP may be taken for TCP; another one is then tried, this often. */
const TRIES = 20;

interface Listeners {
  readonly udp: UdpListener;
  readonly tcp: TcpListener;
  readonly port: number;
}

/** Resolves once `emitter` listens, rejects when it cannot. */
const listening = (emitter: UdpListener | TcpListener, start: () => void): Promise<void> =>
  new Promise((resolve, reject) => {
    emitter.once('error', reject);
    emitter.once('listening', () => {
      emitter.off('error', reject);
      resolve();
    });
    start();
  });

const closed = (emitter: UdpListener | TcpListener): Promise<void> =>
  new Promise((resolve) => {
    emitter.once('close', () => resolve());
    emitter.close();
  });

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);

/** One attempt; undefined when the port that UDP was given is taken for TCP and another may be tried. */
const tryListen = async (options: DnsServerOptions, address: string, events: ListenerEvents): Promise<Listeners | undefined> => {
  const wanted = options.port ?? 0;
  const udp = new UdpListener(address, events);
  await listening(udp, () => udp.bind({ port: wanted, address, exclusive: true }));
  const { port } = udp.address();
  const tcp = new TcpListener(options.clock, events);
  try {
    await listening(tcp, () => tcp.listen({ port, host: address, exclusive: true }));
    return { udp, tcp, port };
  } catch (error) {
    await closed(udp);
    if (wanted === 0 && codeOf(error) === 'EADDRINUSE') return undefined;
    throw error;
  }
};

const listen = async (options: DnsServerOptions, address: string, events: ListenerEvents): Promise<Listeners> => {
  const place = endpoint(address, options.port ?? 0);
  try {
    for (let tried = 0; tried < TRIES; tried += 1) {
      const listeners = await tryListen(options, address, events);
      if (listeners !== undefined) return listeners;
    }
  } catch (cause) {
    throw startFailure('the DNS server', place, cause);
  }
  throw new MockStartError(`the DNS server found no port at ${address} that is free for both UDP and TCP in ${TRIES} tries; choose one`);
};

/**
 * Starts the DNS server of the mock: authority for every name, answering from `zone` over UDP and TCP on one port.
 * Everything it hears and says is written down as evidence. Throws a MockStartError when it cannot listen.
 */
export const startDnsServer = async (options: DnsServerOptions): Promise<DnsServer> => {
  const { clock, evidence, faults, zone, onQuery, countFrom, address = '127.0.0.1' } = options;
  if (isIP(address) === 0) throw new Error(`mock DNS server: address "${address}" is not an IP address; expected one such as 127.0.0.1`);
  const responder = new Responder({ clock, evidence, faults, zone, onQuery, countFrom });
  const { udp, tcp, port } = await listen(options, address, {
    query: (request, asker) => {
      try {
        responder.respond(request, asker);
      } catch (error) {
        // A listener of ours is at fault; the client is told, and the server lives on.
        evidence.record({
          type: 'dnsPacketRefused',
          transport: asker.transport,
          from: asker.from,
          reason: `not answered: ${String(error)}`,
        });
        asker.reply(encodeAnswer(request, { rcode: 'SERVFAIL' }, asker.transport).bytes);
      }
    },
    refused: ({ reason }, transport, from) => evidence.record({ type: 'dnsPacketRefused', transport, from, reason }),
  });
  const trouble =
    (transport: 'udp' | 'tcp') =>
    (error: Error): void =>
      evidence.record({ type: 'dnsPacketRefused', transport, from: 'unknown', reason: `socket error: ${error.message}` });
  udp.on('error', trouble('udp'));
  tcp.on('error', trouble('tcp'));
  let closing: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    responder.close();
    tcp.destroyConnections();
    await Promise.all([closed(udp), closed(tcp)]);
  };
  const close = (): Promise<void> => {
    closing ??= stop();
    return closing;
  };
  return { address, port, zone, close };
};
