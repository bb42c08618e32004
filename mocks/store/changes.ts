import type { MessageSummary } from './message-record.ts';

// What live pages follow: one numbered list of changes, so that a page that was cut off can go on where it stopped.

export type Change =
  | { readonly type: 'messageStored'; readonly message: MessageSummary }
  /** A copy that came whole and is not kept: refused or dropped. */
  | { readonly type: 'messageRefused'; readonly message: MessageSummary }
  /** Tags, unread flag, or what the index found out. */
  | { readonly type: 'messageChanged'; readonly message: MessageSummary }
  /** So many were changed at once that a page does better to read its list again. */
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
  private newest: number;
  private readonly listeners = new Set<(change: NumberedChange) => void>();

  /** `last`: the number of the last change before this process. */
  constructor(last = 0) {
    this.newest = last;
  }

  /** Number of the newest change; 0 when there was none. */
  get last(): number {
    return this.newest;
  }

  /** What came after a number, oldest first: for SSE with Last-Event-ID. */
  after(number: number): ChangePage {
    const oldest = this.newest - this.held.length;
    return { changes: this.held.filter((change) => change.number > number), missed: number < oldest || number > this.newest };
  }

  subscribe(listener: (change: NumberedChange) => void): () => void {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }

  /** For the store: numbers and tells a change that is written. */
  tell(change: Change): void {
    this.newest += 1;
    const numbered: NumberedChange = { ...change, number: this.newest };
    this.held.push(numbered);
    if (this.held.length > 2 * HELD) this.held = this.held.slice(-HELD);
    for (const listener of this.listeners) listener(numbered);
  }
}
