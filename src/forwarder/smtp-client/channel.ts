import { connect, isIP, type Socket } from 'node:net';
import { type SecureContext, connect as tlsConnect } from 'node:tls';
import type { Clock, Timer } from '../../clock.ts';
import type { Reply } from '../../smtp/reply.ts';
import type { NetworkDetail } from './outcome.ts';
import type { ParsedReply, ReplyParser } from './reply-parser.ts';

/** What came in answer: a reply, a line that is none, or the end of the connection. */
export type Heard =
  | { readonly kind: 'reply'; readonly reply: Reply }
  | { readonly kind: 'garbled'; readonly line: string }
  | { readonly kind: 'lost'; readonly detail: NetworkDetail };

/** What a TLS session was agreed on. */
export interface TlsSession {
  readonly protocol: string;
  readonly cipher: string;
}

export type Secured = { readonly kind: 'secure'; readonly session: TlsSession } | { readonly kind: 'failed'; readonly detail: string };

export interface SecureOptions {
  readonly context: SecureContext;
  readonly servername: string;
  /** Whether the session is good in spite of a problem with the certificate, by OpenSSL's name of it; undefined: there is none. */
  readonly trusts: (problem: string | undefined) => boolean;
  readonly timeoutMs: number;
}

/** What a dialogue needs of a connection. */
export type CommandChannel = Pick<Channel, 'command' | 'hear' | 'send' | 'secure' | 'quiet' | 'interrupted'>;

/** A peer that sends more replies than this unasked is cut off: nobody will ever read them. */
const MOST_UNREAD = 64;

/** How a failed socket is told, by the code of its error. */
const networkDetail = (error: NodeJS.ErrnoException): NetworkDetail => {
  switch (error.code) {
    case 'ECONNREFUSED':
      return 'refused';
    case 'ECONNRESET':
      return 'reset';
    case 'ETIMEDOUT':
      return 'timed out';
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EADDRNOTAVAIL':
    case 'EINVAL':
      return 'unreachable';
    default:
      return 'closed';
  }
};

/**
 * One TCP connection seen as commands out and replies in, in clear or under TLS. Every wait has a deadline on the clock.
 * Nothing here throws: a broken connection is a `lost` answer.
 */
export class Channel {
  /** Called when something arrives, or the connection ends, while nobody waits for an answer. */
  onUnasked: () => void = () => {};
  /** Called once when the socket has closed. */
  onClosed: () => void = () => {};
  private socket: Socket;
  private readonly clock: Clock;
  private readonly newParser: () => ReplyParser;
  private parser: ReplyParser;
  private readonly unread: ParsedReply[] = [];
  private waiting: ((heard: Heard) => void) | undefined;
  private drained: (() => void) | undefined;
  private lostBy: NetworkDetail | undefined;
  private closed = false;

  private constructor(socket: Socket, clock: Clock, newParser: () => ReplyParser) {
    this.socket = socket;
    this.clock = clock;
    this.newParser = newParser;
    this.parser = newParser();
  }

  /** Begins to connect to an IP address. `opened` hears how it went; the channel can be destroyed before that. */
  static open(
    target: { address: string; port: number; timeoutMs: number },
    clock: Clock,
    newParser: () => ReplyParser,
    opened: (detail: NetworkDetail | undefined) => void,
  ): Channel {
    const socket = connect({ host: target.address, port: target.port, noDelay: true });
    const channel = new Channel(socket, clock, newParser);
    let told = false;
    const tell = (detail: NetworkDetail | undefined): void => {
      if (told) return;
      told = true;
      timer.cancel();
      opened(detail);
    };
    const timer = clock.setTimer(target.timeoutMs, () => channel.destroy('timed out'));
    socket.once('connect', () => tell(undefined));
    socket.once('close', () => tell(channel.lostBy ?? 'closed'));
    channel.listen(socket);
    return channel;
  }

  get localAddress(): string {
    return this.socket.localAddress ?? '0.0.0.0';
  }

  /** Whether the connection is up and nothing unasked has arrived: fit for the next command. */
  get quiet(): boolean {
    return this.lostBy === undefined && this.unread.length === 0 && !this.parser.partial;
  }

  /** Whether something came in that nobody has read, or the connection ended. */
  get interrupted(): boolean {
    return this.lostBy !== undefined || this.unread.length > 0;
  }

  /** Sends a command line and waits for its reply. */
  command(line: string, timeoutMs: number): Promise<Heard> {
    this.socket.write(`${line}\r\n`);
    return this.hear(timeoutMs);
  }

