import { CopyQueue, type QueuedCopy } from '../forwarder/queue.ts';
import type { SpooledCopy } from '../forwarder/spool/spool.ts';
import { everyOf } from './tools.ts';
import type { Mutant } from './variant.ts';

const LIFE = 'the end of a copy in the queue is what that requirement is about as well';

/** Lives on from the time when an attempt of it was last put off. */
class AgeFromTheRetry extends CopyQueue {
  override waitToRetry(copy: QueuedCopy, waitMs: number, reason: string): void {
    super.waitToRetry(copy, waitMs, reason);
    const timers = this.copies.get(copy);
    if (timers === undefined) return;
    timers.life.cancel();
    timers.life = this.clock.setTimer(this.lifeMs, () => this.expire(copy));
  }
}

/** A copy is old from its first attempt on: what it waited before that does not count. */
class AgeFromTheFirstAttempt extends CopyQueue {
  override setState(copy: QueuedCopy, state: QueuedCopy['state']): void {
    if (state.kind === 'sending' && copy.state.kind === 'connecting') {
      const timers = this.copies.get(copy);
      timers?.life.cancel();
      if (timers !== undefined) timers.life = this.clock.setTimer(this.lifeMs, () => this.expire(copy));
    }
    super.setState(copy, state);
  }
}

/** A copy that is being sent is let alone. */
class SparesAttempts extends CopyQueue {
  protected override expire(copy: QueuedCopy): void {
    if (copy.attempt === undefined) super.expire(copy);
    else this.clock.setTimer(30_000, () => this.copies.has(copy) && this.expire(copy));
  }
}

class TriesAgainAfter extends CopyQueue {
  private readonly afterMs: number;

  constructor(afterMs: number, ...rest: ConstructorParameters<typeof CopyQueue>) {
    super(...rest);
    this.afterMs = afterMs;
  }

  protected override expire(copy: QueuedCopy): void {
    super.expire(copy);
    this.clock.setTimer(this.afterMs, () => this.events.ready(copy));
  }
}

/** One copy at a time: the next one is told to be ready when the one before has gone. */
class OneByOne extends CopyQueue {
  private readonly line: SpooledCopy[] = [];

  override enqueue(copy: SpooledCopy): void {
    if (this.size > 0) this.line.push(copy);
    else super.enqueue(copy);
  }

  override remove(copy: QueuedCopy, reason: string): void {
    super.remove(copy, reason);
    const next = this.line.shift();
    if (next !== undefined) super.enqueue(next);
  }
}

/** A copy that waits for its retry lets no new one begin. */
class RetriesFirst extends CopyQueue {
  private readonly line: SpooledCopy[] = [];
  private readonly retrying = new Set<QueuedCopy>();

  override enqueue(copy: SpooledCopy): void {
    if (this.retrying.size > 0) this.line.push(copy);
    else super.enqueue(copy);
  }

  override waitToRetry(copy: QueuedCopy, waitMs: number, reason: string): void {
    this.retrying.add(copy);
    super.waitToRetry(copy, waitMs, reason);
  }

  override remove(copy: QueuedCopy, reason: string): void {
    super.remove(copy, reason);
    this.retrying.delete(copy);
    if (this.retrying.size === 0) for (const next of this.line.splice(0)) super.enqueue(next);
  }
}

const HELD_UP = 'copies wait for each other';
const RETRIED = 'a copy that was given up comes again';

