import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { ConnectionEnd, Evidence } from '../../../src/evidence/events.ts';
import type { SmtpStage } from '../../../src/smtp/stage.ts';
import type { ConnectionChoice, ConnectionRecord, Page } from '../message-record.ts';
import { numberIn, type Row, textIn } from './columns.ts';
import type { Tally } from './tally.ts';

type Writable = { -readonly [Key in keyof ConnectionRecord]: ConnectionRecord[Key] };

/** A connection that is open. */
interface Live {
  readonly record: Writable & { readonly rules: string[]; readonly anomalies: string[] };
  /** Rules that fired since the last copy. */
  sinceCopy: string[];
  lastSeq: number;
  changed: boolean;
}

/** Rules and anomalies that a record names at most. */
const MOST_NAMED = 100;

const note = (list: string[], entry: string): void => {
  if (list.length < MOST_NAMED && !list.includes(entry)) list.push(entry);
};

/** The JSON of a row is our own: a file is checked for its format when it is opened. */
const recordIn = (row: Row): ConnectionRecord => JSON.parse(textIn(row, 'record'));

/** Connections: those that are open are followed in memory, and written when a transaction ends. */
export class Connections {
  private readonly database: DatabaseSync;
  private readonly tally: Tally;
  private readonly save: StatementSync;
  private readonly row: StatementSync;
  private readonly live = new Map<number, Live>();

  constructor(database: DatabaseSync, tally: Tally) {
    this.database = database;
    this.tally = tally;
    this.save = database.prepare(
      `INSERT INTO connection VALUES (?, ?, ?, ?, ?) ON CONFLICT (connection)
       DO UPDATE SET closed_at = excluded.closed_at, last_seq = excluded.last_seq, record = excluded.record`,
    );
    this.row = database.prepare('SELECT record FROM connection WHERE connection = ?');
  }

  /** Follows one entry of a connection. */
  follow(entry: Evidence): void {
    if (entry.type === 'connectionOpened') this.opened(entry);
    if (!('connection' in entry) || entry.connection === undefined) return;
    const live = this.live.get(entry.connection);
    if (live === undefined) return;
    live.changed = true;
    live.lastSeq = entry.seq;
    const { record } = live;
    if (entry.type === 'tlsEstablished') {
      const { protocol, cipher, servername, certificate } = entry;
      record.tls = { protocol, cipher, servername, certificate };
    } else if (entry.type === 'tlsFailed') record.tlsFailure = entry.reason;
    else if (entry.type === 'wireAnomaly') note(record.anomalies, `${entry.kind}: ${entry.detail}`);
    else if (entry.type === 'ruleFired') {
      note(record.rules, entry.ruleId);
      note(live.sinceCopy, entry.ruleId);
    } else if (entry.type === 'connectionClosed') {
      const { end, stage, bytesIn, bytesOut, atMs } = entry;
      Object.assign(record, { end, stage, bytesIn, bytesOut, closedAtMs: atMs });
    }
  }

  /** A command or reply passed, at a stage. */
  passed(connection: number, stage: SmtpStage, seq: number): void {
    const live = this.live.get(connection);
    if (live === undefined) return;
    live.record.stage = stage;
    live.lastSeq = seq;
    live.changed = true;
  }

  /** A copy came whole: what is known of its connection. */
  copyCame(connection: number): { readonly rules: readonly string[]; readonly tls: ConnectionRecord['tls'] } {
    const live = this.live.get(connection);
    if (live === undefined) return { rules: [], tls: null };
    const rules = live.sinceCopy;
    live.sinceCopy = [];
    live.record.copies += 1;
    live.changed = true;
    return { rules, tls: live.record.tls };
  }

  /** Writes what changed; to be called at the end of each transaction. */
  flush(): void {
    for (const [connection, live] of this.live) {
      if (!live.changed) continue;
      live.changed = false;
      const { record } = live;
      this.save.run(connection, record.openedAtMs, record.closedAtMs, live.lastSeq, JSON.stringify(record));
      if (record.closedAtMs !== null) this.live.delete(connection);
    }
  }

  /** Those that were open when the process before this one ended: nobody saw their end. */
  closeLost(atMs: number): void {
    for (const row of this.database.prepare('SELECT connection, last_seq, record FROM connection WHERE closed_at IS NULL').all()) {
      const end: ConnectionEnd = 'intake stopped';
      const record: ConnectionRecord = { ...recordIn(row), end, closedAtMs: atMs };
      this.save.run(record.connection, record.openedAtMs, atMs, numberIn(row, 'last_seq'), JSON.stringify(record));
    }
  }

  get(connection: number): ConnectionRecord | undefined {
    const row = this.row.get(connection);
    return row === undefined ? undefined : recordIn(row);
  }

  list({ open, before, fromMs, untilMs }: ConnectionChoice, limit: number): Page<ConnectionRecord> {
    const clauses: [string, ...SQLInputValue[]][] = [];
    if (open !== undefined) clauses.push([`closed_at IS ${open ? '' : 'NOT '}NULL`]);
    if (before !== undefined) clauses.push(['connection < ?', before]);
    if (fromMs !== undefined) clauses.push(['(closed_at IS NULL OR closed_at >= ?)', fromMs]);
    if (untilMs !== undefined) clauses.push(['opened_at <= ?', untilMs]);
    const where = clauses.map(([sql]) => sql).join(' AND ') || '1';
    const values = clauses.flatMap(([, ...given]) => given);
    const rows = this.database
      .prepare(`SELECT record FROM connection WHERE ${where} ORDER BY connection DESC LIMIT ?`)
      .all(...values, limit + 1)
      .map(recordIn);
    const page = rows.slice(0, limit);
    return { rows: page, next: rows.length > limit ? (page.at(-1)?.connection ?? null) : null };
  }

  /** Forgets connections that had closed by this place in the evidence. */
  dropUntil(seq: number): void {
    const { changes } = this.database.prepare('DELETE FROM connection WHERE last_seq <= ? AND closed_at IS NOT NULL').run(seq);
    this.tally.connections -= Number(changes);
  }

  private opened(entry: Extract<Evidence, { type: 'connectionOpened' }>): void {
    const { connection, round, host, localAddress, localPort, remoteAddress, remotePort, atMs, seq } = entry;
    const record = {
      connection,
      round,
      host,
      local: `${localAddress}:${localPort}`,
      remote: `${remoteAddress}:${remotePort}`,
      openedAtMs: atMs,
      closedAtMs: null,
      end: null,
      stage: 'connect',
      bytesIn: 0,
      bytesOut: 0,
      tls: null,
      tlsFailure: null,
      copies: 0,
      rules: [],
      anomalies: [],
    };
    this.live.set(connection, { record, sinceCopy: [], lastSeq: seq, changed: true });
    this.tally.connections += 1;
  }
}
