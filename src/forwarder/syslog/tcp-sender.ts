import { connect, type Socket } from 'node:net';
import type { Clock, Timer } from '../../clock.ts';
import type { LossReport } from './complaint.ts';
import type { SyslogSender, SyslogTarget } from './syslog.ts';

/** Lines that wait for the collector; beyond this, new ones are dropped. */
const MOST_WAITING = 10_000;
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30_000;
/** How long what is left may take when the gateway stops. */
const LAST_WAIT_MS = 1000;

const LINE_END = Buffer.from('\n');

/**
 * Lines over one TCP connection, each ended by LF (RFC 6587, non-transparent framing). A connection that is lost is made again, less
 * and less often. What the system had taken when it was lost may be gone: nothing in this form of syslog says what arrived.
 */
export class TcpSender implements SyslogSender {
  private readonly target: SyslogTarget;
  private readonly clock: Clock;
  private readonly losses: LossReport;
  private readonly waiting: Buffer[] = [];
  private socket: Socket | undefined;
  private open = false;
  private full = false;
  private waitMs = FIRST_WAIT_MS;
  private retry: Timer | undefined;
  private closed = false;
  private idle: (() => void) | undefined;

  constructor(target: SyslogTarget, clock: Clock, losses: LossReport) {
    this.target = target;
    this.clock = clock;
    this.losses = losses;
    this.connect();
  }

  send(line: Buffer): void {
    if (this.closed) return;
    if (this.waiting.length >= MOST_WAITING) {
      this.losses.failed('lines come faster than they are taken');
      this.losses.lose(1);
      return;
    }
    this.waiting.push(line);
    this.pump();
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    this.retry?.cancel();
    if (this.open) await this.drain();
    this.socket?.destroy();
  }

  private connect(): void {
    const { address, port } = this.target;
    const socket = connect({ host: address, port });
    this.socket = socket;
    let why = 'it closed the connection';
    socket.on('connect', () => {
      this.open = true;
      this.full = false;
      this.waitMs = FIRST_WAIT_MS;
      this.pump();
    });
    socket.on('drain', () => {
      this.full = false;
      this.pump();
    });
    // Collectors say nothing; what comes is thrown away, so that its end is seen.
    socket.resume();
    socket.on('error', (error) => {
      why = error.message;
    });
    socket.on('close', () => this.lost(why));
    socket.unref();
  }

  private lost(why: string): void {
    this.open = false;
    this.idle?.();
    if (this.closed) return;
    this.losses.failed(why);
    this.retry = this.clock.setTimer(this.waitMs, () => this.connect());
    this.waitMs = Math.min(this.waitMs * 2, LONGEST_WAIT_MS);
  }

  private pump(): void {
    if (!this.open || this.full || this.socket === undefined) return;
    if (this.waiting.length > 0) {
      const lines = this.waiting.splice(0).flatMap((line) => [line, LINE_END]);
      this.full = !this.socket.write(Buffer.concat(lines));
    }
    if (this.full) return;
    this.losses.recovered();
    this.idle?.();
  }

  /** Waits a little until all is with the system. */
  private drain(): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.clock.setTimer(LAST_WAIT_MS, resolve);
      this.idle = () => {
        timer.cancel();
        this.socket?.end(resolve);
      };
      this.pump();
    });
  }
}
