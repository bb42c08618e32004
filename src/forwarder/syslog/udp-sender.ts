import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { LossReport } from './complaint.ts';
import type { SyslogSender, SyslogTarget } from './syslog.ts';

/** Datagrams that the system has not taken yet; beyond this they are dropped. */
const MOST_WAITING = 10_000;

/** One datagram a line. Whether anybody reads them is known only where the other machine says that nobody does. */
export class UdpSender implements SyslogSender {
  private readonly socket: Socket;
  private readonly losses: LossReport;
  private waiting = 0;
  private closed = false;
  private connected = false;
  private early: Buffer[] = [];

  constructor({ address, port }: SyslogTarget, losses: LossReport) {
    this.losses = losses;
    this.socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
    // Only a connected socket hears that the port is closed.
    this.socket.on('error', (error) => this.failed(1, error.message));
    this.socket.connect(port, address, () => {
      this.connected = true;
      const early = this.early;
      this.early = [];
      for (const line of early) this.send(line);
    });
    this.socket.unref();
  }

  send(line: Buffer): void {
    if (this.closed) return;
    if (this.waiting + this.early.length >= MOST_WAITING) {
      this.failed(1, 'lines come faster than they can be sent');
      return;
    }
    if (!this.connected) {
      this.early.push(line);
      return;
    }
    this.waiting += 1;
    this.socket.send(line, (error) => {
      this.waiting -= 1;
      if (error !== null) this.failed(1, error.message);
    });
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    await new Promise<void>((resolve) => this.socket.close(() => resolve()));
  }

  private failed(lines: number, why: string): void {
    this.losses.failed(why);
    this.losses.lose(lines);
  }
}
