/** Keeps the number of attempts made for each copy. RETRY-12: budgets are not shared between copies. */
export interface AttemptBudget {
  /** Counts one more attempt and returns how many there have been, this one included. */
  spend(mid: number): number;
  /** The copy has left the queue. */
  forget(mid: number): void;
}

export class PerCopyBudget implements AttemptBudget {
  private readonly spent = new Map<number, number>();

  spend(mid: number): number {
    const attempts = (this.spent.get(mid) ?? 0) + 1;
    this.spent.set(mid, attempts);
    return attempts;
  }

  forget(mid: number): void {
    this.spent.delete(mid);
  }
}
