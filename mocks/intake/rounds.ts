/** A round ends this long (on the stand's clock) after its last opening, once a fault has fired in it. */
const ROUND_GAP_MS = 1000;

/**
 * Connections that were begun together arrive within this time of each other, even where each has ended before the next is accepted; on a
 * busy machine 200 ms have been seen. A sender that tried again sooner than this could not be told from that.
 */
const TOGETHER_MS = 500;

/**
 * Groups connections into rounds. A sender opens several connections at once, so "the second attempt" is the second
 * round, not the second connection.
 *
 * A new round begins when a connection opens while no other is open or was begun just before, or when a fault fired on a
 * connection of the current round and its last opening is a second or more ago: what comes then is the answer to the fault.
 */
export class Rounds {
  private current = 0;
  private open = 0;
  private faulted = false;
  private lastOpenedAtMs = 0;

  /** A connection opened at `atMs`; returns the round it belongs to, counted from 1. */
  opened(atMs: number): number {
    const sinceLastMs = this.current === 0 ? Number.POSITIVE_INFINITY : atMs - this.lastOpenedAtMs;
    if ((this.open === 0 && sinceLastMs > TOGETHER_MS) || (this.faulted && sinceLastMs >= ROUND_GAP_MS)) {
      this.current += 1;
      this.faulted = false;
    }
    this.open += 1;
    this.lastOpenedAtMs = atMs;
    return this.current;
  }

  /** A connection ended. */
  closed(): void {
    this.open = Math.max(0, this.open - 1);
  }

  /** A rule fired on a connection of `round`; one of an earlier round changes nothing. */
  faultFired(round: number): void {
    if (round === this.current) this.faulted = true;
  }
}
