import type { FileHandle } from 'node:fs/promises';
import type { Clock } from '../../clock.ts';

/**
 * Brings the write-ahead log to the disk. What is committed while a sync is under way waits for the next one, so that one sync serves
 * all messages that ended meanwhile. It runs on the thread pool: mail goes on.
 */
export class LogSync {
  private readonly log: Pick<FileHandle, 'datasync'>;
  private readonly clock: Clock;
  private running: Promise<void> | undefined;
  private next: Promise<void> | undefined;
  private failure: Error | undefined;

  constructor(log: Pick<FileHandle, 'datasync'>, clock: Clock) {
    this.log = log;
    this.clock = clock;
  }

  /**
   * Resolves when all that was committed before is on the disk. Once a sync has failed nobody knows what of the log is on the disk, and
   * a later one may succeed without it: every call rejects from then on.
   */
  sync(): Promise<void> {
    this.next ??= this.start(this.running);
    return this.next;
  }

  private async start(before: Promise<void> | undefined): Promise<void> {
    const end = this.clock.ledger.begin('sync of the spool');
    try {
      // A turn to let the caller's group commit together; a failure of the one before is told by `failure`.
      await before?.catch(() => {});
      this.running = this.next;
      this.next = undefined;
      if (this.failure === undefined) await this.log.datasync();
    } catch (error) {
      this.failure = error instanceof Error ? error : new Error(String(error));
    } finally {
      end();
    }
    if (this.failure !== undefined) throw this.failure;
  }
}
