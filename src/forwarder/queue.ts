import type { Clock, Timer } from '../clock.ts';
import type { OutboundConnection } from './outbound.ts';
import { domainOf } from './policy.ts';
import type { OutgoingCopy, SpooledCopy, SpoolJob } from './spool/spool.ts';

/** Where a copy stands and why. Times are ms on the clock. */
export type CopyState =
  | { readonly kind: 'ready'; readonly sinceMs: number; readonly reason: string }
  | { readonly kind: 'connecting'; readonly sinceMs: number }
  | { readonly kind: 'sending'; readonly sinceMs: number; readonly dcid: number }
  | { readonly kind: 'waiting to retry'; readonly sinceMs: number; readonly untilMs: number; readonly reason: string }
  | { readonly kind: 'removed'; readonly sinceMs: number; readonly reason: string };

/** An attempt under way. */
export class Attempt {
  readonly startedMs: number;
  /** The connection that the attempt is bound to at the moment. */
  connection: OutboundConnection | undefined;
  readonly ended: Promise<'aborted'>;
  private aborted = false;
  private readonly end: () => void;

  constructor(startedMs: number) {
    this.startedMs = startedMs;
    const { promise, resolve } = Promise.withResolvers<'aborted'>();
    this.ended = promise;
    this.end = () => resolve('aborted');
  }

  get isAborted(): boolean {
    return this.aborted;
  }

  /** Ends it from outside; its connection, if any, is dropped. */
  abort(): void {
    this.aborted = true;
    this.end();
    this.connection?.channel.destroy('timed out');
  }
}

/** A copy in the queue. */
export interface QueuedCopy {
  readonly mid: number;
  readonly domain: string;
  readonly copy: OutgoingCopy;
  readonly enqueuedMs: number;
  /** The copy as the spool keeps it. */
  readonly job: SpoolJob;
  /** SMTP-4: a final dot was sent once whose reply was never read. */
  inDoubt: boolean;
  state: CopyState;
  attempt: Attempt | undefined;
}

export interface QueueEvents {
  /** The copy may be attempted now. */
  ready(copy: QueuedCopy): void;
  /** QUEUE-1: its time is over. It has left the queue; an attempt under way is still running. */
  expired(copy: QueuedCopy): void;
}

/** `the.tdc.queue`: every copy from enqueueing to its end, with its two timers. Who delivers is told what is ready. */
export class CopyQueue {
  protected readonly clock: Clock;
  protected readonly lifeMs: number;
  protected readonly events: QueueEvents;
  protected readonly copies = new Map<QueuedCopy, { life: Timer; retry: Timer | undefined }>();

  constructor(clock: Clock, lifeMs: number, events: QueueEvents) {
    this.clock = clock;
    this.lifeMs = lifeMs;
    this.events = events;
  }

  get size(): number {
    return this.copies.size;
  }

  enqueue({ mid, copy, enqueuedMs, job, inDoubt }: SpooledCopy): void {
    const now = this.clock.now();
    const queued: QueuedCopy = {
      mid,
      domain: domainOf(copy.recipient),
      copy,
      enqueuedMs,
      job,
      inDoubt,
      state: { kind: 'ready', sinceMs: now, reason: 'enqueued' },
      attempt: undefined,
    };
    // QUEUE-1: age counts from enqueueing, whatever happens meanwhile, restarts included; a clock set back makes nothing live longer.
    const leftMs = this.lifeMs - Math.max(0, now - enqueuedMs);
    const life = this.clock.setTimer(leftMs, () => this.expire(queued));
    this.copies.set(queued, { life, retry: undefined });
    this.events.ready(queued);
  }

  setState(copy: QueuedCopy, state: CopyState): void {
    copy.state = state;
  }

  waitToRetry(copy: QueuedCopy, waitMs: number, reason: string): void {
    const timers = this.copies.get(copy);
    if (timers === undefined) return;
    const now = this.clock.now();
    copy.state = { kind: 'waiting to retry', sinceMs: now, untilMs: now + waitMs, reason };
    timers.retry = this.clock.setTimer(waitMs, () => {
      copy.state = { kind: 'ready', sinceMs: this.clock.now(), reason: 'retry is due' };
      this.events.ready(copy);
    });
  }

  /** Takes a copy out for good. */
  remove(copy: QueuedCopy, reason: string): void {
    const timers = this.copies.get(copy);
    timers?.life.cancel();
    timers?.retry?.cancel();
    this.copies.delete(copy);
    copy.state = { kind: 'removed', sinceMs: this.clock.now(), reason };
  }

  /** Cancels all timers and drops what is left. */
  stop(): void {
    for (const copy of [...this.copies.keys()]) this.remove(copy, 'gateway stopped');
  }

  protected expire(copy: QueuedCopy): void {
    this.remove(copy, 'too long in the queue');
    this.events.expired(copy);
  }
}
