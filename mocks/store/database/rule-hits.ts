import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { Evidence, RuleFired } from '../../../src/evidence/events.ts';
import type { Page, RuleHitChoice, RuleHitRecord } from '../message-record.ts';
import { numberIn, numberOrNull, type Row, textIn, textOrNull } from './columns.ts';

const LAYERS = ['dns', 'tcp', 'tls', 'smtp'] as const;

const hitIn = (row: Row): RuleHitRecord => ({
  seq: numberIn(row, 'seq'),
  atMs: numberIn(row, 'at'),
  ruleId: textIn(row, 'rule'),
  layer: LAYERS.find((layer) => layer === row.layer) ?? 'smtp',
  action: textIn(row, 'action'),
  connection: numberOrNull(row, 'connection'),
  query: numberOrNull(row, 'query'),
  stage: textOrNull(row, 'stage'),
});

/** Each firing of a rule. */
export class RuleHits {
  private readonly database: DatabaseSync;
  private readonly insert: StatementSync;

  constructor(database: DatabaseSync) {
    this.database = database;
    this.insert = database.prepare('INSERT INTO rule_hit VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  }

  add({ seq, atMs, ruleId, layer, action, connection, query, stage }: Evidence<RuleFired>): void {
    this.insert.run(seq, atMs, ruleId, layer, action, connection ?? null, query ?? null, stage ?? null);
  }

  list({ ruleId, connection, before }: RuleHitChoice, limit: number): Page<RuleHitRecord> {
    const clauses: [string, SQLInputValue][] = [];
    if (ruleId !== undefined) clauses.push(['rule = ?', ruleId]);
    if (connection !== undefined) clauses.push(['connection = ?', connection]);
    if (before !== undefined) clauses.push(['seq < ?', before]);
    const where = clauses.map(([sql]) => sql).join(' AND ') || '1';
    const rows = this.database
      .prepare(`SELECT * FROM rule_hit WHERE ${where} ORDER BY seq DESC LIMIT ?`)
      .all(...clauses.map(([, value]) => value), limit + 1)
      .map(hitIn);
    const page = rows.slice(0, limit);
    return { rows: page, next: rows.length > limit ? (page.at(-1)?.seq ?? null) : null };
  }

  dropUntil(seq: number): void {
    this.database.prepare('DELETE FROM rule_hit WHERE seq <= ?').run(seq);
  }
}
