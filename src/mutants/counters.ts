import { CopyReport } from '../forwarder/copy-report.ts';
import { type CounterRow, DestinationCounter, TDC_QUEUE } from '../forwarder/counters.ts';
import { everyOf } from './tools.ts';
import type { Mutant, PartsChange } from './variant.ts';

type NewCounter = new (...rest: ConstructorParameters<typeof DestinationCounter>) => DestinationCounter;

/** Counts copies in another way, and originals as documented. */
const counting =
  (Own: NewCounter): PartsChange =>
  ({ newCounter }) => ({ newCounter: (host, now) => (host === TDC_QUEUE ? new Own(host, now) : newCounter(host, now)) });

/** Shows other figures than were counted. */
const showing =
  (change: (row: CounterRow) => CounterRow): PartsChange =>
  ({ tophosts }) => ({ tophosts: (rows, key, nowMs) => tophosts(rows.map(change), key, nowMs) });

const onlyCopies =
  (change: (row: CounterRow) => CounterRow) =>
  (row: CounterRow): CounterRow =>
    row.host === TDC_QUEUE ? change(row) : row;

class NeverFalls extends DestinationCounter {
  override row(): CounterRow {
    const row = super.row();
    return { ...row, activeRecipients: row.activeRecipients + row.deliveredRecipients + row.hardBounced };
  }
}

class ForgetsRetries extends DestinationCounter {
  private readonly gone = new Set<number>();
  private begun = 0;
  override attemptBegan(mid: number): void {
    super.attemptBegan(mid);
    this.begun += 1;
  }
  override softBounced(recipients: number): void {
    super.softBounced(recipients);
    this.gone.add(this.begun);
  }
  override row(): CounterRow {
    const row = super.row();
    return { ...row, activeRecipients: Math.max(0, row.activeRecipients - this.gone.size) };
  }
}

class CountsOpened extends DestinationCounter {
  private closed = 0;
  override connectionClosed(): void {
    super.connectionClosed();
    this.closed += 1;
  }
  override row(): CounterRow {
    const row = super.row();
    return { ...row, connectionsOut: row.connectionsOut + this.closed };
  }
}

class SoftIsHard extends DestinationCounter {
  private shifted = 0;
  override softBounced(recipients: number): void {
    super.softBounced(0);
    this.shifted += recipients;
  }
  override row(): CounterRow {
    const row = super.row();
    return { ...row, hardBounced: row.hardBounced + this.shifted };
  }
}

class HardIsSoftToo extends DestinationCounter {
  override hardBounced(...[mid, rids, kind]: Parameters<DestinationCounter['hardBounced']>): void {
    super.softBounced(rids.length);
    super.hardBounced(mid, rids, kind);
  }
}

class NoSoftBounces extends DestinationCounter {
  override softBounced(): void {}
}

class StaysDown extends DestinationCounter {
  private wasDown = false;
  override reached(up: boolean): void {
    this.wasDown ||= !up;
    super.reached(up && !this.wasDown);
  }
}

class NeverDown extends DestinationCounter {
  override reached(): void {
    super.reached(true);
  }
}

class RecoveredUncounted extends DestinationCounter {
  private readonly attempts = new Map<number, number>();
  private recovered = 0;
  override attemptBegan(mid: number): void {
    super.attemptBegan(mid);
    this.attempts.set(mid, (this.attempts.get(mid) ?? 0) + 1);
  }
  override recipientsDelivered(mid: number, rids: readonly number[]): void {
    super.recipientsDelivered(mid, rids);
    if ((this.attempts.get(mid) ?? 0) > 1) this.recovered += rids.length;
  }
  override row(): CounterRow {
    const row = super.row();
    return { ...row, deliveredRecipients: row.deliveredRecipients - this.recovered };
  }
}

class RefusingIsDown extends DestinationCounter {
  override refused(...[reply, address]: Parameters<DestinationCounter['refused']>): void {
    super.refused(reply, address);
    this.reached(false);
  }
}

