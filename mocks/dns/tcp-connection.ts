import type { Socket } from 'node:net';
import { Packet } from 'dns2';
import type { Clock, Timer } from '../../src/clock.ts';
import { LONGEST_QUERY, refusalBytes, refusePacket } from './guard.ts';
import { FrameReader } from './tcp-frames.ts';
import { endpoint, type ListenerEvents } from './udp-listener.ts';

/** An idle connection is closed after this long (RFC 7766 section 6.2.3 asks for a few seconds). */
export const IDLE_MS = 10_000;

/** One TCP client: takes pipelined and split queries, answers in any order, closes when both sides are done. */
export class TcpConnection {
  private readonly socket: Socket;
  private readonly clock: Clock;
  private readonly events: ListenerEvents;
  private readonly from: string;
  private readonly frames = new FrameReader(LONGEST_QUERY);
  private idle: Timer | undefined;
  private unanswered = 0;
  private peerEnded = false;
  /** Whole queries have come that are not yet answered: nothing is read or ended before they are. */
  private backlog = false;

  constructor(socket: Socket, clock: Clock, events: ListenerEvents) {
    this.socket = socket;
    this.clock = clock;
    this.events = events;
    this.from = endpoint(socket.remoteAddress ?? 'unknown', socket.remotePort ?? 0);
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.idle?.cancel());
    socket.on('drain', () => (this.backlog ? this.readFrames() : socket.resume()));
    socket.on('data', (chunk) => {
      this.frames.push(chunk);
      if (!this.backlog) this.readFrames();
    });
    socket.on('end', () => {
      this.peerEnded = true;
      this.endWhenDone();
    });
    this.restIdle();
  }

  private readFrames(): void {
    if (this.socket.destroyed) return;
    const { messages, more, tooLong } = this.frames.take();
    for (const message of messages) this.read(message);
    this.backlog = more;
    if (tooLong !== undefined) {
      this.events.refused({ reason: `a frame of ${tooLong} octets, too long for a query` }, 'tcp', this.from);
      this.socket.destroy();
    } else if (more) {
      this.socket.pause();
      if (!this.socket.writableNeedDrain) setImmediate(() => this.readFrames());
    } else {
      if (!this.socket.writableNeedDrain) this.socket.resume();
      this.endWhenDone();
    }
  }

  private read(message: Buffer): void {
    const refusal = refusePacket(message);
    this.unanswered += 1;
    this.restIdle();
    if (refusal === undefined) {
      this.events.query(Packet.parse(message), { transport: 'tcp', from: this.from, reply: (bytes) => this.reply(bytes) });
      return;
    }
    this.events.refused(refusal, 'tcp', this.from);
    this.reply(refusalBytes(message, refusal));
  }

  private reply(bytes: Buffer | undefined): void {
    this.unanswered -= 1;
    if (this.socket.destroyed) return;
    if (bytes !== undefined) {
      const frame = Buffer.allocUnsafe(2 + bytes.length);
      frame.writeUInt16BE(bytes.length, 0);
      bytes.copy(frame, 2);
      // A client that asks and does not read is not read on either, until `drain`.
      if (!this.socket.write(frame)) this.socket.pause();
    }
    this.restIdle();
    this.endWhenDone();
  }

  private endWhenDone(): void {
    if (!this.peerEnded || this.backlog || this.unanswered > 0 || this.socket.writableEnded) return;
    if (this.frames.partial) this.events.refused({ reason: 'the connection ended inside a frame' }, 'tcp', this.from);
    this.socket.end();
  }

  /** Starts the idle time anew; while an answer is owed there is none. */
  private restIdle(): void {
    this.idle?.cancel();
    this.idle = this.unanswered > 0 ? undefined : this.clock.setTimer(IDLE_MS, () => this.socket.destroy());
  }
}
