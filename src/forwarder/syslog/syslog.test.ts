import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../../clock.ts';
import { SyslogPush } from './syslog.ts';

const clock = new VirtualClock();
const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

const HEAD = '<166>Nov  2 09:00:00 mail_logs: Info: ';

/** A collector that keeps what it hears, one entry a line or datagram. */
interface Collector {
  readonly port: number;
  readonly heard: string[];
  /** Resolves once so many have come. */
  until(count: number): Promise<void>;
  close(): Promise<void>;
}

const keep = (): Pick<Collector, 'heard' | 'until'> & { take(line: string): void } => {
  const heard: string[] = [];
  let look = (): void => {};
  return {
    heard,
    take: (line) => {
      heard.push(line);
      look();
    },
    until: (count) =>
      new Promise((resolve) => {
        look = () => {
          if (heard.length >= count) resolve();
        };
        look();
      }),
  };
};

const collectTcp = async (port = 0): Promise<Collector> => {
  const { heard, until, take } = keep();
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    let text = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      const lines = text.split('\n');
      text = lines.pop() ?? '';
      for (const line of lines) take(line);
    });
    socket.on('error', () => {});
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => void server.close(resolve));
  };
  return { port: address.port, heard, until, close };
};

const collectUdp = async (): Promise<Collector> => {
  const { heard, until, take } = keep();
  const socket: UdpSocket = createSocket('udp4', (message) => take(message.toString()));
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return { port: socket.address().port, heard, until, close: () => new Promise((resolve) => void socket.close(() => resolve())) };
};

const push = (port: number, transport: 'tcp' | 'udp') => {
  const told: string[] = [];
  const settings = { address: '127.0.0.1', port, transport, facility: 'local4', hostname: undefined } as const;
  const log = new SyslogPush(settings, clock, (problem) => told.push(problem));
  stops.push(() => log.close());
  const write = (text: string): void => log.write('', { atMs: Date.UTC(2026, 10, 2, 9), level: 'Info', text });
  return { log, told, write };
};

/** Closed again: nobody listens there. */
const freePort = async (): Promise<number> => {
  const collector = await collectTcp();
  await collector.close();
  return collector.port;
};

describe('the push to a collector', () => {
  it.each([
    ['tcp', collectTcp],
    ['udp', collectUdp],
  ] as const)('sends every line over %s, in order', async (transport, collect) => {
    const collector = await collect();
    stops.push(collector.close);
    const { write, told } = push(collector.port, transport);
    for (const text of ['one', 'two', 'thrée']) write(text);
    await collector.until(3);
    expect(collector.heard).toEqual([`${HEAD}one`, `${HEAD}two`, `${HEAD}thrée`]);
    expect(told).toEqual([]);
  });

  it('sends what is left when it is closed', async () => {
    const collector = await collectTcp();
    stops.push(collector.close);
    const { log, write } = push(collector.port, 'tcp');
    write('first');
    await collector.until(1);
    for (let line = 1; line <= 1000; line += 1) write(`${line} ${'x'.repeat(2000)}`);
    await log.close();
    await collector.until(1001);
    write('after the end');
    expect(collector.heard.at(-1)).toMatch(/: 1000 x/);
  });

  it('waits for a TCP collector that is not there, tells that once, and goes on when it comes', async () => {
    const port = await freePort();
    const { write, told } = push(port, 'tcp');
    write('early');
    await clock.advance(100_000);
    expect(told).toEqual([expect.stringMatching(/^syslog collector 127\.0\.0\.1:\d+ \(tcp\): .*ECONNREFUSED.*; mail goes on/)]);
    const collector = await collectTcp(port);
    stops.push(collector.close);
    await clock.advance(60_000);
    await collector.until(1);
    write('late');
    await collector.until(2);
    expect(collector.heard).toEqual([`${HEAD}early`, `${HEAD}late`]);
    expect(told.slice(1)).toEqual([expect.stringContaining('answers again')]);
  });

  it('connects again after it was cut off', async () => {
    const first = await collectTcp();
    const { write, told } = push(first.port, 'tcp');
    write('one');
    await first.until(1);
    await first.close();
    await clock.advance(0);
    write('two');
    const second = await collectTcp(first.port);
    stops.push(second.close);
    await clock.advance(60_000);
    await second.until(1);
    expect(second.heard).toEqual([`${HEAD}two`]);
    expect(told).toHaveLength(2);
  });

  it('keeps ten thousand lines at most, and tells how many were lost', async () => {
    const port = await freePort();
    const { write, told } = push(port, 'tcp');
    for (let line = 1; line <= 10_007; line += 1) write(String(line));
    const collector = await collectTcp(port);
    stops.push(collector.close);
    await clock.advance(60_000);
    await collector.until(10_000);
    expect(collector.heard.at(-1)).toBe(`${HEAD}10000`);
    expect(told).toHaveLength(2);
    expect(told[1]).toMatch(/answers again; 7 lines were lost$/);
  });

  it('tells once that nobody listens to its datagrams', async () => {
    const { write, told } = push(await freePort(), 'udp');
    for (let line = 1; line <= 5; line += 1) {
      write(String(line));
      await clock.advance(0);
    }
    expect(told).toEqual([expect.stringMatching(/^syslog collector 127\.0\.0\.1:\d+ \(udp\): .*ECONNREFUSED/)]);
  });
});
