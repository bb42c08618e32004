import type { Socket } from 'node:net';
import type { Writable } from 'node:stream';
import type { JournalSession } from './journal-session.ts';

/** Bytes are handed on in steps of this length, so that a message really trickles. */
const STEP_MS = 100;
/** With more than this waiting, the socket is no longer read: the peer's sending comes to a halt. */
const MOST_WAITING = 64 * 1024;

/**
 * Stands between a socket and the parser and hands on `bytesPerSecond`.
 * The socket is read on while little waits, so that a peer that leaves is noticed.
 */
export class PacedFeed {
  private readonly session: JournalSession;
  private readonly socket: Socket;
  private readonly parser: Writable;
  private readonly bytesPerSecond: number;
  private waiting = Buffer.alloc(0);
  private ended = false;
  private running = false;

  constructor(session: JournalSession, socket: Socket, parser: Writable, bytesPerSecond: number) {
    this.session = session;
    this.socket = socket;
    this.parser = parser;
    this.bytesPerSecond = bytesPerSecond;
  }

  /** Takes the place of the pipe between socket and parser. */
  start(): void {
    this.socket.unpipe(this.parser);
    this.socket.on('data', (chunk: Buffer) => this.take(chunk));
    this.socket.on('end', () => this.end());
    this.socket.resume();
  }

  private take(chunk: Buffer): void {
    if (this.session.over) return;
    this.waiting = Buffer.concat([this.waiting, chunk]);
    if (this.waiting.length > MOST_WAITING) this.socket.pause();
    this.run();
  }

  private end(): void {
    this.ended = true;
    if (this.waiting.length === 0 && !this.running) this.parser.end();
  }

  private run(): void {
    if (this.running || this.session.over) return;
    if (this.waiting.length === 0) {
      if (this.ended) this.parser.end();
      return;
    }
    this.running = true;
    const size = Math.min(this.waiting.length, Math.max(1, Math.floor((this.bytesPerSecond * STEP_MS) / 1000)));
    const slice = this.waiting.subarray(0, size);
    this.waiting = this.waiting.subarray(size);
    this.session.later(Math.ceil((size * 1000) / this.bytesPerSecond), 'read slowly', () => {
      this.running = false;
      if (this.session.over || this.parser.writableEnded) return;
      this.parser.write(slice);
      if (this.waiting.length <= MOST_WAITING) this.socket.resume();
      this.run();
    });
  }
}
