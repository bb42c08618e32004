import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type {
  MentionedRequirement,
  MessageChoice,
  MessageDetails,
  MessagePage,
  MessageSelection,
  MessageSummary,
  RunMention,
  TagCount,
} from '../message-record.ts';
import type { Term } from '../search/query-language.ts';
import { type Clause, compileQuery, ofAccount } from '../search/query-sql.ts';
import { numberIn, type Row, textIn } from './columns.ts';
import { messageTextOf, SELECT_MESSAGE, summaryOf } from './message-row.ts';

/** A choice whose search was read already. */
export interface ReadChoice extends Omit<MessageChoice, 'q'> {
  readonly terms: readonly Term[];
}

/** A selection whose search was read already. */
export type ReadSelection = Exclude<MessageSelection, { readonly matching: MessageChoice }> | { readonly matching: ReadChoice };

const MOST_DUPLICATES = 100;
const MOST_MENTIONS = 100;

const whereOf = (choice: ReadChoice, nowMs: number): Clause => {
  const clauses = compileQuery(choice.terms, nowMs);
  if (choice.account !== undefined) clauses.push(ofAccount(choice.account));
  if (choice.before !== undefined) clauses.push({ sql: 'm.id < ?', values: [choice.before] });
  if (choice.after !== undefined) clauses.push({ sql: 'm.id > ?', values: [choice.after] });
  return { sql: clauses.map(({ sql }) => sql).join(' AND ') || '1', values: clauses.flatMap(({ values }) => values) };
};

/** Reads copies. */
export class MessageReader {
  private readonly database: DatabaseSync;
  private readonly row: StatementSync;
  private readonly tagsOf: StatementSync;
  private readonly duplicates: StatementSync;
  private readonly mentions: StatementSync;
  private readonly requirements: StatementSync;
  private readonly allTags: StatementSync;

  constructor(database: DatabaseSync) {
    this.database = database;
    this.row = database.prepare(`${SELECT_MESSAGE} WHERE m.id = ?`);
    this.tagsOf = database.prepare('SELECT tag FROM tag WHERE message = ? ORDER BY tag');
    this.duplicates = database.prepare(
      `SELECT id FROM message WHERE (duplicate_of = ?1 OR id = ?1) AND fate IN (0, 2) ORDER BY id LIMIT ${MOST_DUPLICATES}`,
    );
    this.mentions = database.prepare(
      `SELECT c.run, c.scenario, s.record FROM run_copy c JOIN run_scenario s ON s.run = c.run AND s.scenario = c.scenario
       WHERE c.sha256 = ? ORDER BY c.run DESC, c.scenario LIMIT ${MOST_MENTIONS}`,
    );
    this.requirements = database.prepare(
      `SELECT value ->> '$.id' AS id, value ->> '$.title' AS title, coalesce(value ->> '$.statement', '') AS statement
       FROM run, json_each(run.details, '$.requirements') WHERE run.run = ?`,
    );
    this.allTags = database.prepare('SELECT tag, count(*) AS messages FROM tag GROUP BY tag ORDER BY tag');
  }

  list(choice: ReadChoice, limit: number, nowMs: number): Omit<MessagePage, 'unindexed'> {
    const { sql, values } = whereOf(choice, nowMs);
    // Found in the narrow rows alone: a search that finds nearly all would else read the text of every copy to show a page of them.
    const page = `SELECT m.id FROM message m WHERE ${sql} ORDER BY m.id DESC LIMIT ?`;
    const rows = this.all(`${SELECT_MESSAGE} WHERE m.id IN (${page}) ORDER BY m.id DESC`, [...values, limit + 1]);
    const messages = rows.slice(0, limit).map((row) => this.summary(row));
    return { messages, next: rows.length > limit ? (messages.at(-1)?.id ?? null) : null };
  }

  count(choice: ReadChoice, nowMs: number): number {
    const { sql, values } = whereOf(choice, nowMs);
    const [row] = this.all(`SELECT count(*) AS messages FROM message m WHERE ${sql}`, values);
    return row === undefined ? 0 : numberIn(row, 'messages');
  }

  /** Ids that a selection names, oldest first; those named that are not there are left out. */
  select(selection: ReadSelection, nowMs: number): number[] {
    if (selection === 'all') return this.all('SELECT id FROM message ORDER BY id', []).map((row) => numberIn(row, 'id'));
    if ('ids' in selection)
      return [...new Set(selection.ids)].filter((id) => this.row.get(id) !== undefined).sort((one, other) => one - other);
    const { sql, values } = whereOf(selection.matching, nowMs);
    return this.all(`SELECT m.id FROM message m WHERE ${sql} ORDER BY m.id`, values).map((row) => numberIn(row, 'id'));
  }

  get(id: number): MessageDetails | undefined {
    const row = this.row.get(id);
    if (row === undefined) return undefined;
    const summary = this.summary(row);
    const { innerSha256, innerSize, journal, clientIp, parts, cutShort, sha256 } = messageTextOf(row);
    const first = summary.duplicateOf ?? id;
    const duplicates = this.duplicates.all(first).map((one) => numberIn(one, 'id'));
    return {
      ...summary,
      innerSha256,
      innerSize,
      journal,
      clientIp,
      parts,
      attachments: numberIn(row, 'attachments'),
      cutShort,
      duplicates: duplicates.filter((one) => one !== id),
      runs: this.runsOf(sha256),
    };
  }

  bodyOf(id: number): number | undefined {
    const row = this.row.get(id);
    return typeof row?.body === 'number' ? row.body : undefined;
  }

  summaryOf(id: number): MessageSummary | undefined {
    const row = this.row.get(id);
    return row === undefined ? undefined : this.summary(row);
  }

  tags(): TagCount[] {
    return this.allTags.all().map((row) => ({ tag: textIn(row, 'tag'), messages: numberIn(row, 'messages') }));
  }

  private summary(row: Row): MessageSummary {
    const tags = this.tagsOf.all(numberIn(row, 'id')).map((tag) => textIn(tag, 'tag'));
    return summaryOf(row, tags);
  }

  private runsOf(sha256: string): RunMention[] {
    const known = new Map<number, ReadonlyMap<string, MentionedRequirement>>();
    return this.mentions.all(sha256).map((row) => {
      const run = numberIn(row, 'run');
      const { name, requirements }: { name: string; requirements: string[] } = JSON.parse(textIn(row, 'record'));
      const told = known.get(run) ?? this.requirementsOf(run);
      known.set(run, told);
      const mentioned = requirements.map((id) => told.get(id) ?? { id, title: '', statement: '' });
      return { run, scenario: textIn(row, 'scenario'), name, requirements: mentioned };
    });
  }

  private requirementsOf(run: number): Map<string, MentionedRequirement> {
    const rows = this.requirements.all(run);
    return new Map(
      rows.map((row) => [textIn(row, 'id'), { id: textIn(row, 'id'), title: textIn(row, 'title'), statement: textIn(row, 'statement') }]),
    );
  }

  private all(sql: string, values: readonly SQLInputValue[]): Row[] {
    return this.database.prepare(sql).all(...values);
  }
}
