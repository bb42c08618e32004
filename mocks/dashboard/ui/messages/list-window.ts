export interface Viewport {
  /** How far the top of the rows is above the top of the screen, in pixels; negative while it is below. */
  readonly above: number;
  /** Height of the screen in pixels. */
  readonly height: number;
  readonly rowHeight: number;
}

export interface RowRange {
  readonly from: number;
  /** The row after the last. */
  readonly until: number;
}

/** Rows drawn beyond each edge of the screen, so that a turn of the wheel meets rows that are there. */
const SPARE = 12;

/** Browsers lose elements beyond some 17 million pixels. */
const MOST_PIXELS = 15_000_000;

/** How many rows can be scrolled to. */
export const reachableRows = (total: number, rowHeight: number): number => Math.min(total, Math.floor(MOST_PIXELS / rowHeight));

/** The rows to draw. Never less than a screenful where there are so many, so that the count of elements stays the same. */
export const rowsToDraw = ({ above, height, rowHeight }: Viewport, total: number): RowRange => {
  const shown = Math.ceil(height / rowHeight) + 2 * SPARE;
  const from = Math.max(0, Math.min(Math.floor(above / rowHeight) - SPARE, total - shown));
  return { from, until: Math.min(total, from + shown) };
};

/** How far to scroll so that a row is seen whole between a sticky head and the lower edge; 0 when it is. */
export const scrollToSee = (index: number, { above, height, rowHeight }: Viewport, headHeight: number): number => {
  const top = index * rowHeight - above;
  if (top < headHeight) return top - headHeight;
  const bottom = top + rowHeight;
  return bottom > height ? bottom - height : 0;
};
