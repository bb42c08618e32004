import type { Clock } from '../../clock.ts';
import type { LogEntry, MailLogSink } from '../mail-log.ts';
import { LossReport } from './complaint.ts';
import { type SyslogNames, syslogLine } from './syslog-line.ts';
import { TcpSender } from './tcp-sender.ts';
import { UdpSender } from './udp-sender.ts';

export interface SyslogTarget {
  readonly address: string;
  readonly port: number;
}

export interface SyslogSettings extends SyslogTarget, SyslogNames {
  readonly transport: 'udp' | 'tcp';
}

/** Carries finished lines to a collector. Neither throws nor waits: what cannot be sent is lost and told. */
export interface SyslogSender {
  send(line: Buffer): void;
  /** Sends what is left, within a second, and closes. */
  close(): Promise<void>;
}

/** Pushes the mail log to a syslog collector. A collector that is dead stops no mail. */
export class SyslogPush implements MailLogSink {
  private readonly names: SyslogNames;
  private readonly sender: SyslogSender;

  constructor(settings: SyslogSettings, clock: Clock, complain: (problem: string) => void) {
    const { address, port, transport } = settings;
    const losses = new LossReport((problem) => complain(`syslog collector ${address}:${port} (${transport}): ${problem}`));
    this.names = settings;
    this.sender = transport === 'udp' ? new UdpSender(settings, losses) : new TcpSender(settings, clock, losses);
  }

  write(_line: string, entry: LogEntry): void {
    this.sender.send(syslogLine(entry, this.names));
  }

  close(): Promise<void> {
    return this.sender.close();
  }
}
