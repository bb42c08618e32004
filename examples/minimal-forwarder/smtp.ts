// One SMTP connection as a client has it: greeting, EHLO, STARTTLS, transactions, QUIT. Replies are read to the byte; nothing is pipelined.
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import type { Clock } from './clock.ts';
import { Failure } from './failure.ts';

export interface Peer {
  readonly address: string;
  readonly port: number;
  /** Name that the certificate has to bear. */
  readonly host: string;
}

export interface TlsPolicy {
  readonly caCertificate: string;
  readonly verifyCertificates: boolean;
}

export interface Reply {
  readonly code: number;
  /** On one line. */
  readonly text: string;
}

const NAME = 'gateway.example';
/** RFC 5321, 4.5.3.1.5 allows 512 bytes a line; whoever sends this much without an end is not speaking SMTP. */
const LONGEST_REPLY = 65_536;

export class SmtpConnection {
  /** Messages handed over so far. */
  delivered = 0;
  hasGreeted = false;
  /** What the last EHLO offered, keyword to parameters, in upper case. */
  private offers = new Map<string, string>();
  private socket: Socket | TLSSocket;
  private received = '';
  private broken: Failure | undefined;
  private awake: (() => void) | undefined;
  private readonly clock: Clock;
  private readonly timeoutMs: number;
  /** Called once when the connection is no more. */
  onClose: () => void = () => {};
  /** Called when something comes in that nobody waits for. */
  onUnexpected: () => void = () => {};

  private constructor(socket: Socket, clock: Clock, timeoutMs: number) {
    this.socket = socket;
    this.clock = clock;
    this.timeoutMs = timeoutMs;
    this.listenTo(socket);
    socket.once('close', () => this.onClose());
  }

  /** Connects by TCP. Throws a Failure `network` when the peer cannot be reached. */
  static async open({ address, port }: Peer, clock: Clock, timeoutMs: number, signal: AbortSignal): Promise<SmtpConnection> {
    const socket = connect({ host: address, port, noDelay: true });
    const abandon = (): void => void socket.destroy();
    signal.addEventListener('abort', abandon);
    const stopWaiting = clock.after(timeoutMs, () => socket.destroy(timedOut()));
    try {
      await new Promise<void>((resolve, reject) => {
        socket.once('connect', resolve);
        socket.once('error', (error) => reject(networkFailure(error)));
        socket.once('close', () => reject(new Failure({ kind: 'network', text: 'connection closed' })));
      });
    } finally {
      stopWaiting();
      signal.removeEventListener('abort', abandon);
    }
    return new SmtpConnection(socket, clock, timeoutMs);
  }

  get localAddress(): string {
    return this.socket.localAddress ?? '0.0.0.0';
  }

  get tls(): { readonly protocol: string; readonly cipher: string } {
    if (!('getCipher' in this.socket)) throw new Error('TLS has not begun');
    return { protocol: this.socket.getProtocol() ?? 'unknown', cipher: this.socket.getCipher().name };
  }

  /** Whether another message can follow. */
  get isUsable(): boolean {
    return this.broken === undefined && this.received === '';
  }

  async greet(): Promise<void> {
    const greeting = await this.reply();
    this.hasGreeted = true;
    this.expect(greeting, 2);
    await this.hello();
  }

  /** TLS-3, TLS-4: all that goes wrong between the answer to STARTTLS and the end of the handshake is a TLS error. */
  async startTls(peer: Peer, { caCertificate, verifyCertificates }: TlsPolicy): Promise<void> {
    if (!this.offers.has('STARTTLS')) throw new Failure({ kind: 'tls', text: 'STARTTLS is not offered' });
    const reply = await this.command('STARTTLS');
    if (reply.code === 454 || reply.code >= 500) throw new Failure({ kind: 'tls', text: `${reply.code} ${reply.text}` });
    this.expect(reply, 2);
    const plain = this.socket;
    plain.removeAllListeners('data');
    // TLS-6: what came in clear behind the 220 is nobody's reply.
    this.received = '';
    const secure = connectTls({
      socket: plain,
      ca: caCertificate,
      rejectUnauthorized: verifyCertificates,
      minVersion: 'TLSv1.2',
      ...(isIP(peer.host) === 0 ? { servername: peer.host } : {}),
    });
    const stopWaiting = this.clock.after(this.timeoutMs, () => secure.destroy(new Error('handshake timed out')));
    try {
      await new Promise<void>((resolve, reject) => {
        const failed = (why: string): void => reject(new Failure({ kind: 'tls', text: why }));
        secure.once('secureConnect', resolve);
        secure.once('error', (error) => failed(error.message));
        plain.once('error', (error) => failed(error.message));
        plain.once('close', () => failed('connection closed in the handshake'));
      });
    } catch (error) {
      plain.destroy();
      throw error;
    } finally {
      stopWaiting();
    }
    this.socket = secure;
    this.listenTo(secure);
    await this.hello();
  }

