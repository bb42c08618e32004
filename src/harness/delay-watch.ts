import type { EvidenceSink } from '../evidence/evidence-log.ts';

/** How often the watch looks. */
const EVERY_MS = 100;
/** Shorter delays are the ordinary grain of timers. */
const WORTH_TELLING_MS = 100;

interface Times {
  /** Milliseconds since the epoch, as the stand dates its evidence. */
  readonly now: () => number;
  /** Milliseconds that no correction of the time of day can move. */
  readonly monotonic: () => number;
}

/**
 * Measures on the wall clock whether the stand's own timers come late: under load, or where a machine was asleep, what the stand
 * sees is dated later than it happened, and no verdict may hang on that. A delay goes into the evidence as soon as it is noticed.
 */
export class DelayWatch {
  private readonly evidence: EvidenceSink;
  private readonly times: Times;
  private readonly timer: NodeJS.Timeout;
  private seenAtMs: number;

  constructor(evidence: EvidenceSink, times: Times = { now: Date.now, monotonic: () => performance.now() }) {
    this.evidence = evidence;
    this.times = times;
    this.seenAtMs = times.monotonic();
    this.timer = setInterval(() => this.look(), EVERY_MS);
    this.timer.unref();
  }

  /** Notes a delay that is under way: to be called before a judgement, which may run ahead of the next timer. */
  look(): void {
    const nowMs = this.times.monotonic();
    const lateMs = Math.round(nowMs - this.seenAtMs - EVERY_MS);
    this.seenAtMs = nowMs;
    if (lateMs >= WORTH_TELLING_MS) this.evidence.record({ type: 'standDelayed', dueMs: this.times.now() - lateMs, lateMs });
  }

  stop(): void {
    clearInterval(this.timer);
  }
}
