import type { Reply } from '../smtp/reply.ts';
import type { BounceKind } from './bounce-kind.ts';

/** One destination as `tophosts` shows it. */
export interface CounterRow {
  readonly host: string;
  /** Whether no connection could be made at the last delivery attempt. */
  readonly down: boolean;
  /** Whether any delivery was attempted yet: before that a host is neither up nor down. */
  readonly attempted: boolean;
  /** Messages waiting, not connections (COUNT-2). */
  readonly activeRecipients: number;
  readonly connectionsOut: number;
  readonly deliveredRecipients: number;
  /** Events: one recipient can have several. */
  readonly softBounced: number;
  readonly hardBounced: number;
}

/** The last reply of a host that refused for good. */
export interface LastRefusal {
  readonly reply: Reply;
  readonly address: string;
  readonly atMs: number;
}

/** One destination as `hoststatus` shows it. Times are ms on the gateway's clock. */
export interface HostCounters extends CounterRow {
  /** Of the active ones: those that no attempt was begun for. */
  readonly unattemptedRecipients: number;
  readonly attemptedRecipients: number;
  /** Connections that are being made. */
  readonly pendingConnections: number;
  readonly hardBounces: Readonly<Record<BounceKind, number>>;
  readonly oldestMessageAtMs: number | undefined;
  readonly lastActivityAtMs: number | undefined;
  readonly lastRefusal: LastRefusal | undefined;
}

/** COUNT-1: the destination under which journal copies are counted. */
export const TDC_QUEUE = 'the.tdc.queue';

/** Recipients of one message that are still to be delivered. */
interface Waiting {
  readonly sinceMs: number;
  readonly rids: Set<number>;
  attempted: boolean;
}

const NO_BOUNCES: Readonly<Record<BounceKind, number>> = { dns: 0, fiveXX: 0, filter: 0, expired: 0, other: 0 };

/**
 * The counters of one destination. It knows each recipient that waits by MID and RID, so that nothing is counted out twice and
 * the number of active recipients is always that of those really waiting (SCOPE-6).
 */
export class DestinationCounter {
  readonly host: string;
  /** Hears of every change; set by whoever shows the counters live. */
  onChange: () => void = () => {};
  private readonly now: () => number;
  private readonly waiting = new Map<number, Waiting>();
  private down = false;
  private everAttempted = false;
  private active = 0;
  private attemptedActive = 0;
  private pending = 0;
  private connections = 0;
  private delivered = 0;
  private soft = 0;
  private hard = 0;
  private readonly bounces: Record<BounceKind, number> = { ...NO_BOUNCES };
  private lastActivityAtMs: number | undefined;
  private lastRefusal: LastRefusal | undefined;

  /** `now`: ms on the gateway's clock. */
  constructor(host: string, now: () => number) {
    this.host = host;
    this.now = now;
  }

  /** `sinceMs`: when the message was accepted. */
  recipientsQueued(mid: number, rids: readonly number[], sinceMs: number): void {
    const known = this.waiting.get(mid);
    const fresh = known === undefined ? rids : rids.filter((rid) => !known.rids.has(rid));
    if (known === undefined) this.waiting.set(mid, { sinceMs, rids: new Set(rids), attempted: false });
    else for (const rid of fresh) known.rids.add(rid);
    this.active += fresh.length;
    if (known?.attempted === true) this.attemptedActive += fresh.length;
    this.onChange();
  }

  /** An attempt to deliver a message begins. */
  attemptBegan(mid: number): void {
    const known = this.waiting.get(mid);
    if (known === undefined || known.attempted) return;
    known.attempted = true;
    this.attemptedActive += known.rids.size;
    this.onChange();
  }

  connectionBegan(): void {
    this.pending += 1;
    this.onChange();
  }

  /** It came about: from here on it is one of the connections out. */
  connectionOpened(): void {
    this.pending -= 1;
    this.connections += 1;
    this.touch();
  }

  connectionFailed(): void {
    this.pending -= 1;
    this.onChange();
  }

  connectionClosed(): void {
    this.connections -= 1;
    this.touch();
  }

  /** COUNT-5: whether the host could be reached at this attempt. */
  reached(up: boolean): void {
    this.everAttempted = true;
    this.down = !up;
    this.onChange();
  }

  recipientsDelivered(mid: number, rids: readonly number[]): void {
    this.delivered += this.leave(mid, rids);
    this.touch();
  }

  /** One event for each recipient; they go on waiting. */
  softBounced(recipients: number): void {
    this.soft += recipients;
    this.touch();
  }

  hardBounced(mid: number, rids: readonly number[], kind: BounceKind): void {
    const left = this.leave(mid, rids);
    this.hard += left;
    this.bounces[kind] += left;
    this.touch();
  }

  /** A reply of 5yz was heard from the host at `address`. */
  refused(reply: Reply, address: string): void {
    this.lastRefusal = { reply, address, atMs: this.now() };
  }

  row(): CounterRow {
    return {
      host: this.host,
      down: this.down,
      attempted: this.everAttempted,
      activeRecipients: this.active,
      connectionsOut: this.connections,
      deliveredRecipients: this.delivered,
      softBounced: this.soft,
      hardBounced: this.hard,
    };
  }

  details(): HostCounters {
    return {
      ...this.row(),
      unattemptedRecipients: this.active - this.attemptedActive,
      attemptedRecipients: this.attemptedActive,
      pendingConnections: this.pending,
      hardBounces: { ...this.bounces },
      oldestMessageAtMs: this.oldest(),
      lastActivityAtMs: this.lastActivityAtMs,
      lastRefusal: this.lastRefusal,
    };
  }

  /** Messages that were queued again after a restart are older than their place in the list says. */
  private oldest(): number | undefined {
    let oldest: number | undefined;
    for (const { sinceMs } of this.waiting.values()) if (oldest === undefined || sinceMs < oldest) oldest = sinceMs;
    return oldest;
  }

  private leave(mid: number, rids: readonly number[]): number {
    const known = this.waiting.get(mid);
    if (known === undefined) return 0;
    let left = 0;
    for (const rid of rids) if (known.rids.delete(rid)) left += 1;
    if (known.rids.size === 0) this.waiting.delete(mid);
    this.active -= left;
    if (known.attempted) this.attemptedActive -= left;
    return left;
  }

  private touch(): void {
    this.lastActivityAtMs = this.now();
    this.onChange();
  }
}
