import type { Clock } from '../clock.ts';

/** A line of the log before it is written down. */
export interface LogEntry {
  /** Ms on the gateway's clock. */
  readonly atMs: number;
  readonly level: 'Info' | 'Warning';
  readonly text: string;
}

/** Takes finished log lines, without line end; `entry` is for those who write it in another form. */
export interface MailLogSink {
  write(line: string, entry: LogEntry): void;
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const two = (value: number): string => String(value).padStart(2, '0');

/** `Www Mmm DD HH:MM:SS YYYY`, the day padded with a space, in UTC. */
export const logTime = (timeMs: number): string => {
  const date = new Date(timeMs);
  const day = `${DAYS[date.getUTCDay()]} ${MONTHS[date.getUTCMonth()]} ${String(date.getUTCDate()).padStart(2, ' ')}`;
  return `${day} ${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} ${date.getUTCFullYear()}`;
};

/** Writes lines with time and level in front, to every sink. Times are UTC. A sink that fails is no reason to stop mail: its errors are dropped. */
export class MailLog {
  private readonly sinks: readonly MailLogSink[];
  private readonly clock: Clock;
  private second = Number.NaN;
  private prefix = '';
  private closed = false;

  constructor(sinks: readonly MailLogSink[], clock: Clock) {
    this.sinks = sinks;
    this.clock = clock;
  }

  info(text: string): void {
    this.write('Info', text);
  }

  warning(text: string): void {
    this.write('Warning', text);
  }

  /** Nothing is written any more: the gateway has stopped, and what connections do while they fall away is no news. */
  close(): void {
    this.closed = true;
  }

  private write(level: LogEntry['level'], text: string): void {
    if (this.closed) return;
    const atMs = this.clock.now();
    const second = Math.floor(atMs / 1000);
    if (second !== this.second) {
      this.second = second;
      this.prefix = logTime(second * 1000);
    }
    const line = `${this.prefix} ${level}: ${text}`;
    for (const sink of this.sinks) {
      try {
        sink.write(line, { atMs, level, text });
      } catch {
        // The log is told nothing about itself; mail goes on.
      }
    }
  }
}
