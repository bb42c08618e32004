import { cell } from '../../../../src/web/ui/draw.ts';
import { type RowRange, reachableRows, rowsToDraw, scrollToSee, type Viewport } from './list-window.ts';

const NARROW = '(max-width: 52rem)';
/** In rem; the style sheet says the same. */
const ROW_REM = { wide: 2.375, narrow: 4.75 } as const;

const rem = (): number => Number.parseFloat(getComputedStyle(document.documentElement).fontSize);

/** Which rows are on the screen, and where they stand. The whole page scrolls, so that phones can hide their bars. */
export class RowViewport {
  private readonly narrow = matchMedia(NARROW);
  private readonly range = cell<RowRange>({ from: 0, until: 0 });
  private readonly moved: (range: RowRange) => void;
  private total = 0;
  private leave: () => void;

  /** `moved`: other rows have come to the screen, or the same ones moved. */
  constructor(moved: (range: RowRange) => void) {
    this.moved = moved;
    const measure = (): void => this.measure();
    addEventListener('scroll', measure, { passive: true });
    addEventListener('resize', measure);
    this.leave = () => {
      removeEventListener('scroll', measure);
      removeEventListener('resize', measure);
    };
  }

  get rowHeight(): number {
    return ROW_REM[this.narrow.matches ? 'narrow' : 'wide'] * rem();
  }

  /** Rows that can be scrolled to. */
  get reachable(): number {
    return reachableRows(this.total, this.rowHeight);
  }

  /** Rows to draw for a list of so many. */
  rowsOf(total: number): RowRange {
    this.total = total;
    const { from, until } = rowsToDraw(this.viewport, this.reachable);
    return { from, until };
  }

  /** The first row is out of sight: the reader is in the midst of the list. */
  get isScrolled(): boolean {
    return this.viewport.above + this.headBottom > this.rowHeight / 2;
  }

  /** The first row that is seen whole. */
  get firstSeen(): number {
    const { above, rowHeight } = this.viewport;
    return Math.max(0, Math.ceil((above + this.headBottom) / rowHeight));
  }

  see(index: number): void {
    const by = scrollToSee(index, this.viewport, this.headBottom);
    if (by !== 0) scrollBy(0, by);
  }

  /** Follows rows that have moved by so many places. */
  shift(rows: number): void {
    scrollBy(0, rows * this.rowHeight);
  }

  measure(): void {
    const next = rowsToDraw(this.viewport, this.reachable);
    const { from, until } = this.range.value;
    if (next.from !== from || next.until !== until) this.range.value = next;
    this.moved(next);
  }

  close(): void {
    this.leave();
  }

  private get viewport(): Viewport {
    const rows = document.querySelector('.message-rows');
    return { above: rows === null ? 0 : -rows.getBoundingClientRect().top, height: innerHeight, rowHeight: this.rowHeight };
  }

  /** Where the sticky head ends, from the top of the screen. */
  private get headBottom(): number {
    return document.querySelector('.message-head')?.getBoundingClientRect().bottom ?? 0;
  }
}
