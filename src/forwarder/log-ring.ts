import type { MailLogSink } from './mail-log.ts';

export interface NumberedLine {
  /** Counts from 1 since the gateway started. */
  readonly seq: number;
  readonly line: string;
}

/** The last lines of the mail log, numbered, for whoever looks on. */
export class LogRing implements MailLogSink {
  private readonly limit: number;
  private readonly places: string[] = [];
  private readonly listeners = new Set<() => void>();
  private written = 0;

  constructor(limit: number) {
    this.limit = limit;
  }

  /** Number of the newest line; 0: none yet. */
  get last(): number {
    return this.written;
  }

  /** Lines that are no longer kept: the first one there is has the number after it. */
  get dropped(): number {
    return Math.max(0, this.written - this.limit);
  }

  write(line: string): void {
    this.written += 1;
    this.places[this.written % this.limit] = line;
    for (const listener of this.listeners) listener();
  }

  /** The newest lines, at most `most`, oldest first; `match` as below. */
  latest(most: number, match = ''): NumberedLine[] {
    const wanted = match.toLowerCase();
    const lines: NumberedLine[] = [];
    for (let place = this.written; place > this.dropped && lines.length < most; place -= 1) {
      const line = this.places[place % this.limit] ?? '';
      if (wanted === '' || line.toLowerCase().includes(wanted)) lines.push({ seq: place, line });
    }
    return lines.reverse();
  }

  /** At most `most` lines after a number, oldest first; `match`: only those that hold this text, in any case. */
  after(seq: number, most: number, match = ''): NumberedLine[] {
    const wanted = match.toLowerCase();
    const lines: NumberedLine[] = [];
    for (let place = Math.max(seq, this.dropped) + 1; place <= this.written && lines.length < most; place += 1) {
      const line = this.places[place % this.limit] ?? '';
      if (wanted === '' || line.toLowerCase().includes(wanted)) lines.push({ seq: place, line });
    }
    return lines;
  }

  /** Hears of every line until the returned function is called. */
  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }
}
