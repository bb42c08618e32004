import { closeSync, fsyncSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { GatewayStartError } from '../gateway-start-error.ts';
import { APPLICATION_ID, FORMAT_VERSION, SCHEMA } from './schema.ts';

/** Pages in the write-ahead log before they are copied into the file: often enough to keep it small, seldom enough to cost nothing. */
const CHECKPOINT_PAGES = 4096;
const PAGE_BYTES = 4096;

const sqliteError = z.object({ errcode: z.int(), errstr: z.string() });

/** Why it failed, in one line: SQLite's own words, or the first place that a check stumbled over. */
export const whyOf = (error: unknown): string => {
  const known = sqliteError.safeParse(error);
  if (known.success) return known.data.errstr;
  if (error instanceof z.ZodError) return error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)[0] ?? error.name;
  return error instanceof Error ? error.message : String(error);
};

/** Primary result codes (sqlite.org/rescode.html); the upper bytes of a code only say more of the same. */
const BUSY = 5;
const NO_DATABASE = 26;
const CORRUPT = 11;

const startFailure = (path: string, error: unknown): GatewayStartError => {
  if (error instanceof GatewayStartError) return error;
  const known = sqliteError.safeParse(error);
  const code = known.success ? known.data.errcode & 0xff : undefined;
  const problem =
    code === BUSY
      ? 'another gateway uses it; stop that one or give this one a spool of its own'
      : code === NO_DATABASE
        ? 'it is no spool; give another path'
        : code === CORRUPT
          ? `it is damaged (${whyOf(error)}); move it away to start with an empty one`
          : whyOf(error);
  return new GatewayStartError(`cannot open the spool ${path}: ${problem}`, { cause: error });
};

/** Makes the file, readable by its owner alone: it holds mail. A file that is there is left untouched, its locks included. */
const makeFile = (path: string): void => {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return;
    throw error;
  }
};

/** A new file survives a power loss only once its folder is on the disk too. */
const syncFolder = (path: string): void => {
  const folder = openSync(dirname(path), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
};

const header = z.object({ application: z.int(), version: z.int(), tables: z.int() });

const checkFormat = (database: DatabaseSync, path: string): void => {
  const sql = `SELECT (SELECT application_id FROM pragma_application_id) AS application,
    (SELECT user_version FROM pragma_user_version) AS version, (SELECT count(*) FROM sqlite_schema) AS tables`;
  const { application, version, tables } = header.parse(database.prepare(sql).get());
  if (application === 0 && version === 0 && tables === 0) {
    database.exec(`BEGIN IMMEDIATE; ${SCHEMA}; COMMIT`);
    return;
  }
  if (application !== APPLICATION_ID) throw new GatewayStartError(`${path} is a database, but no spool; give another path`);
  if (version !== FORMAT_VERSION) {
    throw new GatewayStartError(
      `the spool ${path} has format ${version}, this gateway reads format ${FORMAT_VERSION}; run the version that wrote it until it is empty, or give another path`,
    );
  }
};

const checkPages = (database: DatabaseSync, path: string): void => {
  const [first] = database.prepare('PRAGMA quick_check(1)').all();
  const verdict = z.object({ quick_check: z.string() }).parse(first).quick_check;
  if (verdict !== 'ok') throw new GatewayStartError(`the spool ${path} is damaged (${verdict}); move it away to start with an empty one`);
};

/**
 * Opens a spool file, or makes it, for this process alone.
 *
 * `synchronous = NORMAL`: a commit is safe against a kill of the process as soon as it returns, since the log is written then; what has
 * to be safe against a power loss waits for `LogSync` besides. The lock lasts as long as the process: another one is refused.
 * @throws GatewayStartError
 */
export const openDatabase = (path: string, mostBytes: number | undefined): DatabaseSync => {
  let database: DatabaseSync | undefined;
  try {
    makeFile(path);
    database = new DatabaseSync(path, { timeout: 0 });
    database.exec(`PRAGMA page_size = ${PAGE_BYTES}; PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL`);
    database.exec(`PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}; BEGIN EXCLUSIVE; COMMIT`);
    if (mostBytes !== undefined) database.exec(`PRAGMA max_page_count = ${Math.floor(mostBytes / PAGE_BYTES)}`);
    checkFormat(database, path);
    checkPages(database, path);
    syncFolder(path);
    return database;
  } catch (error) {
    if (database?.isOpen) database.close();
    throw startFailure(path, error);
  }
};
