import { createSocket } from 'node:dgram';
import { connect, createServer } from 'node:net';
import type { Endpoint } from './configuration.ts';

/** Longer than any answer takes that comes at all. */
const PATIENCE_MS = 30_000;

/** A name server that passes every question on. */
export interface NameServer {
  close(): Promise<void>;
}

const passOnDatagrams = async (address: string, to: Endpoint): Promise<() => void> => {
  const front = createSocket('udp4');
  const waiting = new Set<() => void>();
  front.on('message', (question, from) => {
    const back = createSocket('udp4');
    const done = (): void => {
      // An answer may be under way to a socket that is closed.
      if (!waiting.delete(done)) return;
      clearTimeout(timer);
      back.close();
    };
    const timer = setTimeout(done, PATIENCE_MS);
    waiting.add(done);
    back.once('error', done);
    back.once('message', (answer) => {
      if (waiting.has(done)) front.send(answer, from.port, from.address);
      done();
    });
    back.send(question, to.port, to.address);
  });
  await new Promise<void>((resolve, reject) => {
    front.once('error', reject);
    front.bind(53, address, resolve);
  });
  return () => {
    for (const done of waiting) done();
    front.close();
  };
};

const passOnStreams = async (address: string, to: Endpoint): Promise<() => void> => {
  const server = createServer((front) => {
    const back = connect(to.port, to.address);
    for (const [one, other] of [
      [front, back],
      [back, front],
    ] as const) {
      one.pipe(other);
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(53, address, resolve);
  });
  return () => server.close();
};

/** The resolver of the C library knows no other port than 53, and the stand's name server has another: what comes to 53 is passed on to it. */
export const startNameServer = async (address: string, to: Endpoint): Promise<NameServer> => {
  const closings = [await passOnDatagrams(address, to), await passOnStreams(address, to)];
  return {
    close: async () => {
      for (const close of closings) close();
    },
  };
};
