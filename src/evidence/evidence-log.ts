import type { Clock } from '../clock.ts';
import type { Evidence, Fact, FactOf, FactType } from './events.ts';

/** Where the mocks write what they saw. */
export interface EvidenceSink {
  record(fact: Fact): void;
}

type Listener = (evidence: Evidence) => void;

/**
 * One append-only list of what was seen, in the order in which it was seen.
 * `capacity` bounds it for stands that run for days: the oldest entries go first and `dropped` tells up to which.
 */
export class EvidenceLog implements EvidenceSink {
  private readonly clock: Pick<Clock, 'now'>;
  private readonly capacity: number;
  private readonly listeners = new Set<Listener>();
  private entries: Evidence[] = [];
  private next: number;
  private gone: number;

  /** `before`: the last number of an earlier log that this one goes on from. */
  constructor(clock: Pick<Clock, 'now'>, capacity: number = Number.POSITIVE_INFINITY, before = 0) {
    if (!(capacity >= 1)) throw new RangeError(`expected an evidence capacity of at least 1, got ${capacity}`);
    this.clock = clock;
    this.capacity = Math.floor(capacity);
    this.gone = before;
    this.next = before + 1;
  }

  get all(): readonly Evidence[] {
    return this.entries;
  }

  /**
   * Number of the newest entry that is not held; 0 for none. Those up to it were given up because the log was full, or are of the
   * earlier log that this one goes on from: whoever comes back with one of their numbers has missed what lies between.
   */
  get dropped(): number {
    return this.gone;
  }

  record(fact: Fact): void {
    const evidence: Evidence = { ...fact, seq: this.next++, atMs: this.clock.now() };
    this.entries.push(evidence);
    if (this.entries.length > this.capacity * 1.25) {
      this.gone += this.entries.length - this.capacity;
      this.entries = this.entries.slice(-this.capacity);
    }
    for (const listener of this.listeners) listener(evidence);
  }

  ofType<Type extends FactType>(type: Type): Evidence<FactOf<Type>>[] {
    return this.entries.filter((entry): entry is Evidence<FactOf<Type>> => entry.type === type);
  }

  /** The oldest entries after `seq`, at most `limit` of them; those that were dropped are left out. */
  after(seq: number, limit: number): readonly Evidence[] {
    const from = Math.max(seq - this.gone, 0);
    return this.entries.slice(from, from + limit);
  }

  /** Calls `listener` for each new entry until the returned function is called. */
  subscribe(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }
}
