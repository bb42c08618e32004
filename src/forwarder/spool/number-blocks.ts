import { type FirstNumbers, type Numbers, SpoolError } from './spool.ts';

/** Numbers that one note in the spool covers; at most this many are left out when the gateway is killed. */
export const BLOCK = 1000;
/** With fewer left, the next block is asked for. */
const REFILL = BLOCK / 2;

type Name = keyof FirstNumbers;
const NAMES: readonly Name[] = ['mid', 'icid', 'dcid'];

interface Range {
  next: number;
  /** The spool says on disk that all below this may have been given. */
  until: number;
  asking: boolean;
}

/**
 * Ids of which none is given twice, restarts included: blocks of them are reserved on disk before the first is given, well ahead,
 * so that nobody waits.
 */
export class NumberBlocks implements Numbers {
  private readonly ranges: { readonly [Kind in Name]: Range };
  private readonly reserve: (name: Name, until: number) => Promise<void>;

  /** `reserve` notes on disk where the next run has to go on. The first blocks are the caller's to have reserved. */
  constructor(starts: FirstNumbers, reserve: (name: Name, until: number) => Promise<void>) {
    const range = (next: number): Range => ({ next, until: next + BLOCK, asking: false });
    this.ranges = { mid: range(starts.mid), icid: range(starts.icid), dcid: range(starts.dcid) };
    this.reserve = reserve;
  }

  readonly mid = (): number => this.give('mid');
  readonly icid = (): number => this.give('icid');
  readonly dcid = (): number => this.give('dcid');

  /** Where the next run goes on when this one ends orderly. */
  get next(): readonly (readonly [Name, number])[] {
    return NAMES.map((name) => [name, this.ranges[name].next]);
  }

  private give(name: Name): number {
    const range = this.ranges[name];
    if (range.until - range.next <= REFILL) void this.refill(name, range);
    if (range.next >= range.until) throw new SpoolError(`no ${name.toUpperCase()} can be given until the spool can be written`);
    return range.next++;
  }

  private async refill(name: Name, range: Range): Promise<void> {
    if (range.asking) return;
    range.asking = true;
    const until = range.until + BLOCK;
    try {
      await this.reserve(name, until);
      range.until = until;
    } catch {
      // Asked for again with the next number.
    }
    range.asking = false;
  }
}
