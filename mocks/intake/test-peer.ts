import { connect, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';

/** How a connection ended, seen by the peer. */
export type PeerEnd = 'closed' | 'reset';

const WHOLE = /^(?:\d{3}-[^\r\n]*\r\n)*\d{3}(?: [^\r\n]*)?\r\n/;

/** A bare SMTP client for the tests of the intake: sends any bytes, waits for replies, tells how it ended. */
export class TestPeer {
  private socket: Socket;
  private buffered = '';
  /** Number of 'data' events so far: how many pieces the intake's bytes came in. */
  pieces = 0;
  private end: PeerEnd | undefined;
  private waiting: (() => void)[] = [];

  private readonly raw: Socket;

  private constructor(socket: Socket) {
    this.socket = socket;
    this.raw = socket;
    this.listen(socket);
  }

  /** Connects; rejects when the connection is refused. One that is reset at once counts as connected. */
  static connect(port: number, address = '127.0.0.1'): Promise<TestPeer> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: address, noDelay: true, allowHalfOpen: true });
      const peer = new TestPeer(socket);
      socket.once('error', (error: NodeJS.ErrnoException) => (error.code === 'ECONNRESET' ? resolve(peer) : reject(error)));
      socket.once('connect', () => resolve(peer));
    });
  }

  /** Bytes that have come and were not read as a reply. */
  get rest(): string {
    return this.buffered;
  }

  send(text: string | Buffer): void {
    this.socket.write(text);
  }

  /** The next whole reply. Rejects when the connection ends before. */
  async reply(): Promise<string> {
    for (;;) {
      const found = WHOLE.exec(this.buffered)?.[0];
      if (found !== undefined) {
        this.buffered = this.buffered.slice(found.length);
        return found;
      }
      if (this.end !== undefined) throw new Error(`${this.end} while waiting for a reply; got ${JSON.stringify(this.buffered)}`);
      await this.something();
    }
  }

  /** Sends a line and returns the reply. */
  ask(line: string): Promise<string> {
    this.send(`${line}\r\n`);
    return this.reply();
  }

  /** Sends several lines, one after the other; returns the code of the last reply. */
  async dialogue(...lines: string[]): Promise<string> {
    let last = '';
    for (const line of lines) last = await this.ask(line);
    return last.slice(0, 3);
  }

  /** Waits until `text` has come in, whole or not. */
  async bytes(text: string): Promise<void> {
    while (!this.buffered.includes(text)) {
      if (this.end !== undefined) throw new Error(`${this.end} while waiting for ${JSON.stringify(text)}`);
      await this.something();
    }
  }

  /** Waits for the end of the connection. */
  async ended(): Promise<PeerEnd> {
    while (this.end === undefined) await this.something();
    return this.end;
  }

  /** Sends STARTTLS and shakes hands; rejects with the TLS error. Anything goes as far as certificates are concerned. */
  async startTls(options: { maxVersion?: 'TLSv1.1' | 'TLSv1.2'; servername?: string } = {}): Promise<TLSSocket> {
    const answer = await this.ask('STARTTLS');
    if (!answer.startsWith('220')) throw new Error(answer);
    return this.handshake(options);
  }

  /** Shakes hands on the connection as it is. */
  handshake(options: { maxVersion?: 'TLSv1.1' | 'TLSv1.2'; servername?: string } = {}): Promise<TLSSocket> {
    const { raw } = this;
    raw.removeAllListeners('data');
    const { servername = 'mx1.test', maxVersion } = options;
    return new Promise((resolve, reject) => {
      const secure = connectTls({ socket: raw, servername, rejectUnauthorized: false, ...(maxVersion ? { maxVersion } : {}) });
      secure.once('error', reject);
      raw.once('close', () => reject(new Error('closed during the handshake')));
      secure.once('secureConnect', () => {
        this.socket = secure;
        this.listen(secure);
        resolve(secure);
      });
    });
  }

  /** Reads nothing any more. */
  deaf(): void {
    this.socket.pause();
  }

  /** Reads again. */
  hear(): void {
    this.socket.resume();
  }

  /** Closes our side. */
  leave(): void {
    this.socket.end();
  }

  /** Resets the connection. */
  abort(): void {
    this.raw.resetAndDestroy();
  }

  private listen(socket: Socket): void {
    socket.on('data', (chunk) => {
      this.buffered += chunk.toString('latin1');
      this.pieces += 1;
      this.wake();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      this.finish(error.code === 'ECONNRESET' ? 'reset' : 'closed');
    });
    socket.on('end', () => this.finish('closed'));
    socket.on('close', () => this.finish('closed'));
  }

  private finish(end: PeerEnd): void {
    this.end ??= end;
    this.wake();
  }

  private something(): Promise<void> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  private wake(): void {
    const waiting = this.waiting;
    this.waiting = [];
    for (const resolve of waiting) resolve();
  }
}
