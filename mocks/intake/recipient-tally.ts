/** Recipients remembered at most: hostile traffic must not fill the memory. */
const MOST_RECIPIENTS = 10_000;

/**
 * Counts how often each recipient was named in a RCPT TO that came in its turn (after an accepted MAIL FROM).
 * That count is the `attempt` of rules from RCPT TO on. Case of the address does not matter.
 */
export class RecipientTally {
  private readonly counts = new Map<string, number>();

  /** Counts one more naming of `address` and returns how many there are now. */
  count(address: string): number {
    const key = address.toLowerCase();
    const count = (this.counts.get(key) ?? 0) + 1;
    this.counts.set(key, count);
    if (this.counts.size > MOST_RECIPIENTS) this.dropOldest();
    return count;
  }

  private dropOldest(): void {
    for (const key of this.counts.keys()) {
      this.counts.delete(key);
      return;
    }
  }
}
