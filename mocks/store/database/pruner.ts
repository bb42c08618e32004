import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Ingest } from '../ingest.ts';
import type { StoreLimits } from '../store.ts';
import { numberIn } from './columns.ts';
import type { MessageWriter } from './message-writer.ts';
import type { Tally } from './tally.ts';

/** What one slice of pruning took away. */
export interface Pruned {
  readonly messages: number;
  readonly bytes: number;
  readonly evidence: number;
  readonly why: 'count' | 'bytes' | 'age';
}

/** Copies and blocks that go in one slice, so that whoever asks something meanwhile does not wait long. */
const SLICE = 200;

/** Gives up what goes beyond the limits, oldest first. The newest copy always stays. */
export class Pruner {
  private readonly limits: StoreLimits;
  private readonly tally: Tally;
  private readonly writer: MessageWriter;
  private readonly ingest: Ingest;
  private readonly oldest: StatementSync;

  constructor(database: DatabaseSync, limits: StoreLimits, tally: Tally, writer: MessageWriter, ingest: Ingest) {
    this.limits = limits;
    this.tally = tally;
    this.writer = writer;
    this.ingest = ingest;
    this.oldest = database.prepare('SELECT id, at FROM message ORDER BY id LIMIT 1');
  }

  /** Whether anything goes beyond the limits. */
  isDue(nowMs: number): boolean {
    return this.dueMessage(nowMs) !== undefined || this.dueBlock(nowMs) !== undefined;
  }

  /** Gives up one slice; to be called inside a transaction. */
  prune(nowMs: number): Pruned {
    const why = this.why();
    let messages = 0;
    let evidence = 0;
    let bytes = 0;
    let lastSeq = 0;
    for (let count = 0; count < SLICE; count += 1) {
      const message = this.dueMessage(nowMs);
      const block = this.dueBlock(nowMs);
      if (message !== undefined) {
        bytes += this.writer.delete(message)?.bytes ?? 0;
        messages += 1;
      }
      if (block !== undefined) {
        lastSeq = numberIn(block, 'last');
        evidence += this.ingest.evidence.drop(block);
      }
      if (message === undefined && block === undefined) break;
    }
    if (lastSeq > 0) for (const table of [this.ingest.hits, this.ingest.dns, this.ingest.connections]) table.dropUntil(lastSeq);
    const gone = { messages, bytes, evidence };
    this.tally.gaveUp(gone);
    return { ...gone, why };
  }

  private why(): Pruned['why'] {
    const { messages = Number.POSITIVE_INFINITY, evidence = Number.POSITIVE_INFINITY } = this.limits;
    if (this.tally.rows > messages || this.tally.evidence > evidence) return 'count';
    return this.isTooBig() ? 'bytes' : 'age';
  }

  /** Id of the oldest copy, where it has to go. */
  private dueMessage(nowMs: number): number | undefined {
    const { messages = Number.POSITIVE_INFINITY, ageMs } = this.limits;
    const { tally } = this;
    if (tally.rows <= messages && ageMs === undefined && !this.isTooBig()) return undefined;
    const row = tally.rows > 1 ? this.oldest.get() : undefined;
    if (row === undefined) return undefined;
    const at = numberIn(row, 'at');
    const due = tally.rows > messages || (ageMs !== undefined && at < nowMs - ageMs) || (this.isTooBig() && !this.evidenceIsOlder(at));
    return due ? numberIn(row, 'id') : undefined;
  }

  private dueBlock(nowMs: number) {
    const { evidence = Number.POSITIVE_INFINITY, ageMs } = this.limits;
    const { tally } = this;
    if (tally.evidence <= evidence && ageMs === undefined && !this.isTooBig()) return undefined;
    const block = this.ingest.evidence.first();
    if (block === undefined) return undefined;
    const at = numberIn(block, 'newest_at');
    const isOld = ageMs !== undefined && at < nowMs - ageMs;
    return tally.evidence > evidence || isOld || (this.isTooBig() && this.evidenceIsOlder()) ? block : undefined;
  }

  private isTooBig(): boolean {
    return this.tally.bytes + this.tally.evidenceBytes > (this.limits.bytes ?? Number.POSITIVE_INFINITY);
  }

  /** Of copies and evidence the older goes first. */
  private evidenceIsOlder(messageAt?: number): boolean {
    const block = this.ingest.evidence.first();
    if (block === undefined) return false;
    const row = this.tally.rows > 1 ? this.oldest.get() : undefined;
    const at = messageAt ?? (row === undefined ? Number.POSITIVE_INFINITY : numberIn(row, 'at'));
    return numberIn(block, 'newest_at') <= at;
  }
}
