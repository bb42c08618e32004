// The tables of a store. A change of what stands in them needs a new FORMAT: a file of another format is refused.

/** Marks a SQLite file as a store of ours: `SETD` in ASCII. */
export const APPLICATION_ID = 0x53455444;
export const FORMAT = 2;

/**
 * `message` holds what lists filter and count by, in narrow rows that a search can run through quickly; what is only shown is in
 * `message_text`. Keys are 48 bits of a digest: an index of numbers is a fifth the size
 * of one of digests, and what it finds is compared in full where a mistake would lose something.
 */
export const TABLES = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value ANY) WITHOUT ROWID, STRICT;

CREATE TABLE body (
  id INTEGER PRIMARY KEY, size INTEGER NOT NULL, users INTEGER NOT NULL, digest_key INTEGER, sha256 BLOB, bytes BLOB
) STRICT;
CREATE INDEX body_by_digest ON body (digest_key) WHERE digest_key IS NOT NULL;
CREATE TABLE piece (body INTEGER NOT NULL, place INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (body, place)) STRICT;
CREATE TABLE upload (upload INTEGER PRIMARY KEY, body INTEGER NOT NULL, size INTEGER NOT NULL, pieces INTEGER NOT NULL) STRICT;

CREATE TABLE message (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  account TEXT,
  connection INTEGER NOT NULL,
  fate INTEGER NOT NULL,
  size INTEGER NOT NULL,
  body INTEGER,
  mid INTEGER,
  dcid INTEGER,
  inner_key INTEGER NOT NULL,
  twin_key INTEGER,
  duplicate_of INTEGER,
  attempt INTEGER NOT NULL,
  attachments INTEGER NOT NULL,
  unread INTEGER NOT NULL,
  indexed INTEGER NOT NULL
) STRICT;
CREATE INDEX message_by_inner ON message (inner_key, account);
CREATE INDEX message_by_twin ON message (twin_key, account) WHERE twin_key IS NOT NULL;
CREATE INDEX message_duplicates ON message (duplicate_of) WHERE duplicate_of IS NOT NULL;
CREATE INDEX message_by_mid ON message (mid) WHERE mid IS NOT NULL;
CREATE INDEX message_by_connection ON message (connection);
CREATE INDEX message_unindexed ON message (id) WHERE indexed = 0;
CREATE TABLE message_text (id INTEGER PRIMARY KEY, details TEXT NOT NULL) STRICT;

CREATE TABLE belongs (account TEXT NOT NULL, message INTEGER NOT NULL, PRIMARY KEY (account, message)) WITHOUT ROWID, STRICT;
CREATE TABLE tag (message INTEGER NOT NULL, tag TEXT NOT NULL, PRIMARY KEY (message, tag)) WITHOUT ROWID, STRICT;
CREATE INDEX tag_by_name ON tag (tag, message);
CREATE TABLE message_rule (message INTEGER NOT NULL, rule TEXT NOT NULL, PRIMARY KEY (message, rule)) WITHOUT ROWID, STRICT;
CREATE INDEX message_rule_by_name ON message_rule (rule, message);

CREATE VIRTUAL TABLE words USING fts5 (
  subject, sender, recipients, body, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2'
);
CREATE VIRTUAL TABLE heads USING fts5 (
  subject, sender, recipients, message_id, content = '', contentless_delete = 1, tokenize = 'trigram remove_diacritics 1'
);

CREATE TABLE evidence (
  id INTEGER PRIMARY KEY,
  connection INTEGER NOT NULL,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  entries INTEGER NOT NULL,
  newest_at INTEGER NOT NULL,
  after INTEGER NOT NULL,
  facts BLOB NOT NULL
) STRICT;
CREATE INDEX evidence_by_connection ON evidence (connection, first);
CREATE INDEX evidence_by_last ON evidence (last);

CREATE TABLE connection (
  connection INTEGER PRIMARY KEY,
  opened_at INTEGER NOT NULL,
  closed_at INTEGER,
  last_seq INTEGER NOT NULL,
  record TEXT NOT NULL
) STRICT;
CREATE INDEX connection_open ON connection (connection) WHERE closed_at IS NULL;

CREATE TABLE dns_query (
  query INTEGER PRIMARY KEY, seq INTEGER NOT NULL, at INTEGER NOT NULL, name TEXT NOT NULL, qtype TEXT NOT NULL, record TEXT NOT NULL
) STRICT;
CREATE INDEX dns_query_by_name ON dns_query (name, query);

CREATE TABLE rule_hit (
  seq INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  rule TEXT NOT NULL,
  layer TEXT NOT NULL,
  action TEXT NOT NULL,
  connection INTEGER,
  query INTEGER,
  stage TEXT
) STRICT;
CREATE INDEX rule_hit_by_rule ON rule_hit (rule, seq);
CREATE INDEX rule_hit_by_connection ON rule_hit (connection, seq) WHERE connection IS NOT NULL;

CREATE TABLE delivery (mid INTEGER NOT NULL, dcid INTEGER NOT NULL) STRICT;
CREATE INDEX delivery_by_mid ON delivery (mid);

CREATE TABLE run (run INTEGER PRIMARY KEY AUTOINCREMENT, added_at INTEGER NOT NULL, scenarios INTEGER NOT NULL, summary TEXT NOT NULL, details TEXT NOT NULL) STRICT;
CREATE TABLE run_scenario (run INTEGER NOT NULL, scenario TEXT NOT NULL, record TEXT NOT NULL, PRIMARY KEY (run, scenario)) STRICT;
CREATE TABLE run_copy (sha256 TEXT NOT NULL, run INTEGER NOT NULL, scenario TEXT NOT NULL, PRIMARY KEY (sha256, run, scenario)) WITHOUT ROWID, STRICT;
CREATE INDEX run_copy_by_run ON run_copy (run);
`;

/**
 * How the indexes write (https://www.sqlite.org/fts5.html, section 6): a transaction is put together in memory whole, pieces are merged when
 * there are eight of a kind, and what was deleted is cleared away once most of a piece is dead. Copies go oldest first, so
 * that pieces die as a whole; to clear a tenth of one, as SQLite does by itself, writes all the rest of it anew.
 */
export const INDEX_SETTINGS = ['words', 'heads']
  .map((table) =>
    Object.entries({ hashsize: 16 * 1024 * 1024, automerge: 8, deletemerge: 80 })
      .map(([name, value]) => `INSERT INTO ${table} (${table}, rank) VALUES ('${name}', ${value});`)
      .join(' '),
  )
  .join(' ');
