import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { MockStartError } from '../../listen.ts';
import { APPLICATION_ID, FORMAT, INDEX_SETTINGS, TABLES } from './schema.ts';

const sqliteError = z.object({ errcode: z.int(), message: z.string() });

// Primary result codes of SQLite (the low byte of `errcode`).
const BUSY = 5;
const READONLY = 8;
const CANTOPEN = 14;
const NOTADB = 26;
const CORRUPT = 11;

const REMEDIES: Readonly<Record<number, string>> = {
  [BUSY]: 'another process has it open: stop that one, or name another file',
  [READONLY]: 'it may not be written to: change its permissions, or name another file',
  [CANTOPEN]: 'it cannot be opened: see that the folder exists and may be written to',
  [NOTADB]: 'it is no store of a mock SETD: name another file',
  [CORRUPT]: 'it is damaged: restore it from a copy, or name another file',
};

/** Puts a failure to open a store into words. */
export const openFailure = (path: string, cause: unknown): MockStartError => {
  if (cause instanceof MockStartError) return cause;
  const { data } = sqliteError.safeParse(cause);
  const remedy = data === undefined ? undefined : REMEDIES[data.errcode & 0xff];
  const words = cause instanceof Error ? cause.message : String(cause);
  return new MockStartError(`the store ${path}: ${remedy ?? words}`, { cause });
};

const pragma = (database: DatabaseSync, name: string): unknown => database.prepare(`PRAGMA ${name}`).get()?.[name];

/** Sees to it that the file is new or a store of this format; makes the tables of a new one. */
const check = (database: DatabaseSync, path: string): void => {
  const isNew = database.prepare('SELECT count(*) AS tables FROM sqlite_schema').get()?.tables === 0;
  if (isNew) {
    database.exec(`BEGIN; ${TABLES} PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${FORMAT}; COMMIT`);
    return;
  }
  if (pragma(database, 'application_id') !== APPLICATION_ID) {
    throw new MockStartError(`the store ${path}: it is a SQLite file of another program: name another file`);
  }
  const format = pragma(database, 'user_version');
  if (format === FORMAT) return;
  const newer = typeof format === 'number' && format > FORMAT;
  const advice = newer
    ? 'it was written by a newer version: use that one, or name another file'
    : 'it is of a format that is no longer read: name another file';
  throw new MockStartError(`the store ${path}: ${advice} (format ${format}, expected ${FORMAT})`);
};

/**
 * Opens the database of a store and takes it for this process alone. Throws a MockStartError.
 *
 * Safety: the write-ahead log is synced at checkpoints only. A transaction is with the operating system once it is committed, so that the
 * death of the process loses nothing; a loss of power can lose the last transactions, but never damages the file. With `flush`
 * every commit is synced.
 */
export const openDatabase = (path: string, flush: boolean): DatabaseSync => {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path);
    // Without shared memory the log is quicker, and the lock is held from the first access to the end.
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA page_size = 8192');
    database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${flush ? 'FULL' : 'NORMAL'}`);
    database.exec('PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = 4000; BEGIN IMMEDIATE; COMMIT');
    check(database, path);
    database.exec(INDEX_SETTINGS);
    return database;
  } catch (error) {
    database?.close();
    throw openFailure(path, error);
  }
};
