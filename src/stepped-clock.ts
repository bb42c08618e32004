import { LoopActivity, NEVER_QUIET_MS, quietLoop } from './event-loop-clock.ts';
import { VirtualClock } from './virtual-clock.ts';

/** How things stand on one side of a clock that two processes share. */
export interface RestReport {
  /** When the next timer is due, ms since the epoch; null: none is set. */
  readonly nextDueMs: number | null;
  /** Work on its way that ends by itself, less what is held on purpose. */
  readonly inFlight: number;
  /** Whether anything has happened since the last report, besides what was asked. */
  readonly active: boolean;
}

/** Virtual time in a process that another one leads: it stands still until it is told what time it is. */
export class SteppedClock extends VirtualClock {
  private readonly activity: LoopActivity;
  private stirred = true;

  /** `asked`: how many events of the loop were requests of the leading process so far. */
  constructor(startMs: number, asked: () => number) {
    super(startMs);
    this.activity = new LoopActivity(asked);
  }

  /** It is that time now; the first timer that is due by then fires. */
  tell(toMs: number): void {
    this.setNow(toMs);
    const next = this.nextDueMs;
    if (next === undefined || next > this.now()) return;
    this.stirred = true;
    this.fireFirst();
  }

  /** Comes to rest at this instant, without regard to what is on its way, and tells how things stand. */
  async rest(): Promise<RestReport> {
    await quietLoop(
      () => false,
      NEVER_QUIET_MS,
      () => this.ledger.describe(),
    );
    const active = this.activity.look() || this.stirred;
    this.stirred = false;
    return { nextDueMs: this.nextDueMs ?? null, inFlight: this.ledger.moving, active };
  }
}
