/** What the list knows rows by. Newer rows have greater ids, and stand before older ones. */
export interface Numbered {
  readonly id: number;
}

/** A place in the list whose id is known. */
export interface Anchor {
  readonly index: number;
  readonly id: number;
}

/**
 * A long list of which parts are loaded: the place of every row is known, its content only where somebody has looked. Newest
 * first. 100,000 places cost less than a megabyte.
 */
export class SparseList<Row extends Numbered> {
  private slots: (Row | undefined)[];

  constructor(total = 0) {
    this.slots = new Array<Row | undefined>(total).fill(undefined);
  }

  get total(): number {
    return this.slots.length;
  }

  at(index: number): Row | undefined {
    return this.slots[index];
  }

  /** The newest loaded row, if the list begins with it. */
  get first(): Row | undefined {
    return this.slots[0];
  }

  indexOf(id: number): number {
    return this.slots.findIndex((row) => row?.id === id);
  }

  /** Puts loaded rows at their place. False when they do not fit what stands beside them: the list is out of date. */
  fill(start: number, rows: readonly Row[]): boolean {
    for (const [offset, row] of rows.entries()) this.slots[start + offset] = row;
    const before = this.slots[start - 1];
    const after = this.slots[start + rows.length];
    const [first] = rows;
    const last = rows.at(-1);
    if (first === undefined || last === undefined) return true;
    return (before === undefined || before.id > first.id) && (after === undefined || after.id < last.id);
  }

  /** Rows that arrived, newest first; those that are there already are left out. Tells which are new. */
  prepend(rows: readonly Row[]): readonly Row[] {
    const newest = this.slots.find((row) => row !== undefined)?.id ?? 0;
    const fresh = rows.filter(({ id }) => id > newest);
    this.slots.unshift(...fresh);
    return fresh;
  }

  /** Makes the list longer or shorter at its old end. */
  resize(total: number): void {
    const before = this.slots.length;
    this.slots.length = total;
    if (total > before) this.slots.fill(undefined, before);
  }

  /** Takes rows out; for one that is not loaded the hole where it must have been. */
  remove(ids: ReadonlySet<number>): void {
    const missing = new Set(ids);
    this.slots = this.slots.filter((row) => row === undefined || !missing.delete(row.id));
    for (const id of missing) {
      const older = this.slots.findIndex((row) => row !== undefined && row.id < id);
      const hole = older === -1 ? this.slots.length - 1 : older - 1;
      if (hole >= 0 && this.slots[hole] === undefined) this.slots.splice(hole, 1);
    }
  }

  /** New content for rows that are loaded. */
  replace(rows: ReadonlyMap<number, Row>): void {
    for (const [index, row] of this.slots.entries()) {
      const next = row === undefined ? undefined : rows.get(row.id);
      if (next !== undefined) this.slots[index] = next;
    }
  }

  /** Forgets the content of rows outside a stretch; their places stay. */
  keepOnly(from: number, until: number): void {
    this.slots.fill(undefined, 0, Math.max(from, 0));
    this.slots.fill(undefined, until);
  }

  /** The first place of a stretch that is not loaded. */
  holeIn(from: number, until: number): number | undefined {
    for (let index = Math.max(from, 0); index < Math.min(until, this.slots.length); index += 1) {
      if (this.slots[index] === undefined) return index;
    }
    return undefined;
  }

  /** The loaded rows next to a place, to either side. */
  anchorsAround(index: number): { readonly newer: Anchor | undefined; readonly older: Anchor | undefined } {
    let newer = index - 1;
    while (newer >= 0 && this.slots[newer] === undefined) newer -= 1;
    let older = index;
    while (older < this.slots.length && this.slots[older] === undefined) older += 1;
    const anchor = (at: number): Anchor | undefined => {
      const row = this.slots[at];
      return row === undefined ? undefined : { index: at, id: row.id };
    };
    return { newer: anchor(newer), older: anchor(older) };
  }

  /** Ids of loaded rows between two places, both included. */
  idsBetween(one: number, other: number): number[] {
    const [from, to] = one < other ? [one, other] : [other, one];
    return this.slots.slice(from, to + 1).flatMap((row) => (row === undefined ? [] : [row.id]));
  }
}
