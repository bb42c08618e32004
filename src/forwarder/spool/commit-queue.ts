import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Clock } from '../../clock.ts';

interface Write {
  readonly run: () => void;
  /** Hears that the write is committed, or why it is not; without it the write is repeated with the next ones until it succeeds. */
  readonly settled?: (error: unknown) => void;
}

const ENDED = new Error('it is closed');

/**
 * Gathers the writes of one turn of the event loop into one transaction. When it returns they are safe against a kill of the process,
 * not yet against a power loss. A write that fails takes none of the others with it.
 *
 * The database is used on the main thread: all writes for a message of 5 KB cost 26 µs of processor there. Handed to a worker thread
 * they cost 13 µs here and 39 there. What takes long is the disk, and that is waited for elsewhere (`LogSync`).
 */
export class CommitQueue {
  private readonly database: DatabaseSync;
  private readonly clock: Clock;
  private readonly beginTransaction: StatementSync;
  private readonly commitTransaction: StatementSync;
  private waiting: Write[] = [];
  private endWork: (() => void) | undefined;
  private scheduled: NodeJS.Immediate | undefined;
  private ended = false;

  constructor(database: DatabaseSync, clock: Clock) {
    this.database = database;
    this.clock = clock;
    this.beginTransaction = database.prepare('BEGIN IMMEDIATE');
    this.commitTransaction = database.prepare('COMMIT');
  }

  /** Resolves when the write is committed; rejects with SQLite's error, and nothing of it is written then. */
  commit(run: () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      this.add({ run, settled: (error) => (error === undefined ? resolve() : reject(error)) });
    });
  }

  /** Nobody waits for this write; should it fail, it is tried again with every later one. */
  commitSometime(run: () => void): void {
    this.add({ run });
  }

  /** Writes what waits, now. */
  flush(): void {
    const writes = this.waiting;
    this.rest();
    if (this.tryTogether(writes)) return;
    // One of them fails, and no telling which: the urgent ones are tried one by one, so that each hears of its own fate.
    const patient = writes.filter(({ settled }) => settled === undefined);
    if (!this.tryTogether(patient)) this.waiting.push(...patient);
    for (const write of writes) if (write.settled !== undefined) write.settled(this.transact([write]));
  }

  /** Nothing is written any more; who waits hears that it will not be. */
  end(): void {
    this.ended = true;
    const writes = this.waiting;
    this.rest();
    for (const { settled } of writes) settled?.(ENDED);
  }

  private add(write: Write): void {
    if (this.ended) {
      write.settled?.(ENDED);
      return;
    }
    this.waiting.push(write);
    if (this.scheduled !== undefined) return;
    this.endWork = this.clock.ledger.begin('commit to the spool');
    this.scheduled = setImmediate(() => this.flush());
  }

  private rest(): void {
    clearImmediate(this.scheduled);
    this.scheduled = undefined;
    this.waiting = [];
    this.endWork?.();
  }

  private tryTogether(writes: readonly Write[]): boolean {
    if (writes.length === 0) return true;
    if (this.transact(writes) !== undefined) return false;
    for (const { settled } of writes) settled?.(undefined);
    return true;
  }

  /** Returns why it failed; undefined: all is committed. */
  private transact(writes: readonly Write[]): unknown {
    try {
      this.beginTransaction.run();
      for (const { run } of writes) run();
      this.commitTransaction.run();
      return undefined;
    } catch (error) {
      if (this.database.isTransaction) this.database.exec('ROLLBACK');
      return error;
    }
  }
}
