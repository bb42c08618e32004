import { createSocket } from 'node:dgram';
import { Packet } from 'dns2';
import type { Clock } from '../clock.ts';
import type { DnsSettings, NameServer } from '../forwarder/mx.ts';
import type { Mutant } from './variant.ts';

// No resolver of Node's takes a truncated answer as it is, so this one asks for itself: over UDP, and never again.

const CODES: ReadonlyMap<number, string> = new Map([
  [1, 'EFORMERR'],
  [2, 'ESERVFAIL'],
  [3, 'ENOTFOUND'],
  [4, 'ENOTIMP'],
  [5, 'EREFUSED'],
]);

const failure = (code: string): Error => Object.assign(new Error(code), { code });

const mxQuery = (domain: string): Buffer => {
  const query = new Packet();
  query.header.id = 1 + Math.floor(Math.random() * 65_000);
  query.header.rd = 1;
  query.questions.push(new Packet.Question(domain, Packet.TYPE.MX, Packet.CLASS.IN));
  return query.toBuffer();
};

/** What one datagram says, truncated or not. */
const recordsIn = (answer: Buffer): Awaited<ReturnType<NameServer['resolveMx']>> => {
  const { header, answers } = Packet.parse(answer);
  const code = CODES.get(header.rcode);
  if (code !== undefined) throw failure(code);
  const records = answers.flatMap((record) =>
    'exchange' in record && 'priority' in record ? [{ exchange: String(record.exchange), priority: Number(record.priority) }] : [],
  );
  if (records.length === 0) throw failure('ENODATA');
  return records;
};

/** Asks for MX records by one datagram. `open`: whoever ends the look-up from outside. */
const askOnce = (domain: string, settings: DnsSettings, clock: Clock, open: Set<() => void>): ReturnType<NameServer['resolveMx']> =>
  new Promise((resolve, reject) => {
    const socket = createSocket('udp4');
    const [, address = '', port = ''] = /^(.*):(\d+)$/.exec(settings.server ?? '') ?? [];
    const end = (settle: () => void): void => {
      if (!open.delete(giveUp)) return;
      timer.cancel();
      socket.close();
      settle();
    };
    const giveUp = (): void => end(() => reject(failure('ETIMEOUT')));
    const timer = clock.setTimer(settings.timeoutMs, giveUp);
    open.add(giveUp);
    socket.on('error', () => end(() => reject(failure('ECONNREFUSED'))));
    socket.on('message', (answer) => {
      end(() => {
        try {
          resolve(recordsIn(answer));
        } catch (error) {
          reject(error instanceof Error && 'code' in error ? error : failure('EBADRESP'));
        }
      });
    });
    socket.send(mxQuery(domain), Number(port), address);
  });

/** DNS-4: TC is not looked at. */
export const DNS_TRUNCATION: readonly Mutant[] = [
  {
    id: 'takes-a-truncated-answer',
    title: 'takes a truncated answer for the whole one',
    breaks: ['DNS-4'],

    parts: ({ newRouter }) => ({
      newRouter: (settings, clock, lookUp) => {
        const open = new Set<() => void>();
        const router = newRouter(settings, clock, (nameServer, domain) =>
          lookUp(
            {
              resolveMx: (name) => askOnce(name, settings, clock, open),
              resolve4: (host, options) => nameServer.resolve4(host, options),
              resolve6: (host, options) => nameServer.resolve6(host, options),
            },
            domain,
          ),
        );
        return {
          route: (domain) => router.route(domain),
          stop: () => {
            router.stop();
            for (const giveUp of [...open]) giveUp();
          },
        };
      },
    }),
  },
];