  /** One transaction. Gives the recipients that were refused; throws the Failure that ended it otherwise. */
  async send(sender: string, recipients: readonly string[], message: Buffer): Promise<{ to: string; reply: Reply }[]> {
    const largest = Number(this.offers.get('SIZE') ?? 0);
    if (largest > 0 && message.length > largest) {
      throw new Failure({ kind: 'unfit', status: '5.3.4', text: `${message.length} bytes, and the host takes ${largest}` });
    }
    const isEightBit = message.some((byte) => byte > 127);
    const parameters = [
      ...(this.offers.has('SIZE') ? [`SIZE=${message.length}`] : []),
      ...(isEightBit && this.offers.has('8BITMIME') ? ['BODY=8BITMIME'] : []),
      ...(!isAscii([sender, ...recipients].join('')) && this.offers.has('SMTPUTF8') ? ['SMTPUTF8'] : []),
    ];
    this.expect(await this.command([`MAIL FROM:<${sender}>`, ...parameters].join(' ')), 2);
    const refused: { to: string; reply: Reply }[] = [];
    for (const to of recipients) {
      const reply = await this.command(`RCPT TO:<${to}>`);
      // A lost connection ends the transaction; a refusal is that recipient's affair, unless nobody is left.
      if (reply.code === 421 || recipients.length === 1) this.expect(reply, 2);
      if (Math.floor(reply.code / 100) !== 2) refused.push({ to, reply });
    }
    if (refused.length === recipients.length) return refused;
    this.expect(await this.command('DATA'), 3);
    this.write(dotStuffed(message));
    this.expect(await this.reply(), 2);
    this.delivered += 1;
    return refused;
  }

  /** SMTP-5. The answer is waited for, but whatever it is, this is the end. */
  quit(): void {
    this.onUnexpected = () => {};
    if (this.broken !== undefined) {
      this.destroy();
      return;
    }
    this.received = '';
    // The peer may answer and yet never close its side.
    const stopWaiting = this.clock.after(this.timeoutMs, () => this.destroy());
    this.socket.once('close', stopWaiting);
    this.command('QUIT').then(
      () => this.socket.end(),
      () => this.destroy(),
    );
  }

  destroy(): void {
    this.socket.destroy();
  }

  private async hello(): Promise<void> {
    const lines = this.expect(await this.command(`EHLO ${NAME}`), 2)
      .text.split('\n')
      .slice(1);
    // TLS-6: what an earlier EHLO offered is forgotten.
    this.offers = new Map(
      lines.map((line) => {
        const [keyword = '', ...rest] = line.trim().toUpperCase().split(' ');
        return [keyword, rest.join(' ')];
      }),
    );
  }

  private async command(line: string): Promise<Reply> {
    this.write(Buffer.from(`${line}\r\n`));
    return this.reply();
  }

  private write(bytes: Buffer): void {
    if (this.broken === undefined) this.socket.write(bytes);
  }

  private expect(reply: Reply, kind: 2 | 3): Reply {
    const found = Math.floor(reply.code / 100);
    if (found === kind) return reply;
    if (found >= 4) throw new Failure({ kind: 'reply', ...reply });
    throw this.garbled(`unexpected reply ${reply.code}`);
  }

  /** The next whole reply (SMTP-2). A reply that was complete counts, even if the connection has ended since. */
  private async reply(): Promise<Reply> {
    const stopWaiting = this.clock.after(this.timeoutMs, () => this.fail(timedOut()));
    try {
      for (;;) {
        const reply = this.takeReply();
        if (reply !== undefined) return reply;
        if (this.broken !== undefined) throw this.broken;
        await new Promise<void>((resolve) => {
          this.awake = resolve;
        });
      }
    } finally {
      this.awake = undefined;
      stopWaiting();
    }
  }

  private takeReply(): Reply | undefined {
    const texts: string[] = [];
    for (let from = 0; ; ) {
      const end = this.received.indexOf('\n', from);
      if (end < 0) {
        if (this.received.length > LONGEST_REPLY) throw this.garbled('a reply without end');
        return undefined;
      }
      const line = this.received.slice(from, end).replace(/\r$/, '');
      from = end + 1;
      const parts = /^([2-5]\d\d)(?:([ -])(.*))?$/s.exec(line);
      if (parts === null) throw this.garbled(`not an SMTP reply: ${line}`);
      texts.push(parts[3] ?? '');
      if (parts[2] === '-') continue;
      this.received = this.received.slice(from);
      return { code: Number(parts[1]), text: texts.join('\n') };
    }
  }

  private listenTo(socket: Socket | TLSSocket): void {
    socket.on('data', (chunk: Buffer) => {
      this.received += chunk.toString('latin1');
      if (this.awake === undefined) this.onUnexpected();
      this.wake();
    });
    socket.on('error', (error) => this.fail(networkFailure(error)));
    socket.on('end', () => this.fail(new Failure({ kind: 'network', text: 'connection closed by the host' })));
    socket.on('close', () => this.fail(new Failure({ kind: 'network', text: 'connection closed' })));
  }

  /** RETRY-14: with a peer that does not speak SMTP there is nothing more to say, not even QUIT. */
  private garbled(text: string): Failure {
    const failure = new Failure({ kind: 'network', text });
    this.fail(failure);
    return failure;
  }

  private fail(why: Failure): void {
    this.broken ??= why;
    if (this.awake === undefined) this.onUnexpected();
    this.wake();
  }

  private wake(): void {
    this.awake?.();
    this.awake = undefined;
  }
}

const timedOut = (): Failure => new Failure({ kind: 'network', text: 'connection timed out' });

const networkFailure = (error: Error): Failure => {
  if (error instanceof Failure) return error;
  // An alert of TLS that comes after the handshake, as it does in TLS 1.3.
  const code = 'code' in error ? String(error.code) : '';
  return new Failure({ kind: code.startsWith('ERR_SSL') ? 'tls' : 'network', text: error.message });
};

const isAscii = (text: string): boolean => /^[\x20-\x7e]*$/.test(text);

/** The message as DATA wants it: a dot doubled at the start of a line, the last line ended, the final dot (RFC 5321, 4.5.2). */
const dotStuffed = (message: Buffer): Buffer => {
  const text = message.toString('latin1').replace(/^\.|(?<=\r\n)\./g, '..');
  return Buffer.from(`${text}${text === '' || text.endsWith('\r\n') ? '' : '\r\n'}.\r\n`, 'latin1');
};
