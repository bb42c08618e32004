import type { ForwarderParts } from '../forwarder/parts.ts';

/** From the documented parts to those that take their place. Called once a scenario, so that parts may keep state of their own. */
export type PartsChange = (standard: ForwarderParts) => Partial<ForwarderParts>;

/** A forwarder that is wrong on purpose: the reference with one part exchanged. */
export interface Mutant {
  readonly id: string;
  /** What is wrong, in one line. */
  readonly title: string;
  /** Ids of the requirements that it must be found to miss. */
  readonly breaks: readonly string[];
  /**
   * Its dialogue or its look-up keeps state from one call to the next: it is run wherever it is reached. A selftest asks that this led
   * to a scenario that caught it, and to which no call by itself would have led.
   */
  readonly remembers?: true;
  /** Requirements whose failing is a plain consequence, id to reason; `*`: any of them. No others may fail, and these must. */
  readonly mayAlsoFail?: Readonly<Record<string, string>>;
  readonly parts: PartsChange;
}

/** A forwarder that differs only where the documents leave freedom: nothing may be found about it. */
export interface Equivalent {
  readonly id: string;
  /** What is different, in one line. */
  readonly title: string;
  /** Why it may be so. */
  readonly because: string;
  readonly parts: PartsChange;
}

/** Mutants of one part of the behaviour. */
export interface Family {
  readonly name: string;
  readonly mutants: readonly Mutant[];
}