/** QUEUE-1 to QUEUE-5. */
export const QUEUE: readonly Mutant[] = [
  {
    id: 'removes-after-121-seconds',
    title: 'removes a copy after 121 s',
    breaks: ['QUEUE-1'],
    parts: ({ copyLifeMs }) => ({ copyLifeMs: (configuredMs) => copyLifeMs(configuredMs) + 1000 + 1 }),
  },
  {
    id: 'removes-after-150-seconds',
    title: 'removes a copy after 150 s',
    breaks: ['QUEUE-1', 'QUEUE-4'],
    mayAlsoFail: { 'QUEUE-6': LIFE, 'SCOPE-6': LIFE, 'COUNT-4': LIFE },
    parts: ({ copyLifeMs }) => ({ copyLifeMs: (configuredMs) => copyLifeMs(configuredMs) + 30_000 }),
  },
  {
    id: 'age-counts-from-the-retry',
    title: 'counts the age from the last time that an attempt was put off',
    breaks: ['QUEUE-1'],
    parts: () => ({ newCopyQueue: (...rest) => new AgeFromTheRetry(...rest) }),
  },
  {
    id: 'age-counts-from-the-first-attempt',
    title: 'counts the age from the beginning of an attempt',
    breaks: ['QUEUE-1'],
    mayAlsoFail: { 'QUEUE-6': LIFE },
    parts: () => ({ newCopyQueue: (...rest) => new AgeFromTheFirstAttempt(...rest) }),
  },
  {
    id: 'an-attempt-may-end',
    title: 'does not remove a copy while an attempt is under way',
    breaks: ['QUEUE-1', 'QUEUE-4'],
    mayAlsoFail: {
      'QUEUE-6': LIFE,
      'SCOPE-6': LIFE,
      'COUNT-2': LIFE,
      'COUNT-4': LIFE,
      'LOG-8': LIFE,
      'LOG-9': LIFE,
      'TRACK-2': LIFE,
    },
    parts: () => ({ newCopyQueue: (...rest) => new SparesAttempts(...rest) }),
  },
  {
    id: 'removes-after-118-seconds',
    title: 'removes a copy after 118 s',
    breaks: ['QUEUE-2'],
    mayAlsoFail: { 'QUEUE-4': LIFE, 'QUEUE-6': LIFE },
    parts: ({ copyLifeMs }) => ({ copyLifeMs: (configuredMs) => copyLifeMs(configuredMs) - 2000 }),
  },
  {
    id: 'removes-after-119-seconds',
    title: 'removes a copy after 119 s',
    breaks: ['QUEUE-2'],
    parts: ({ copyLifeMs }) => ({ copyLifeMs: (configuredMs) => copyLifeMs(configuredMs) - 1000 - 1 }),
  },
  {
    id: 'no-late-retry',
    title: 'gives a copy up when its retry would come in the last ten seconds',
    breaks: ['QUEUE-2'],
    parts: ({ retryTable }) => ({
      retryTable: (outcome, facts) => {
        const decision = retryTable(outcome, facts);
        return decision.kind === 'retry' && decision.waitMs > 110_000 ? retryTable(outcome, { ...facts, attempts: 2 }) : decision;
      },
    }),
  },
  {
    id: 'one-more-attempt-after-removal',
    title: 'makes one more attempt when a copy has been removed',
    breaks: ['QUEUE-3'],
    mayAlsoFail: everyOf(['QUEUE-1'], RETRIED),
    parts: () => ({ newCopyQueue: (...rest) => new TriesAgainAfter(10_000, ...rest) }),
  },
  {
    id: 'tries-removed-copies-minutes-later',
    title: 'tries a removed copy once more, five minutes later',
    breaks: ['QUEUE-3'],
    parts: () => ({ newCopyQueue: (...rest) => new TriesAgainAfter(300_000, ...rest) }),
  },
  {
    id: 'stuck-copies-keep-the-connections',
    title: 'opens no connections in place of those that a stuck copy holds',
    breaks: ['QUEUE-5'],
    parts: ({ connectionPolicy }) => ({
      connectionPolicy: { ...connectionPolicy, wanted: (load, limits) => connectionPolicy.wanted({ ...load, stuck: 0 }, limits) },
    }),
  },
  {
    id: 'makes-up-for-two-stuck-copies',
    title: 'opens connections in place of two stuck copies at most',
    breaks: ['QUEUE-5'],
    parts: ({ connectionPolicy }) => ({
      connectionPolicy: {
        ...connectionPolicy,
        wanted: (load, limits) => connectionPolicy.wanted({ ...load, stuck: Math.min(2, load.stuck) }, limits),
      },
    }),
  },
  {
    id: 'one-copy-at-a-time',
    title: 'takes up the next copy when the one before has left the queue',
    breaks: ['QUEUE-5', 'CONN-1', 'CONN-2'],
    mayAlsoFail: {
      ...everyOf(['CONN-4', 'COUNT-2', 'COUNT-3', 'QUEUE-6'], HELD_UP),
    },
    parts: () => ({ newCopyQueue: (...rest) => new OneByOne(...rest) }),
  },
  {
    id: 'a-waiting-retry-holds-others-up',
    title: 'begins no new copy while another waits for its retry',
    breaks: ['QUEUE-5'],
    mayAlsoFail: everyOf(
      ['CONN-7', 'COUNT-2', 'COUNT-4', 'RETRY-12', 'SCOPE-6', 'POLICY-10', 'SMTP-4', 'LOG-7', 'COUNT-5', 'SMTP-5', 'SMTP-2'],
      HELD_UP,
    ),
    parts: () => ({ newCopyQueue: (...rest) => new RetriesFirst(...rest) }),
  },
];
