import { fdatasyncSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../../clock.ts';
import { GatewayStartError } from '../gateway-start-error.ts';
import { CommitQueue } from './commit-queue.ts';
import { LogSync } from './log-sync.ts';
import { cutIntoPieces, MessageShelf } from './message-shelf.ts';
import { BLOCK, NumberBlocks } from './number-blocks.ts';
import { openDatabase, whyOf } from './open-database.ts';
import { PIECE_BYTES } from './schema.ts';
import {
  type FirstNumbers,
  type NewMessage,
  type Numbers,
  type Spool,
  SpoolError,
  type Spooled,
  type SpooledCopy,
  type SpooledOriginal,
  type SpoolJob,
} from './spool.ts';
import { type CopyRow, type JobKind, type OriginalRow, type Read, type SpoolTables, spoolTables } from './spool-tables.ts';
import { joinBody, separateBody } from './wrapped-bytes.ts';

const NOTHING: Spooled = { copies: [], originals: [] };

/** The rows of a message that is being accepted. */
interface Rows {
  readonly copies: readonly CopyRow[];
  readonly originals: readonly OriginalRow[];
}

const rowsOf = (id: number, { message, acceptedMs, copies, originals }: NewMessage): Rows => ({
  copies: copies.map(({ mid, policy, copy: { parts, ...copy } }) => ({
    ...copy,
    ...separateBody(parts, message.chunks),
    mid,
    policy,
    message: id,
    enqueuedMs: acceptedMs,
    attempts: 0,
  })),
  originals: originals.map(({ parts, ...original }) => ({
    ...original,
    ...separateBody(parts, message.chunks),
    message: id,
    attempts: 0,
  })),
});

/**
 * A spool in a SQLite file. A message is safe against a power loss before it is accepted; what becomes of its jobs is noted so that it
 * is safe against a kill of the process: after a power loss a copy that was delivered at the last moment may be sent once more.
 */
export class FileSpool implements Spool {
  readonly kind = 'file';
  private readonly path: string;
  private readonly database: DatabaseSync;
  private readonly log: Pick<FileHandle, 'fd' | 'datasync' | 'close'>;
  private readonly tables: SpoolTables;
  private readonly commits: CommitQueue;
  private readonly disk: LogSync;
  private readonly shelf = new MessageShelf();
  private blocks: NumberBlocks | undefined;
  private left: Spooled;
  private nextMessage: number;

  /** `log`: the open write-ahead log. Throws what reading a damaged file throws. */
  constructor(path: string, database: DatabaseSync, log: Pick<FileHandle, 'fd' | 'datasync' | 'close'>, clock: Clock) {
    this.path = path;
    this.database = database;
    this.log = log;
    this.tables = spoolTables(database);
    this.commits = new CommitQueue(database, clock);
    this.disk = new LogSync(log, clock);
    this.tables.tidy();
    const messages = this.tables.messages();
    this.nextMessage = Math.max(0, ...messages.map(({ id }) => id)) + 1;
    this.left = this.read(new Map(messages.map(({ id, pieces }) => [id, pieces])));
  }

  numbers(first: FirstNumbers): Numbers {
    const start = (name: keyof FirstNumbers): number => Math.max(first[name], this.tables.number(name) ?? 0);
    const starts = { mid: start('mid'), icid: start('icid'), dcid: start('dcid') };
    try {
      this.database.exec('BEGIN IMMEDIATE');
      for (const [name, next] of Object.entries(starts)) this.tables.setNumber(name, next + BLOCK);
      this.database.exec('COMMIT');
      fdatasyncSync(this.log.fd);
    } catch (error) {
      throw new GatewayStartError(`cannot write the spool ${this.path}: ${whyOf(error)}`, { cause: error });
    }
    this.blocks = new NumberBlocks(starts, async (name, until) => {
      await this.commits.commit(() => this.tables.setNumber(name, until));
      await this.disk.sync();
    });
    return this.blocks;
  }

  leftovers(): Spooled {
    const { left } = this;
    this.left = NOTHING;
    return left;
  }

  async accept(message: NewMessage): Promise<Spooled> {
    const id = this.nextMessage++;
    const rows = rowsOf(id, message);
    const { chunks, size } = message.message;
    let pieces = 0;
    try {
      if (size > PIECE_BYTES) {
        for (const piece of cutIntoPieces(chunks)) {
          const seq = pieces++;
          await this.commits.commit(() => this.tables.addPiece(id, seq, piece));
        }
      }
      const bytes = pieces > 0 ? null : Buffer.concat(chunks);
      await this.commits.commit(() => {
        this.tables.addMessage(id, pieces, bytes);
        for (const row of rows.copies) this.tables.addCopy(row);
        for (const row of rows.originals) this.tables.addOriginal(row);
      });
      await this.disk.sync();
    } catch (error) {
      this.takeBack(id, pieces, rows);
      throw new SpoolError(`the spool cannot be written: ${whyOf(error)}`, { cause: error });
    }
    // Abandoned while the disk was waited for.
    if (!this.database.isOpen) throw new SpoolError('the spool is closed');
    return this.begin(id, pieces, rows, message);
  }

  async close(): Promise<void> {
    if (!this.database.isOpen) return;
    this.commits.flush();
    this.commits.end();
    try {
      for (const [name, next] of this.blocks?.next ?? []) this.tables.setNumber(name, next);
      // What a busy time has left of free pages is given back to the disk, where that costs no copying.
      if (this.shelf.isEmpty) this.database.exec('VACUUM');
      this.database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    } catch {
      // Then the next run goes on after the reserved numbers, and reads the log.
    }
    this.database.close();
    await this.log.close();
  }

  abandon(): void {
    if (!this.database.isOpen) return;
    this.commits.end();
    // Closing copies the log into the file, which changes nothing of what the next run finds; there is no point in waiting for the disk.
    this.database.exec('PRAGMA synchronous = OFF');
    this.database.close();
    void this.log.close();
  }

  /** Not accepted after all: nothing of it may be found by a later run. */
  private takeBack(id: number, pieces: number, { copies, originals }: Rows): void {
    this.commits.commitSometime(() => {
      for (const { mid } of copies) this.tables.removeJob('copy', mid);
      for (const { mid } of originals) this.tables.removeJob('original', mid);
      this.tables.removeMessage(id, pieces);
    });
  }

  /** The jobs of an accepted message; the bytes of a large one are read from here on. */
  private begin(id: number, pieces: number, rows: Rows, { message }: NewMessage): Spooled {
    const held = this.shelf.holds(message.size);
    this.shelf.put(id, { pieces, heldBytes: held ? message.size : 0, jobs: rows.copies.length + rows.originals.length });
    const body = held ? () => message.chunks : () => this.readBody(id, pieces);
    return {
      copies: rows.copies.map((row) => this.copyFrom({ ...row, inDoubt: false }, body)),
      originals: rows.originals.map((row) => this.originalFrom({ ...row, inDoubt: false }, body)),
    };
  }

  /** Everything that an earlier run has left. */
  private read(pieces: ReadonlyMap<number, number>): Spooled {
    const copies = this.tables.copies();
    const originals = this.tables.originals();
    const jobs = Map.groupBy([...copies, ...originals], ({ message }) => message);
    for (const [id, of] of jobs) this.shelf.put(id, { pieces: pieces.get(id) ?? 0, heldBytes: 0, jobs: of.length });
    const body = (id: number) => () => this.readBody(id, pieces.get(id) ?? 0);
    return {
      copies: copies.map((row) => this.copyFrom(row, body(row.message))),
      originals: originals.map((row) => this.originalFrom(row, body(row.message))),
    };
  }

  private *readBody(id: number, pieces: number): Generator<Buffer> {
    if (pieces === 0) yield this.tables.messageBytes(id);
    for (let seq = 0; seq < pieces; seq += 1) yield this.tables.pieceBytes(id, seq);
  }

  private copyFrom(row: Read<CopyRow>, body: () => Iterable<Buffer>): SpooledCopy {
    const { mid, policy, sender, recipient, size, eightBit, enqueuedMs, attempts, inDoubt } = row;
    const copy = { sender, recipient, parts: joinBody(row, body), size, eightBit };
    const job = this.job('copy', mid, row.message, (done) => this.tables.noteCopyAttempts(mid, done));
    return { mid, policy, copy, enqueuedMs, attempts, inDoubt, job };
  }

  private originalFrom(row: Read<OriginalRow>, body: () => Iterable<Buffer>): SpooledOriginal {
    const { mid, sender, recipients, size, eightBit, tellsFinished, acceptedMs, attempts, inDoubt } = row;
    const original = { mid, sender, recipients, parts: joinBody(row, body), size, eightBit, tellsFinished, acceptedMs };
    const job = this.job('original', mid, row.message, (done, rids = []) =>
      this.tables.noteOriginalProgress(
        mid,
        done,
        recipients.filter(({ rid }) => rids.includes(rid)),
      ),
    );
    return { original, attempts, inDoubt, job };
  }

  private job(kind: JobKind, mid: number, message: number, noteAttempts: (attempts: number, rids?: readonly number[]) => void): SpoolJob {
    const { commits, tables, shelf } = this;
    return {
      noteArriving: async () => {
        const note = (): void => tables.noteArriving(kind, mid);
        // Mail goes on while the disk is full: only a crash before the note can be written would make a duplicate that is not told.
        await commits.commit(note).catch(() => commits.commitSometime(note));
      },
      noteRetry: ({ attempts, inDoubt, rids }) =>
        commits.commitSometime(() => {
          noteAttempts(attempts, rids);
          if (!inDoubt) tables.noteRefused(kind, mid);
        }),
      end: () => {
        const pieces = shelf.release(message);
        commits.commitSometime(() => {
          tables.removeJob(kind, mid);
          if (pieces !== undefined) tables.removeMessage(message, pieces);
        });
      },
    };
  }
}

export interface FileSpoolOptions {
  /** The file grows to this size at most; beyond it the spool is full. Default: as large as the disk lets it. */
  readonly mostBytes?: number;
}

/**
 * Opens a spool file, or makes it, for this process alone.
 * @throws GatewayStartError when it is in use, damaged, no spool, or of a newer format
 */
export const openFileSpool = async (path: string, clock: Clock, { mostBytes }: FileSpoolOptions = {}): Promise<FileSpool> => {
  const database = openDatabase(path, mostBytes);
  let log: FileHandle | undefined;
  try {
    // Not the spool file itself: closing a second handle of that would give up SQLite's lock on it (POSIX).
    log = await open(`${path}-wal`, 'r+');
    return new FileSpool(path, database, log, clock);
  } catch (error) {
    database.close();
    await log?.close();
    throw new GatewayStartError(`the spool ${path} is damaged (${whyOf(error)}); move it away to start with an empty one`, {
      cause: error,
    });
  }
};
