import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Evidence } from '../../../src/evidence/events.ts';
import { type FactHead, readFacts } from '../wire/fact-codec.ts';
import { bytesIn, numberIn, type Row } from './columns.ts';
import type { Tally } from './tally.ts';

// Evidence stands in blocks, one for each connection and transaction: a row for each entry would cost more than the copy that it
// tells of. Blocks of one transaction overlap in their numbers, those of different ones never do: `after` is the last number
// before the transaction.

/** Bytes after which a block is closed, so that the end of a long transcript can be read without its beginning. */
const LARGEST_BLOCK = 64 * 1024;

interface Open {
  first: number;
  last: number;
  entries: number;
  newestAt: number;
  bytes: number;
  facts: Buffer[];
}

const inOrder = (entries: Evidence[]): Evidence[] => entries.sort((one, other) => one.seq - other.seq);

export class EvidenceBlocks {
  private readonly insert: StatementSync;
  private readonly ofConnection: StatementSync;
  private readonly following: StatementSync;
  private readonly oldest: StatementSync;
  private readonly remove: StatementSync;
  private readonly tally: Tally;
  private readonly open = new Map<number, Open>();
  private newestSeq: number;
  /** The last number before the transaction under way. */
  private before: number;

  constructor(database: DatabaseSync, tally: Tally) {
    this.tally = tally;
    this.insert = database.prepare(
      'INSERT INTO evidence (connection, first, last, entries, newest_at, after, facts) VALUES (?, ?, ?, ?, ?, ?, ?)',
    );
    this.ofConnection = database.prepare('SELECT facts FROM evidence WHERE connection = ? AND last > ? ORDER BY first');
    this.following = database.prepare('SELECT after, facts FROM evidence WHERE last > ? ORDER BY last');
    this.oldest = database.prepare('SELECT id, last, entries, newest_at, length(facts) AS bytes FROM evidence ORDER BY id LIMIT 1');
    this.remove = database.prepare('DELETE FROM evidence WHERE id = ?');
    const newest = database.prepare('SELECT ifnull(max(last), 0) AS seq FROM evidence').get();
    this.newestSeq = newest === undefined ? 0 : numberIn(newest, 'seq');
    this.before = this.newestSeq;
  }

  /** Number of the newest entry. */
  get lastSeq(): number {
    return this.newestSeq;
  }

  /** Adds an entry, which stands in these bytes alone. */
  add(head: FactHead, bytes: Buffer): void {
    this.newestSeq = head.seq;
    const block = this.open.get(head.connection);
    if (block === undefined) {
      this.open.set(head.connection, {
        first: head.seq,
        last: head.seq,
        entries: 1,
        newestAt: head.atMs,
        bytes: bytes.length,
        facts: [bytes],
      });
      return;
    }
    block.last = head.seq;
    block.entries += 1;
    block.newestAt = head.atMs;
    block.bytes += bytes.length;
    block.facts.push(bytes);
    if (block.bytes >= LARGEST_BLOCK) this.write(head.connection, block);
  }

  /** Writes what was added; to be called at the end of each transaction. */
  flush(): void {
    for (const [connection, block] of this.open) this.write(connection, block);
    this.before = this.newestSeq;
  }

  /** The entries of one connection after a number, at most so many. */
  transcript(connection: number, after: number, limit: number): Evidence[] {
    const found: Evidence[] = [];
    for (const row of this.ofConnection.iterate(connection, after)) {
      for (const entry of readFacts(bytesIn(row, 'facts'))) if (entry.seq > after) found.push(entry);
      if (found.length >= limit) break;
    }
    return found.slice(0, limit);
  }

  /** The oldest entries after a number. */
  after(seq: number, limit: number): Evidence[] {
    const found: Evidence[] = [];
    // A block of the same transaction can still hold an earlier entry; those of later ones cannot.
    let complete = Number.POSITIVE_INFINITY;
    for (const row of this.following.iterate(seq)) {
      if (numberIn(row, 'after') >= complete) break;
      for (const entry of readFacts(bytesIn(row, 'facts'))) if (entry.seq > seq) found.push(entry);
      if (found.length >= limit) complete = inOrder(found)[limit - 1]?.seq ?? complete;
    }
    return inOrder(found).slice(0, limit);
  }

  /** The oldest block; undefined when there is none. */
  first(): Row | undefined {
    return this.oldest.get();
  }

  /** Deletes a block that `first` gave; tells how many entries it had. */
  drop(block: Row): number {
    const entries = numberIn(block, 'entries');
    this.remove.run(numberIn(block, 'id'));
    this.tally.evidence -= entries;
    this.tally.evidenceBytes -= numberIn(block, 'bytes');
    return entries;
  }

  private write(connection: number, { first, last, entries, newestAt, bytes, facts }: Open): void {
    this.open.delete(connection);
    this.insert.run(connection, first, last, entries, newestAt, this.before, Buffer.concat(facts, bytes));
    this.tally.evidence += entries;
    this.tally.evidenceBytes += bytes;
  }
}
