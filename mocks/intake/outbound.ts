import type { Socket } from 'node:net';
import type { Clock, Timer } from '../../src/clock.ts';

/** One reply on its way: its bytes (latin1) and what to do when they have been handed to the socket, whole or in part. */
interface Parcel {
  readonly text: string;
  readonly gapMs: number;
  readonly sent: (text: string) => void;
  written: number;
}

/**
 * Sends replies in order, usually in one write, and one byte a segment where a fault asks for it.
 * `sent` is called with exactly the bytes that left: all of them, or fewer when the connection ended in between.
 */
export class Outbound {
  private readonly clock: Clock;
  private readonly queue: Parcel[] = [];
  private waiting: (() => void)[] = [];
  private timer: Timer | undefined;
  private release: (() => void) | undefined;
  private over = false;
  socket: Socket;

  constructor(clock: Clock, socket: Socket) {
    this.clock = clock;
    this.socket = socket;
  }

  /** Sends a reply; with `gapMs` given, byte by byte with that much time between two bytes. */
  send(text: string, gapMs: number | undefined, sent: (text: string) => void): void {
    if (this.over || !this.socket.writable) return;
    if (gapMs === undefined && this.queue.length === 0) {
      sent(text);
      this.socket.write(text, 'latin1');
      return;
    }
    this.queue.push({ text, gapMs: gapMs ?? 0, sent, written: 0 });
    if (this.queue.length === 1) this.step();
  }

  /** Calls `then` when everything sent so far has been handed to the socket. */
  whenSent(then: () => void): void {
    if (this.queue.length === 0) then();
    else this.waiting.push(then);
  }

  /** Nothing more is sent; what was begun is told as far as it came. */
  stop(): void {
    if (this.over) return;
    this.over = true;
    this.timer?.cancel();
    this.release?.();
    const unfinished = this.queue[0];
    if (unfinished !== undefined && unfinished.written > 0) unfinished.sent(unfinished.text.slice(0, unfinished.written));
    this.queue.length = 0;
    this.waiting = [];
  }

  private step(): void {
    const parcel = this.queue[0];
    if (this.over || parcel === undefined) return;
    const byte = parcel.text.charAt(parcel.written);
    parcel.written += 1;
    const last = parcel.written >= parcel.text.length;
    if (last) parcel.sent(parcel.text);
    // The next byte waits until this one was handed over: two writes in one turn would share a segment.
    this.socket.write(byte, 'latin1', () => {
      if (last) this.finish();
      else if (parcel.gapMs === 0) setImmediate(() => this.step());
      else this.pause(parcel.gapMs);
    });
  }

  private pause(gapMs: number): void {
    if (this.over) return;
    this.release = this.clock.ledger.hold('reply sent byte by byte');
    this.timer = this.clock.setTimer(gapMs, () => {
      this.release?.();
      this.step();
    });
  }

  private finish(): void {
    if (this.over) return;
    this.queue.shift();
    if (this.queue.length > 0) {
      this.step();
      return;
    }
    const ready = this.waiting;
    this.waiting = [];
    for (const then of ready) then();
  }
}
