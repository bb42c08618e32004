import { announce } from '../../../../src/web/ui/announce.ts';
import { cell, redraw } from '../../../../src/web/ui/draw.ts';
import { navigate } from '../../../../src/web/ui/router.ts';
import { onChanges } from '../data/changes.ts';
import { spaced } from '../data/spaced.ts';
import { currentList, watchList } from './current-list.ts';
import { deleteSelected, readSelected, tagSelected } from './list-actions.ts';
import type { MessageList } from './message-list.ts';
import { messagesText } from './messages.text.ts';
import { takeRow } from './opened-row.ts';
import type { RowActions } from './row-keys.ts';
import { RowViewport } from './row-viewport.ts';
import { change, NONE, type Selection, selectedCount } from './selection.ts';

const ANNOUNCE_MS = 5000;
/** A pointer that moved within this time may be about to press a row: none may come between. */
const POINTING_MS = 500;
const FRESH_MS = 1500;

/** What a reader does with the list, and how it keeps still meanwhile. */
export class ListController implements RowActions {
  readonly viewport: RowViewport;
  readonly selection = cell<Selection>(NONE);
  readonly search: () => void;

  private shown: MessageList = currentList();
  private cursor: number | undefined;
  private rowsFocused = false;
  private pointedAtMs = 0;
  private pickedLast: number | undefined;
  /** The row that keeps its place on the screen. */
  private anchor: { readonly id: number; readonly index: number } | undefined;
  private unheard = 0;
  private readonly say = spaced(ANNOUNCE_MS, () => this.tellArrivals());
  private readonly leave: readonly (() => void)[];

  constructor(search: () => void) {
    this.search = search;
    this.viewport = new RowViewport((range) => {
      this.updateHold();
      this.keepAnchor();
      void this.list.show(range);
    });
    this.leave = [
      watchList(() => this.listChanged()),
      onChanges({
        changes: (changes) => {
          this.unheard += changes.filter(({ type }) => type === 'messageStored').length;
          if (this.unheard > 0) this.say.call();
        },
        missed: () => {},
      }),
    ];
  }

  get list(): MessageList {
    return currentList();
  }

  /** The row that the keyboard is at, where it has to be drawn although it is out of sight. */
  get cursorIndex(): number {
    return this.rowsFocused && this.cursor !== undefined ? this.list.indexOf(this.cursor) : -1;
  }

  move(by: number): void {
    const { list, viewport } = this;
    const at = this.cursor === undefined ? -1 : list.indexOf(this.cursor);
    const last = Math.min(list.total ?? 0, viewport.reachable) - 1;
    const next = at === -1 ? viewport.firstSeen : at + by;
    void this.focusRow(Math.max(0, Math.min(next, last)));
  }

  open(): void {
    if (this.cursor !== undefined) navigate(`/messages/${this.cursor}`);
  }

  pick(): void {
    if (this.cursor !== undefined) this.pickIds([this.cursor], !this.isPicked(this.cursor));
  }

  pickAll(): void {
    this.selectAll(selectedCount(this.selection.value) === 0);
  }

  remove(): void {
    void this.removeSelected();
  }

  read(read: boolean): void {
    const selection = this.meant();
    if (selection !== undefined) void readSelected(this.list, selection, read);
  }

  tag(): void {
    const selection = this.meant();
    if (selection !== undefined) void tagSelected(this.list, selection);
  }

