import type { Flaw, FlawKind } from './view-model.ts';

/** Gathers what is wrong with a message; each kind is told once a part, and no more than so many in all. */
export class Flaws {
  readonly list: Flaw[] = [];
  private readonly told = new Set<string>();
  private readonly most: number;

  constructor(most: number) {
    this.most = most;
  }

  add(kind: FlawKind, part: number | null, detail: string): void {
    const key = `${kind} ${part}`;
    if (this.list.length >= this.most || this.told.has(key)) return;
    this.told.add(key);
    this.list.push({ kind, part, detail });
  }
}
