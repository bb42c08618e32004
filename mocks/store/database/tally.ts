import type { DatabaseSync } from 'node:sqlite';
import type { AccountCount } from '../message-record.ts';
import { numberIn, textOrNull } from './columns.ts';
import { Meta } from './meta.ts';

/** What a copy counts for. */
export interface Counted {
  readonly account: string | null;
  readonly accounts: readonly string[];
  readonly kept: boolean;
  readonly unread: boolean;
}

/** How much was given up because of the limits. */
interface Gone {
  messages: number;
  bytes: number;
  evidence: number;
}

const owners = ({ account, accounts }: Counted): readonly (string | null)[] => (accounts.length > 0 ? accounts : [account]);

/** Counts that lists show all the time, kept along instead of counted anew. */
export class Tally {
  private readonly byAccount = new Map<string | null, { messages: number; unread: number }>();
  /** Kept copies. */
  messages = 0;
  /** Bytes of bodies, each once. */
  bytes = 0;
  /** Rows of copies, kept or not. */
  rows = 0;
  evidence = 0;
  evidenceBytes = 0;
  connections = 0;
  dnsQueries = 0;
  unindexed = 0;
  /** What this store gave up so far, in earlier processes too: whoever reads its evidence is told how much of it is missing. */
  readonly pruned: Gone;
  private readonly meta: Meta;

  constructor(database: DatabaseSync) {
    this.meta = new Meta(database);
    this.pruned = {
      messages: this.meta.number('pruned messages'),
      bytes: this.meta.number('pruned bytes'),
      evidence: this.meta.number('pruned evidence'),
    };
    const numbers = (sql: string): Record<string, number> => {
      const row = database.prepare(sql).get() ?? {};
      return Object.fromEntries(Object.keys(row).map((name) => [name, numberIn(row, name)]));
    };
    const owned = database.prepare(
      `SELECT b.account, count(*) AS messages, sum(m.unread) AS unread FROM belongs b JOIN message m ON m.id = b.message
       WHERE m.fate IN (0, 2) GROUP BY b.account
       UNION ALL SELECT NULL, count(*), ifnull(sum(unread), 0) FROM message WHERE account IS NULL AND fate IN (0, 2)`,
    );
    for (const row of owned.all()) {
      this.byAccount.set(textOrNull(row, 'account'), { messages: numberIn(row, 'messages'), unread: numberIn(row, 'unread') });
    }
    Object.assign(
      this,
      numbers('SELECT count(*) AS rows, ifnull(sum(fate IN (0, 2)), 0) AS messages, ifnull(sum(indexed = 0), 0) AS unindexed FROM message'),
      numbers('SELECT ifnull(sum(size), 0) AS bytes FROM body'),
      numbers('SELECT ifnull(sum(entries), 0) AS evidence, ifnull(sum(length(facts)), 0) AS evidenceBytes FROM evidence'),
      numbers('SELECT count(*) AS connections FROM connection'),
      numbers('SELECT count(*) AS dnsQueries FROM dns_query'),
    );
  }

  /** Something was given up because of the limits; to be called inside a transaction. */
  gaveUp({ messages, bytes, evidence }: Readonly<Gone>): void {
    const { pruned } = this;
    pruned.messages += messages;
    pruned.bytes += bytes;
    pruned.evidence += evidence;
    for (const [name, count] of Object.entries(pruned)) this.meta.set(`pruned ${name}`, count);
  }

  /** Adds a copy, or takes one away. */
  count(copy: Counted, sign: 1 | -1): void {
    this.rows += sign;
    if (!copy.kept) return;
    this.messages += sign;
    for (const account of owners(copy)) this.change(account, sign, copy.unread ? sign : 0);
  }

  /** A copy was marked as read, or as unread. */
  marked(copy: Counted, unread: 1 | -1): void {
    if (copy.kept) for (const account of owners(copy)) this.change(account, 0, unread);
  }

  counts(): AccountCount[] {
    return [...this.byAccount].filter(([, { messages }]) => messages > 0).map(([account, count]) => ({ account, ...count }));
  }

  private change(account: string | null, messages: number, unread: number): void {
    const count = this.byAccount.get(account) ?? { messages: 0, unread: 0 };
    count.messages += messages;
    count.unread += unread;
    this.byAccount.set(account, count);
  }
}
