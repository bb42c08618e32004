import type { MessageSummary } from './message-record.ts';

// What live pages follow: one numbered list of changes, so that a page that was cut off can go on where it stopped.

export type Change =
  | { readonly type: 'messageStored'; readonly message: MessageSummary }
  /** A copy that came whole and is not kept: refused or dropped. */
  | { readonly type: 'messageRefused'; readonly message: MessageSummary }
  /** Tags, unread flag, or what the index found out. */
  | { readonly type: 'messageChanged'; readonly message: MessageSummary }
  /** So many came, were changed, or became searchable at once that a page does better to read its list again. */
  | { readonly type: 'messagesChanged'; readonly messages: number }
  | { readonly type: 'messagesDeleted'; readonly ids: readonly number[] | 'all' }
  | {
      readonly type: 'pruned';
      readonly messages: number;
      readonly bytes: number;
      readonly evidence: number;
      readonly why: 'count' | 'bytes' | 'age';
    }
  | { readonly type: 'connectionOpened'; readonly connection: number; readonly atMs: number }
  | { readonly type: 'connectionClosed'; readonly connection: number; readonly atMs: number }
  | { readonly type: 'dnsAnswered'; readonly query: number }
  | { readonly type: 'ruleFired'; readonly ruleId: string; readonly seq: number }
  | { readonly type: 'runAdded'; readonly run: number }
  | { readonly type: 'runDeleted'; readonly run: number };

/** A change with its number. Numbers rise and go on after a restart with the same file. */
export type NumberedChange = Change & { readonly number: number };

export interface ChangePage {
  readonly changes: readonly NumberedChange[];
  /** True when changes after the given number are no longer held: read the lists again. */
  readonly missed: boolean;
}

const HELD = 5000;

/** Holds the newest changes and tells new ones. */
export class ChangeFeed {
  private held: NumberedChange[] = [];
  /** Number of the newest change that is not held; all after it are. */
  private before: number;
  private newest: number;
  private watched = false;
  private readonly watch: () => void;
  private readonly listeners = new Set<(change: NumberedChange) => void>();

  /**
   * `last`: the number of the last change before this process. `watch` is called when somebody looks for the first time: a store
   * counts its changes until then, and tells them only afterwards.
   */
  constructor(last = 0, watch: () => void = () => undefined) {
    this.newest = last;
    this.before = last;
    this.watch = watch;
  }

  /** Number of the newest change; 0 when there was none. */
  get last(): number {
    return this.newest;
  }

  /** What came after a number, oldest first: for SSE with Last-Event-ID. */
  after(number: number): ChangePage {
    this.look();
    return { changes: this.held.filter((change) => change.number > number), missed: number < this.before || number > this.newest };
  }

  subscribe(listener: (change: NumberedChange) => void): () => void {
    this.look();
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }

  /** Tells a change under the next number. */
  tell(change: Change): void {
    this.take([{ ...change, number: this.newest + 1 }], this.newest + 1);
  }

  /** For the store: takes changes that it numbered itself. `last` is its newest number; what is missing up to it was not told. */
  take(changes: readonly NumberedChange[], last: number): void {
    if (changes.length === 0 && last > this.newest) {
      this.held = [];
      this.before = last;
    }
    this.held.push(...changes);
    this.newest = last;
    if (this.held.length > 2 * HELD) {
      this.before = this.held.at(-HELD - 1)?.number ?? this.before;
      this.held = this.held.slice(-HELD);
    }
    for (const change of changes) for (const listener of this.listeners) listener(change);
  }

  private look(): void {
    if (this.watched) return;
    this.watched = true;
    this.watch();
  }
}
