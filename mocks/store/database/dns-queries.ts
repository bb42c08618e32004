import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { Evidence } from '../../../src/evidence/events.ts';
import type { DnsChoice, DnsQueryRecord, Page } from '../message-record.ts';
import { type Row, textIn } from './columns.ts';
import type { Tally } from './tally.ts';

interface Pending {
  record: DnsQueryRecord;
  readonly seq: number;
  changed: boolean;
}

/** The JSON of a row is our own: a file is checked for its format when it is opened. */
const recordIn = (row: Row): DnsQueryRecord => JSON.parse(textIn(row, 'record'));

/** Queries that wait for their answer at a time; more would be an attack, and are written without it. */
const MOST_PENDING = 1000;

/** DNS queries with what was answered. */
export class DnsQueries {
  private readonly database: DatabaseSync;
  private readonly tally: Tally;
  private readonly save: StatementSync;
  private readonly pending = new Map<number, Pending>();

  constructor(database: DatabaseSync, tally: Tally) {
    this.database = database;
    this.tally = tally;
    this.save = database.prepare(
      'INSERT INTO dns_query VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (query) DO UPDATE SET record = excluded.record',
    );
  }

  follow(entry: Evidence): void {
    if (entry.type === 'dnsQueryReceived') {
      const { query, name, qtype, transport, from, atMs, seq } = entry;
      const asked = { query, askedAtMs: atMs, name, qtype, transport, from };
      const record = { ...asked, rcode: null, answers: [], truncated: false, answeredAtMs: null, rules: [] };
      this.pending.set(query, { record, seq, changed: true });
      this.tally.dnsQueries += 1;
    } else if (entry.type === 'dnsAnswerSent') {
      const { rcode, answers, truncated, atMs } = entry;
      this.change(entry.query, (record) => ({ ...record, rcode, answers, truncated, answeredAtMs: atMs }));
    } else if (entry.type === 'ruleFired' && entry.query !== undefined) {
      const { ruleId } = entry;
      this.change(entry.query, (record) => ({ ...record, rules: [...record.rules, ruleId] }));
    }
  }

  /** Writes what changed; to be called at the end of each transaction. */
  flush(): void {
    for (const [query, one] of this.pending) {
      const { record, seq } = one;
      if (one.changed) {
        this.save.run(query, seq, record.askedAtMs, record.name.toLowerCase(), record.qtype, JSON.stringify(record));
        one.changed = false;
      }
      if (record.answeredAtMs !== null || this.pending.size > MOST_PENDING) this.pending.delete(query);
    }
  }

  list({ name, qtype, before, fromMs, untilMs }: DnsChoice, limit: number): Page<DnsQueryRecord> {
    const clauses: [string, SQLInputValue][] = [];
    if (name !== undefined) clauses.push(['name = ?', name.toLowerCase()]);
    if (qtype !== undefined) clauses.push(['qtype = ?', qtype.toUpperCase()]);
    if (before !== undefined) clauses.push(['query < ?', before]);
    if (fromMs !== undefined) clauses.push(['at >= ?', fromMs]);
    if (untilMs !== undefined) clauses.push(['at <= ?', untilMs]);
    const where = clauses.map(([sql]) => sql).join(' AND ') || '1';
    const rows = this.database
      .prepare(`SELECT record FROM dns_query WHERE ${where} ORDER BY query DESC LIMIT ?`)
      .all(...clauses.map(([, value]) => value), limit + 1)
      .map(recordIn);
    const page = rows.slice(0, limit);
    return { rows: page, next: rows.length > limit ? (page.at(-1)?.query ?? null) : null };
  }

  /** Forgets queries that were asked up to this place in the evidence. */
  dropUntil(seq: number): void {
    this.tally.dnsQueries -= Number(this.database.prepare('DELETE FROM dns_query WHERE seq <= ?').run(seq).changes);
  }

  private change(query: number, next: (record: DnsQueryRecord) => DnsQueryRecord): void {
    const one = this.pending.get(query);
    if (one === undefined) return;
    one.record = next(one.record);
    one.changed = true;
  }
}
