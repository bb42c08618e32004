/** Marks a SQLite file as a spool of this gateway: "SETD" in ASCII. */
export const APPLICATION_ID = 0x53_45_54_44;
/** Raised with every change of the tables that an older gateway could not read. */
export const FORMAT_VERSION = 1;

/** Messages up to this size are one row; the bytes of larger ones are pieces of at most this size each, so that no step takes long. */
export const PIECE_BYTES = 256 * 1024;

/**
 * The bytes of a message are there once, however many copies and originals are owed for it. What changes while a job is under way
 * (`arriving`) is a table of its own: its rows are small, so that a note touches one page. Times are ms since the epoch.
 */
export const SCHEMA = `
  CREATE TABLE number (name TEXT PRIMARY KEY, next INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE message (id INTEGER PRIMARY KEY, pieces INTEGER NOT NULL, bytes BLOB) STRICT;
  CREATE TABLE piece (message INTEGER NOT NULL, seq INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (message, seq)) STRICT;
  CREATE TABLE copy (
    mid INTEGER PRIMARY KEY, message INTEGER NOT NULL, policy TEXT NOT NULL, sender TEXT NOT NULL, recipient TEXT NOT NULL,
    head BLOB NOT NULL, has_body INTEGER NOT NULL, tail BLOB NOT NULL, size INTEGER NOT NULL, eight_bit INTEGER NOT NULL,
    enqueued_ms INTEGER NOT NULL, attempts INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE original (
    mid INTEGER PRIMARY KEY, message INTEGER NOT NULL, sender TEXT NOT NULL, recipients TEXT NOT NULL,
    head BLOB NOT NULL, has_body INTEGER NOT NULL, tail BLOB NOT NULL, size INTEGER NOT NULL, eight_bit INTEGER NOT NULL,
    tells_finished INTEGER NOT NULL, accepted_ms INTEGER NOT NULL, attempts INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE arriving (kind TEXT NOT NULL, mid INTEGER NOT NULL, PRIMARY KEY (kind, mid)) STRICT, WITHOUT ROWID;
  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${FORMAT_VERSION};
`;
