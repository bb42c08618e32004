import { type FileHandle, open } from 'node:fs/promises';
import type { MailLogSink } from './mail-log.ts';

/** Lines that wait while the disk is slow; beyond this they are dropped rather than filling the memory. */
const MOST_WAITING = 100_000;

/**
 * A log file that is appended to. What comes while a write is under way goes out with the next one. A write that fails loses
 * its lines and nothing else: mail goes on, and the next lines are tried again.
 */
export class LogFile implements MailLogSink {
  private readonly file: Pick<FileHandle, 'appendFile' | 'close'>;
  private readonly complain: (problem: string) => void;
  private waiting: string[] = [];
  private writing: Promise<void> | undefined;
  private lost = 0;

  constructor(file: Pick<FileHandle, 'appendFile' | 'close'>, complain: (problem: string) => void) {
    this.file = file;
    this.complain = complain;
  }

  /** Opens the file, and makes it if need be; rejects with the system's error. */
  static async open(path: string, complain: (problem: string) => void): Promise<LogFile> {
    return new LogFile(await open(path, 'a'), (problem) => complain(`mail log ${path}: ${problem}`));
  }

  write(line: string): void {
    if (this.waiting.length >= MOST_WAITING) {
      this.lose(1, 'the disk is too slow');
      return;
    }
    this.waiting.push(`${line}\n`);
    this.writing ??= this.drain();
  }

  /** Writes what is left and closes the file. */
  async close(): Promise<void> {
    await this.writing;
    await this.file.close();
  }

  private async drain(): Promise<void> {
    while (this.waiting.length > 0) {
      const lines = this.waiting;
      this.waiting = [];
      try {
        await this.file.appendFile(lines.join(''));
        this.recover();
      } catch (error) {
        this.lose(lines.length, error instanceof Error ? error.message : String(error));
      }
    }
    this.writing = undefined;
  }

  /** One complaint for each time the file goes bad, not one for each line. */
  private lose(lines: number, why: string): void {
    if (this.lost === 0) this.complain(`${why}; lines are lost until it can be written again`);
    this.lost += lines;
  }

  private recover(): void {
    if (this.lost === 0) return;
    this.complain(`can be written again; ${this.lost} lines were lost`);
    this.lost = 0;
  }
}
