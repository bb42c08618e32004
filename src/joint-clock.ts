import { performance } from 'node:perf_hooks';
import { LoopActivity, pause, QUIET_WITH_WORK_MS, quietLoop, UnsettledError } from './event-loop-clock.ts';
import type { RestReport } from './stepped-clock.ts';
import { VirtualClock } from './virtual-clock.ts';

/** Another process that stands on the clock. A call that fails ends the wait with its error. */
export interface ClockPeer {
  /** It is that time there too; what is due first by then fires. */
  advance(toMs: number): Promise<RestReport>;
  /** Comes to rest without letting time pass. */
  rest(): Promise<RestReport>;
  /** How many events of this process's loop the talk with it has made so far. */
  readonly talk: number;
}

/**
 * Virtual time that this process and another share, connected by real sockets. Both step together: time goes to whatever is due
 * first on either side, and only when both have come to rest.
 *
 * At rest means (after Mattern's four counters): the other side reports that nothing has happened there since its last report, and
 * nothing has happened here from before that report until after it, so that nothing can be between the two either.
 * Work that the ledgers of both sides, taken together, have on its way is given 150 ms of real time besides.
 */
export class JointClock extends VirtualClock {
  private peer: { readonly side: ClockPeer; readonly activity: LoopActivity; report: RestReport | undefined } | undefined;

  /** From now on time passes there too; without one this is a virtual clock as any. */
  join(side: ClockPeer): void {
    this.peer = { side, activity: new LoopActivity(() => side.talk), report: undefined };
  }

  /** The other process is gone, or about to go. */
  part(): void {
    this.peer = undefined;
  }

  protected override get elsewhereDueMs(): number | undefined {
    return this.peer?.report?.nextDueMs ?? undefined;
  }

  protected override async goTo(atMs: number): Promise<void> {
    this.setNow(atMs);
    const { peer } = this;
    if (peer !== undefined) peer.report = await peer.side.advance(atMs);
  }

  override async settle(done: () => boolean = () => false): Promise<void> {
    const begun = performance.now();
    let movedAt = begun;
    let othersRest = false;
    if (done()) return;
    for (;;) {
      const { peer } = this;
      if (peer === undefined) return super.settle(done);
      if (await quietLoop(done, this.neverQuietMs, () => this.ledger.describe())) return;
      const active = peer.activity.look();
      const now = performance.now();
      if (active || !othersRest) movedAt = now;
      // What is waited for can only have come with an event.
      if (active && done()) return;
      const moving = this.ledger.moving + (peer.report?.inFlight ?? 0);
      if (othersRest && !active && (moving <= 0 || now - movedAt >= QUIET_WITH_WORK_MS)) return;
      if (now - begun > this.neverQuietMs) throw new UnsettledError(`the two sides never came to rest; here: ${this.ledger.describe()}`);
      if (othersRest && !active) await pause();
      const report = await peer.side.rest();
      peer.report = report;
      othersRest = !report.active;
    }
  }
}