  /** Waits for the next reply; after `timeoutMs` the connection is given up as timed out. */
  hear(timeoutMs: number): Promise<Heard> {
    const ready = this.unread.shift();
    if (ready !== undefined) return Promise.resolve(ready);
    if (this.lostBy !== undefined) return Promise.resolve({ kind: 'lost', detail: this.lostBy });
    return new Promise((resolve) => {
      const timer = this.clock.setTimer(timeoutMs, () => this.destroy('timed out'));
      this.waiting = (heard) => {
        timer.cancel();
        resolve(heard);
      };
    });
  }

  /** Sends bytes; resolves when more may be sent. False: the peer spoke or left meanwhile, or took nothing for `timeoutMs`. */
  send(bytes: Buffer, timeoutMs: number): Promise<boolean> | boolean {
    if (this.interrupted) return false;
    if (this.socket.write(bytes)) return true;
    return new Promise((resolve) => {
      const timer: Timer = this.clock.setTimer(timeoutMs, () => this.destroy('timed out'));
      const done = (): void => {
        timer.cancel();
        this.drained = undefined;
        resolve(!this.interrupted);
      };
      this.drained = done;
      this.socket.once('drain', done);
    });
  }

  /**
   * Starts TLS on the connection. TLS-6: bytes that came in clear after the 220 make it fail, and what the parser knew is forgotten.
   */
  secure(options: SecureOptions): Promise<Secured> {
    if (this.lostBy !== undefined) return Promise.resolve({ kind: 'failed', detail: `connection ${this.lostBy} before the handshake` });
    if (!this.quiet) {
      this.destroy('closed');
      return Promise.resolve({ kind: 'failed', detail: 'data in clear after the reply to STARTTLS' });
    }
    const plain = this.socket;
    plain.removeAllListeners('data');
    plain.removeAllListeners('end');
    this.parser = this.newParser();
    return new Promise((resolve) => {
      // SNI carries no addresses (RFC 6066 section 3); `host` is what the certificate is checked against then.
      const named = isIP(options.servername) === 0 ? { servername: options.servername } : { host: options.servername };
      const secure = tlsConnect({
        socket: plain,
        secureContext: options.context,
        // Judged once the handshake is over, as the library itself would.
        rejectUnauthorized: false,
        ...named,
      });
      this.socket = secure;
      const timer = this.clock.setTimer(options.timeoutMs, () => fail('handshake timed out'));
      const fail = (detail: string): void => {
        timer.cancel();
        this.destroy('closed');
        resolve({ kind: 'failed', detail });
      };
      secure.on('error', (error: NodeJS.ErrnoException) => fail(error.code ?? error.message));
      secure.once('close', () => {
        fail('connection closed in the handshake');
        this.close();
      });
      secure.once('secureConnect', () => {
        const problem = secure.authorized ? undefined : String(secure.authorizationError);
        if (!options.trusts(problem)) {
          fail(problem ?? 'certificate not trusted');
          return;
        }
        timer.cancel();
        this.listen(secure);
        resolve({ kind: 'secure', session: { protocol: secure.getProtocol() ?? 'unknown', cipher: secure.getCipher().name } });
      });
    });
  }

  /** Drops the connection; whoever waits hears `lost` with this detail. */
  destroy(detail: NetworkDetail): void {
    this.lose(detail);
    this.socket.destroy();
  }

  /** Sends what is still to be sent, then closes. */
  finish(lastLine?: string): void {
    if (lastLine !== undefined && this.lostBy === undefined) this.socket.write(`${lastLine}\r\n`);
    this.lose('closed');
    this.socket.destroySoon();
  }

  private listen(socket: Socket): void {
    socket.on('data', (chunk: Buffer) => this.take(chunk));
    socket.on('error', (error: NodeJS.ErrnoException) => this.lose(networkDetail(error)));
    socket.on('end', () => this.lose('closed'));
    socket.on('close', () => this.close());
  }

  private close(): void {
    this.lose('closed');
    if (this.closed) return;
    this.closed = true;
    this.onClosed();
  }

  private take(chunk: Buffer): void {
    for (const parsed of this.parser.push(chunk)) {
      const waiting = this.waiting;
      if (waiting === undefined) {
        this.unread.push(parsed);
        continue;
      }
      this.waiting = undefined;
      waiting(parsed);
    }
    if (this.unread.length > MOST_UNREAD) this.destroy('closed');
    if (this.unread.length > 0) {
      this.drained?.();
      this.onUnasked();
    }
  }

  private lose(detail: NetworkDetail): void {
    if (this.lostBy !== undefined) return;
    this.lostBy = detail;
    const waiting = this.waiting;
    this.waiting = undefined;
    waiting?.({ kind: 'lost', detail });
    this.drained?.();
    if (waiting === undefined) this.onUnasked();
  }
}
