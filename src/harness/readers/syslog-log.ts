import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { createServer, type Server, type Socket } from 'node:net';
import { StandError } from '../outcome.ts';
import { atEndOfRun } from '../run-scope.ts';
import type { LogReader } from './log-reader.ts';
import { SyslogFrames } from './syslog-frames.ts';
import { lineOfSyslog } from './syslog-message.ts';

export interface SyslogPlace {
  readonly transport: 'udp' | 'tcp';
  readonly address: string;
  readonly port: number;
}

const MOST_LINES = 1_000_000;

const cannotListen = ({ transport, address, port }: SyslogPlace, error: Error): StandError =>
  new StandError(
    `the syslog receiver cannot listen on ${transport} ${address}:${port}: ${error.message}; free the port, or change driver.log`,
    {
      cause: error,
    },
  );

/** Takes syslog messages at a place for as long as a run lasts, so that a sender keeps its connection from scenario to scenario. */
class SyslogReceiver {
  readonly lines: string[] = [];
  /** What was wrong with a stream; told to whoever reads next. */
  problem: string | undefined;
  private readonly sockets = new Set<Socket>();
  private udp: UdpSocket | undefined;
  private tcp: Server | undefined;

  static async open(place: SyslogPlace): Promise<SyslogReceiver> {
    const receiver = new SyslogReceiver();
    await (place.transport === 'udp' ? receiver.listenUdp(place) : receiver.listenTcp(place));
    return receiver;
  }

  private listenUdp(place: SyslogPlace): Promise<void> {
    const socket = createSocket(place.address.includes(':') ? 'udp6' : 'udp4');
    this.udp = socket;
    socket.on('message', (message) => this.take(message));
    return new Promise((resolve, reject) => {
      socket.once('error', (error) => reject(cannotListen(place, error)));
      socket.bind(place.port, place.address, resolve);
    });
  }

  private listenTcp(place: SyslogPlace): Promise<void> {
    const server = createServer((socket) => this.serve(socket));
    this.tcp = server;
    return new Promise((resolve, reject) => {
      server.once('error', (error) => reject(cannotListen(place, error)));
      server.listen(place.port, place.address, resolve);
    });
  }

  private serve(socket: Socket): void {
    const frames = new SyslogFrames();
    this.sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => this.sockets.delete(socket));
    socket.on('data', (chunk) => {
      try {
        for (const message of frames.take(chunk)) this.take(message);
      } catch (error) {
        this.problem = `a stream that is no syslog: ${error instanceof Error ? error.message : String(error)}`;
        socket.destroy();
      }
    });
  }

  private take(message: Buffer): void {
    if (this.lines.length >= MOST_LINES) this.problem = `more than ${MOST_LINES} lines in one run`;
    else this.lines.push(lineOfSyslog(message));
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await Promise.all([
      this.udp === undefined ? undefined : new Promise<void>((resolve) => this.udp?.close(resolve)),
      this.tcp === undefined ? undefined : new Promise<void>((resolve) => this.tcp?.close(() => resolve())),
    ]);
  }
}

const receivers = new Map<string, Promise<SyslogReceiver>>();

const receiverAt = (place: SyslogPlace): Promise<SyslogReceiver> => {
  const key = `${place.transport} ${place.address} ${place.port}`;
  const known = receivers.get(key);
  if (known !== undefined) return known;
  const opened = SyslogReceiver.open(place);
  receivers.set(key, opened);
  atEndOfRun(async () => {
    receivers.delete(key);
    await (await opened).close();
  });
  return opened;
};

/** The log as the system sends it by syslog (RFC 3164 and RFC 5424; over TCP counted or by lines, RFC 6587). */
export class SyslogLog implements LogReader {
  private readonly place: SyslogPlace;
  private receiver: SyslogReceiver | undefined;
  private from = 0;

  constructor(place: SyslogPlace) {
    this.place = place;
  }

  async begin(): Promise<void> {
    this.receiver = await receiverAt(this.place);
    this.from = this.receiver.lines.length;
  }

  async lines(): Promise<readonly string[]> {
    const { receiver } = this;
    if (receiver === undefined) throw new StandError('the syslog receiver was not opened');
    if (receiver.problem !== undefined) throw new StandError(`syslog: ${receiver.problem}`);
    return receiver.lines.slice(this.from);
  }

  async end(): Promise<void> {
    this.receiver = undefined;
  }
}
