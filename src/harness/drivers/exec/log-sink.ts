import { StandError } from '../../outcome.ts';
import { MOST_BYTES, MOST_LINES } from '../../readers/log-limits.ts';
import { quoted } from './line-feed.ts';

/** The mail log of one scenario, as the program tells it. Throws StandError for a flood. */
export class LogSink {
  readonly lines: string[] = [];
  private bytes = 0;

  take(lines: readonly string[]): void {
    for (const line of lines) {
      this.bytes += line.length;
      if (this.lines.length >= MOST_LINES || this.bytes > MOST_BYTES) {
        throw new StandError(`more than ${MOST_LINES} log lines or ${MOST_BYTES} bytes of them; the last one: ${quoted(line)}`);
      }
      // As whoever reads a log file does: a line end within a line begins a new one (LOG-12).
      this.lines.push(...line.split(/\r?\n/));
    }
  }
}