/** Not told at all when a copy grew too old. */
class ExpiresInSilence extends CopyReport {
  override expired(mid: number): void {
    this.context.counter.hardBounced(mid, [0], 'expired');
  }
}

class ExpiresUncounted extends CopyReport {
  override expired(mid: number): void {
    this.context.log.info(this.context.parts.logFormat.copyFailed(mid, 'Queue Timeout'));
    this.context.tracking.tell(mid, this.context.parts.trackingFormat.copyFailed(mid, 'Queue Timeout'));
    this.context.tracking.copyEnded(mid, 'failed', 'Queue Timeout');
  }
}

class ExpiresSoftly extends CopyReport {
  override expired(...[mid, connection]: Parameters<CopyReport['expired']>): void {
    this.context.counter.softBounced(1);
    super.expired(mid, connection);
  }
}

const FIGURES = 'the figures of the queue are read there as well';
const LINES = 'the line of the failure is looked for there as well';

/** COUNT-1 to COUNT-5, and the removal of QUEUE-4. */
export const COUNTERS: readonly Mutant[] = [
  {
    id: 'counts-under-the-intake-domain',
    title: 'counts copies under the domain of the intake address',
    breaks: ['COUNT-1'],
    mayAlsoFail: everyOf(['COUNT-2', 'COUNT-3', 'COUNT-4', 'COUNT-5', 'QUEUE-4'], 'there is no row for the.tdc.queue'),
    parts: showing(onlyCopies((row) => ({ ...row, host: 'primary.setd.example' }))),
  },
  {
    id: 'counts-originals-with-copies',
    title: 'counts delivered originals under the.tdc.queue',
    breaks: ['COUNT-1'],
    mayAlsoFail: everyOf(['COUNT-2', 'COUNT-4', 'QUEUE-4'], FIGURES),
    parts: ({ tophosts }) => ({
      tophosts: (rows, key, nowMs) => {
        const others = rows.filter(({ host }) => host !== TDC_QUEUE).reduce((sum, row) => sum + row.deliveredRecipients, 0);
        return tophosts(rows.map(onlyCopies((row) => ({ ...row, deliveredRecipients: row.deliveredRecipients + others }))), key, nowMs);
      },
    }),
  },
  {
    id: 'active-never-falls',
    title: 'counts a copy as active that was delivered or given up',
    breaks: ['COUNT-2'],
    mayAlsoFail: everyOf(['COUNT-1', 'COUNT-4', 'QUEUE-4'], FIGURES),
    parts: counting(NeverFalls),
  },
  {
    id: 'waiting-for-a-retry-is-not-active',
    title: 'does not count a copy as active that waits for its retry',
    breaks: ['COUNT-2'],
    parts: counting(ForgetsRetries),
  },
  {
    id: 'active-counts-connections',
    title: 'shows as many active recipients as connections',
    breaks: ['COUNT-2'],
    parts: showing(onlyCopies((row) => ({ ...row, activeRecipients: Math.min(row.activeRecipients, row.connectionsOut) }))),
  },
  {
    id: 'connections-out-never-falls',
    title: 'counts connections as out that were closed',
    breaks: ['COUNT-3'],
    parts: counting(CountsOpened),
  },
  {
    id: 'connections-out-is-three',
    title: 'shows three connections whenever one is out',
    breaks: ['COUNT-3'],
    parts: showing(onlyCopies((row) => ({ ...row, connectionsOut: row.connectionsOut > 0 ? 3 : 0 }))),
  },
  {
    id: 'connections-out-leaves-out-idle-ones',
    title: 'shows only connections that have a copy to carry',
    breaks: ['COUNT-3'],
    parts: showing(onlyCopies((row) => ({ ...row, connectionsOut: Math.min(row.connectionsOut, row.activeRecipients) }))),
  },
  {
    id: 'soft-counts-as-hard',
    title: 'counts soft bounces as hard ones',
    breaks: ['COUNT-4'],
    parts: counting(SoftIsHard),
  },
  {
    id: 'hard-counts-as-soft-too',
    title: 'counts a hard bounce as a soft one besides',
    breaks: ['COUNT-4'],
    parts: counting(HardIsSoftToo),
  },
  {
    id: 'soft-bounces-are-not-counted',
    title: 'does not count soft bounces',
    breaks: ['COUNT-4'],
    parts: counting(NoSoftBounces),
  },
  {
    id: 'delivered-counts-attempts',
    title: 'counts the second attempt of a copy as another delivery',
    breaks: ['COUNT-4'],
    parts: showing(
      onlyCopies((row) => ({ ...row, deliveredRecipients: row.deliveredRecipients + (row.deliveredRecipients > 0 ? row.softBounced : 0) })),
    ),
  },
  {
    id: 'sorts-by-active-whatever-is-asked',
    title: 'sorts tophosts by active recipients, whatever is asked for',
    breaks: ['COUNT-5'],
    parts: ({ tophosts }) => ({ tophosts: (rows, _, nowMs) => tophosts(rows, 'active_rcpts', nowMs) }),
  },
  {
    id: 'soft-and-hard-are-one-key',
    title: 'sorts tophosts by hard bounces when soft ones are asked for',
    breaks: ['COUNT-5'],
    parts: ({ tophosts }) => ({ tophosts: (rows, key, nowMs) => tophosts(rows, key === 'soft_bounced' ? 'hard_bounced' : key, nowMs) }),
  },
  {
    id: 'smallest-first',
    title: 'sorts tophosts with the smallest figure first',
    breaks: ['COUNT-5'],
    parts: ({ tophosts }) => ({
      tophosts: (rows, key, nowMs) => {
        const text = tophosts(rows, key, nowMs).split('\n');
        const places = text.flatMap((line, index) => (/^\s*\d+\*?\s/.test(line) ? [index] : []));
        const turned = places.map((place) => text[place] ?? '').toReversed();
        return text.map((line, index) => (places.includes(index) ? (turned[places.indexOf(index)] ?? line) : line)).join('\n');
      },
    }),
  },
  { id: 'once-down-stays-down', title: 'marks a host as down that has come back', breaks: ['COUNT-5'], parts: counting(StaysDown) },
  { id: 'never-down', title: 'never marks a host as down', breaks: ['COUNT-5'], parts: counting(NeverDown) },
  {
    id: 'removal-is-not-logged',
    title: 'writes no line when a copy is removed for its age',
    breaks: ['QUEUE-4'],
    mayAlsoFail: everyOf(['LOG-8', 'LOG-9', 'TRACK-2', 'QUEUE-6', 'SCOPE-6'], LINES),
    parts: () => ({ newCopyReport: (context) => new ExpiresInSilence(context) }),
  },
  {
    id: 'removal-is-not-counted',
    title: 'does not count a copy that is removed for its age as a hard bounce',
    breaks: ['QUEUE-4', 'COUNT-2', 'COUNT-4'],
    mayAlsoFail: everyOf(['LOG-8'], LINES),
    parts: () => ({ newCopyReport: (context) => new ExpiresUncounted(context) }),
  },
  {
    id: 'removal-is-a-soft-bounce-too',
    title: 'counts a copy that is removed for its age as a soft bounce besides',
    breaks: ['COUNT-4'],
    parts: () => ({ newCopyReport: (context) => new ExpiresSoftly(context) }),
  },
  {
    id: 'a-recovered-copy-is-not-counted',
    title: 'does not count a copy as delivered that came at the second attempt',
    breaks: ['COUNT-4'],
    parts: counting(RecoveredUncounted),
  },
  { id: 'a-refusal-is-down', title: 'marks a host as down that refused for good', breaks: ['COUNT-5'], parts: counting(RefusingIsDown) },
];