  /** Goes to the top and lets in what waits. */
  arrivals(): void {
    this.cursor = undefined;
    this.rowsFocused = false;
    this.list.hold = false;
    this.list.letIn();
    scrollTo(0, 0);
    document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true });
  }

  selectAll(on: boolean): void {
    const { list } = this;
    const newest = list.at(0)?.id;
    this.selection.value = on && newest !== undefined ? { kind: 'all', newest, messages: list.total ?? 0 } : NONE;
  }

  /** A box was clicked; with Shift all from the one before. */
  pickAt(index: number, event: MouseEvent): void {
    const on = event.target instanceof HTMLInputElement && event.target.checked;
    const from = this.pickedLast === undefined || !event.shiftKey ? index : this.list.indexOf(this.pickedLast);
    this.pickIds(this.list.idsBetween(from === -1 ? index : from, index), on);
    this.pickedLast = this.list.at(index)?.id;
  }

  focusMoved(event: FocusEvent): void {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-id]') : null;
    this.rowsFocused = event.type === 'focusin' && row !== null;
    if (this.rowsFocused) this.cursor = Number(row?.dataset.id);
    this.updateHold();
  }

  pointerMoved(): void {
    this.pointedAtMs = performance.now();
    this.updateHold();
    setTimeout(() => this.updateHold(), POINTING_MS + 1);
  }

  rowKey(event: KeyboardEvent): void {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    this.move(by);
  }

  /** Puts the focus on the row that was opened, after coming back from it. */
  async comeBack(): Promise<void> {
    const id = takeRow();
    if (id === undefined) return;
    const index = this.list.indexOf(id);
    if (index !== -1) await this.focusRow(index);
  }

  clear(): void {
    this.selection.value = NONE;
    this.cursor = undefined;
    this.pickedLast = undefined;
    this.anchor = undefined;
  }

  close(): void {
    this.list.hold = this.viewport.isScrolled;
    this.viewport.close();
    this.say.cancel();
    for (const leave of this.leave) leave();
  }

  private isPicked(id: number): boolean {
    const selection = this.selection.value;
    return selection.kind === 'all' ? id <= selection.newest : selection.ids.has(id);
  }

  private pickIds(ids: readonly number[], on: boolean): void {
    const { list } = this;
    this.selection.value = change(this.selection.value, ids, on, () => list.idsBetween(0, (list.total ?? 1) - 1));
  }

  /** What a key is meant for: what is selected, else the row that the keyboard is at. */
  private meant(): Selection | undefined {
    if (selectedCount(this.selection.value) > 0) return this.selection.value;
    return this.cursor === undefined ? undefined : { kind: 'some', ids: new Set([this.cursor]) };
  }

  private async removeSelected(): Promise<void> {
    const selection = this.meant();
    if (selection === undefined) return;
    const at = this.cursor === undefined ? -1 : this.list.indexOf(this.cursor);
    if (!(await deleteSelected(this.list, selection))) return;
    this.selection.value = NONE;
    // The row that takes its place is next.
    if (at !== -1 && (this.list.total ?? 0) > 0) await this.focusRow(Math.min(at, (this.list.total ?? 1) - 1));
  }

  private async focusRow(index: number): Promise<void> {
    const id = this.list.at(index)?.id;
    if (id === undefined) {
      // It is on its way; the place is shown meanwhile.
      this.viewport.see(index);
      return;
    }
    this.cursor = id;
    this.rowsFocused = true;
    this.updateHold();
    this.viewport.see(index);
    await redraw();
    document.querySelector<HTMLElement>(`.message-row[data-id="${id}"] a`)?.focus({ preventScroll: true });
  }

  private updateHold(): void {
    const pointing = performance.now() - this.pointedAtMs < POINTING_MS;
    this.list.hold = this.viewport.isScrolled || this.rowsFocused || pointing;
  }

  private keepAnchor(): void {
    const index = this.viewport.firstSeen;
    const id = this.list.at(index)?.id;
    this.anchor = id === undefined ? undefined : { id, index };
  }

  /** Rows may have come or gone above the one that is looked at: the page is scrolled by as much. */
  private listChanged(): void {
    if (this.shown !== this.list) {
      this.shown = this.list;
      this.clear();
    }
    if (this.list.fresh.size > 0) setTimeout(() => this.list.forgetFresh(), FRESH_MS);
    void redraw().then(() => {
      const { anchor } = this;
      const index = anchor === undefined ? -1 : this.list.indexOf(anchor.id);
      if (anchor !== undefined && index !== -1 && index !== anchor.index && this.viewport.isScrolled)
        this.viewport.shift(index - anchor.index);
      this.viewport.measure();
    });
  }

  private tellArrivals(): void {
    if (this.unheard > 0) announce(messagesText().announced(this.unheard));
    this.unheard = 0;
  }
}
