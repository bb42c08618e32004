import { type FileHandle, open, stat } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';
import { StandError } from '../outcome.ts';
import { MOST_BYTES, MOST_LINES } from './log-limits.ts';
import { LineCutter, type LogReader } from './log-reader.ts';

const BLOCK = 64 * 1024;

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';

/** A log file as it grows. One that is moved away is read to its end before the new one is; one that is cut is read from its beginning. */
export class FileLog implements LogReader {
  private readonly path: string;
  private readonly read: string[] = [];
  private file: FileHandle | undefined;
  private inode = 0;
  private offset = 0;
  /** Bytes read since the scenario began. */
  private taken = 0;
  private cutter = new LineCutter();
  private decoder = new StringDecoder('utf8');

  constructor(path: string) {
    this.path = path;
  }

  async begin(): Promise<void> {
    await this.end();
    this.read.length = 0;
    this.taken = 0;
    // One that is not there yet is read from its first line on.
    if (await this.openFile()) this.offset = (await this.file?.stat())?.size ?? 0;
  }

  async lines(): Promise<readonly string[]> {
    if (this.file !== undefined) await this.readOn();
    if (await this.isReplaced()) {
      this.read.push(...this.cutter.flush());
      await this.end();
      if (await this.openFile()) await this.readOn();
    }
    return this.read;
  }

  async end(): Promise<void> {
    const { file } = this;
    this.file = undefined;
    await file?.close();
  }

  private async openFile(): Promise<boolean> {
    try {
      this.file = await open(this.path, 'r');
    } catch (error) {
      if (isMissing(error)) return false;
      throw new StandError(`the log file ${this.path} cannot be read: ${String(error)}`, { cause: error });
    }
    this.inode = (await this.file.stat()).ino;
    this.offset = 0;
    this.cutter = new LineCutter();
    this.decoder = new StringDecoder('utf8');
    return true;
  }

  /** Whether another file has the name now. */
  private async isReplaced(): Promise<boolean> {
    try {
      return (await stat(this.path)).ino !== this.inode || this.file === undefined;
    } catch (error) {
      // In the middle of a rotation: the next look finds the new one.
      if (isMissing(error)) return false;
      throw new StandError(`the log file ${this.path} cannot be read: ${String(error)}`, { cause: error });
    }
  }

  private async readOn(): Promise<void> {
    const { file } = this;
    if (file === undefined) return;
    if ((await file.stat()).size < this.offset) {
      this.read.push(...this.cutter.flush());
      this.offset = 0;
    }
    for (;;) {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(BLOCK), 0, BLOCK, this.offset);
      if (bytesRead === 0) return;
      this.offset += bytesRead;
      this.taken += bytesRead;
      for (const line of this.cutter.take(this.decoder.write(buffer.subarray(0, bytesRead)))) this.read.push(line);
      // A system may write faster than anybody reads: this would never come to an end.
      if (this.read.length > MOST_LINES || this.taken > MOST_BYTES)
        throw new StandError(`the log file ${this.path} is flooded: more than ${MOST_LINES} lines or ${MOST_BYTES} bytes in one scenario`);
    }
  }
}
