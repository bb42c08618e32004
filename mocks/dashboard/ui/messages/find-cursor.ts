import type { Anchor } from './sparse-list.ts';

// The API pages by id: "the 100 messages before 4711". To show row 70,000 at once, without asking for the 69,900 before it, the id
// that stands there is searched for. Ids are nearly dense, so a guess along the line between two known rows is nearly right, and
// counting tells by how much it is off.

/** Where a page begins: ask for what lies before `cursor`, and the answer's first row has this place. */
export interface PageStart {
  readonly index: number;
  readonly cursor: number;
}

export interface Search {
  /** The place wanted, and how far before it a page may begin. */
  readonly index: number;
  readonly slack: number;
  /** A known row before the place, and one after it. */
  readonly newer: Anchor;
  readonly older: Anchor;
  /** How many rows have an id that is not below this one. */
  readonly countFrom: (id: number) => Promise<number>;
}

const guess = (newer: Anchor, older: Anchor, index: number, halve: boolean): number => {
  const share = halve ? 0.5 : (index - newer.index) / (older.index - newer.index);
  const wanted = Math.round(newer.id - share * (newer.id - older.id));
  return Math.min(newer.id - 1, Math.max(older.id + 1, wanted));
};

/** Finds where to begin a page that holds the row at `index`; asks a few times at most, twice the binary logarithm at worst. */
export const findPageStart = async ({ index, slack, newer: from, older: to, countFrom }: Search): Promise<PageStart> => {
  let newer = from;
  let older = to;
  // Every other guess halves the stretch: where ids lie unevenly, guesses along the line alone would creep.
  for (let halve = false; newer.id - older.id > 1; halve = !halve) {
    const cursor = guess(newer, older, index - slack / 2, halve);
    const place = await countFrom(cursor);
    if (place <= index && place >= index - slack) return { index: place, cursor };
    // `place` rows have an id of `cursor` or above: the next one below stands at that place.
    if (place < index) newer = { index: place, id: cursor };
    else older = { index: place, id: cursor };
  }
  return { index: newer.index, cursor: newer.id };
};
