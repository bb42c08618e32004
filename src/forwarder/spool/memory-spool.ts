import type { FirstNumbers, NewMessage, Numbers, Spool, Spooled, SpoolJob } from './spool.ts';

const NOTHING_LEFT: Spooled = { copies: [], originals: [] };

/** The queue in memory is all there is. */
const unkept: SpoolJob = { noteArriving: () => undefined, noteRetry: () => {}, end: () => {} };

const counterFrom = (first: number): (() => number) => {
  let next = first;
  return () => next++;
};

/** Keeps nothing: what is queued is lost when the gateway stops. */
export class MemorySpool implements Spool {
  readonly kind = 'memory';

  numbers({ mid, icid, dcid }: FirstNumbers): Numbers {
    return { mid: counterFrom(mid), icid: counterFrom(icid), dcid: counterFrom(dcid) };
  }

  leftovers(): Spooled {
    return NOTHING_LEFT;
  }

  async accept({ acceptedMs, copies, originals }: NewMessage): Promise<Spooled> {
    return {
      copies: copies.map((copy) => ({ ...copy, enqueuedMs: acceptedMs, attempts: 0, inDoubt: false, job: unkept })),
      originals: originals.map((original) => ({ original, attempts: 0, inDoubt: false, job: unkept })),
    };
  }

  async close(): Promise<void> {}

  abandon(): void {}
}
