import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { Change, NumberedChange } from '../changes.ts';
import { Bodies } from '../database/bodies.ts';
import { MessageReader } from '../database/message-reader.ts';
import { MessageWriter } from '../database/message-writer.ts';
import { Meta } from '../database/meta.ts';
import { openDatabase } from '../database/open.ts';
import { type Pruned, Pruner } from '../database/pruner.ts';
import { Runs } from '../database/runs.ts';
import { Tally } from '../database/tally.ts';
import { Ingest } from '../ingest.ts';
import { SearchIndex } from '../search/search-index.ts';
import type { Ordinals } from '../stand-state.ts';
import type { StoreLimits } from '../store.ts';
import type { Frame } from '../wire/frame.ts';

export interface DatabaseOptions {
  /** A file, or `:memory:`. */
  readonly path: string;
  readonly flush: boolean;
  readonly limits: StoreLimits;
}

/** Stands for a copy that came, until somebody wants to know which. */
interface ArrivedCopy {
  readonly type: 'arrived';
  readonly id: number;
  readonly number: number;
}

/** When more copies come at once, only their number is told. */
const MOST_TOLD = 20;

/** The database of a store with all its tables; whatever is written is written inside `transaction`. */
export class StoreDatabase {
  readonly bodies: Bodies;
  readonly tally: Tally;
  readonly ingest: Ingest;
  readonly index: SearchIndex;
  readonly reader: MessageReader;
  readonly writer: MessageWriter;
  readonly runs: Runs;
  private readonly database: DatabaseSync;
  private readonly meta: Meta;
  private readonly pruner: Pruner;
  private changes: (NumberedChange | ArrivedCopy)[] = [];
  private lastChange: number;
  private savedChange: number;

  constructor({ path, flush, limits }: DatabaseOptions) {
    const database = openDatabase(path, flush);
    this.database = database;
    this.meta = new Meta(database);
    this.bodies = new Bodies(database);
    this.tally = new Tally(database);
    this.ingest = new Ingest(
      database,
      this.bodies,
      this.tally,
      (change) => this.tell(change),
      (id) => this.arrived(id),
    );
    this.index = new SearchIndex(database, this.bodies, this.tally);
    this.reader = new MessageReader(database);
    this.writer = new MessageWriter(database, this.bodies, this.tally);
    this.runs = new Runs(database);
    this.pruner = new Pruner(database, limits, this.tally, this.writer, this.ingest);
    this.lastChange = this.meta.number('change');
    this.savedChange = this.lastChange;
    if (this.meta.text('store') === undefined) this.meta.set('store', randomUUID());
  }

  /** Tells this store from all others. */
  get id(): string {
    return this.meta.text('store') ?? '';
  }

  /** Number of the newest frame that was taken. */
  get applied(): number {
    return this.meta.number('applied');
  }

  get newestChange(): number {
    return this.lastChange;
  }

  /** How the stand was configured last, as JSON; undefined for a new store. */
  get state(): string | undefined {
    return this.meta.text('state');
  }

  get ordinals(): Ordinals {
    return this.ingest.ordinals;
  }

  /** What was told since the last call. */
  takeChanges(): NumberedChange[] {
    const { changes } = this;
    this.changes = [];
    const arrived = changes.filter(({ type }) => type === 'arrived').length;
    if (arrived <= MOST_TOLD) return changes.map((change) => (change.type === 'arrived' ? this.stored(change) : change));
    const others = changes.filter((change) => change.type !== 'arrived');
    const number = this.lastChange + 1;
    this.lastChange = number;
    return [...others, { type: 'messagesChanged', messages: arrived, number }];
  }

  /** Drops what was told since the last call. */
  dropChanges(): void {
    this.changes = [];
  }

  tell(change: Change): void {
    this.lastChange += 1;
    this.changes.push({ ...change, number: this.lastChange });
  }

  private saveChange(): void {
    if (this.lastChange === this.savedChange) return;
    this.meta.set('change', this.lastChange);
    this.savedChange = this.lastChange;
  }

  private arrived(id: number): void {
    this.lastChange += 1;
    this.changes.push({ type: 'arrived', id, number: this.lastChange });
  }

  private stored({ id, number }: ArrivedCopy): NumberedChange {
    const message = this.reader.summaryOf(id);
    if (message === undefined) return { type: 'messagesDeleted', ids: [id], number };
    return { type: message.kept ? 'messageStored' : 'messageRefused', message, number };
  }

  /** All of `work` or nothing of it. */
  transaction<Result>(work: () => Result): Result {
    this.database.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.ingest.flush();
      this.saveChange();
      this.database.exec('COMMIT');
      return result;
    } catch (error) {
      this.database.exec('ROLLBACK');
      throw error;
    }
  }

  take(frame: Frame): void {
    this.ingest.take(frame);
  }

  /** Gives up one slice of what goes beyond the limits; undefined when nothing does. */
  prune(nowMs: number): Pruned | undefined {
    if (!this.pruner.isDue(nowMs)) return undefined;
    return this.transaction(() => {
      const pruned = this.pruner.prune(nowMs);
      this.tell({ type: 'pruned', ...pruned });
      return pruned;
    });
  }

  /** After a start: what was under way when the process before this one ended is over. */
  tidy(nowMs: number): void {
    this.transaction(() => {
      this.bodies.dropUploads();
      this.ingest.connections.closeLost(nowMs);
    });
  }

  close(): void {
    this.database.close();
  }
}
