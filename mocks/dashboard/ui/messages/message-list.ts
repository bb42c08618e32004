import type { NumberedChange } from '../../../store/changes.ts';
import type { MessageSummary } from '../../../store/message-record.ts';
import type { MessageChoice, MessageSource, Within } from '../data/message-choice.ts';
import { spaced } from '../data/spaced.ts';
import { findPageStart } from './find-cursor.ts';
import type { RowRange } from './list-window.ts';
import { SparseList } from './sparse-list.ts';

/** Rows asked for at once. */
const PAGE = 100;
/** Rows kept beyond what is seen, to either side. */
const KEPT = 2000;
/** Arrivals held back one by one; beyond that the list is read again when they are let in. */
const HELD = 500;
/** The least time between two readings of the list that arrivals or changes of others cause. */
const READ_AGAIN_MS = 500;

export interface ListOptions {
  readonly choice: MessageChoice;
  readonly source: MessageSource;
  /** Something that is shown has changed. */
  readonly changed: () => void;
  /** Rows that were deleted, and are only not deleted yet on the server: they may come back by an undo. */
  readonly hidden: () => ReadonlySet<number>;
}

/**
 * The messages that fit a choice, of any number: rows are loaded where somebody looks. Follows the changes of the store, without
 * moving what is looked at: while `hold` is set, arrivals wait.
 */
export class MessageList {
  readonly choice: MessageChoice;
  /** Arrivals that were let in last: they may be shown as new. */
  fresh: ReadonlySet<number> = new Set();
  /** Why the last question failed. */
  failure: Error | undefined;
  /** How many texts the search cannot find yet. */
  unindexed = 0;

  private readonly options: ListOptions;
  private rows = new SparseList<MessageSummary>();
  private known = false;
  private seen: RowRange = { from: 0, until: PAGE };
  private busy: AbortController | undefined;
  private running: Promise<void> = Promise.resolve();
  /** The newest row that was let in: what is newer waits. */
  private top: number | undefined;
  /** Arrivals while the list is read. */
  private meanwhile: MessageSummary[] = [];
  private held: readonly MessageSummary[] = [];
  private overflow = 0;
  private holding = false;
  private readonly readAgain = spaced(READ_AGAIN_MS, () => this.reload());
  private readonly askForNewer = spaced(READ_AGAIN_MS, () => this.loadNewer());

  constructor(options: ListOptions) {
    this.options = options;
    this.choice = options.choice;
  }

  /** How many messages there are; undefined until it is known. */
  get total(): number | undefined {
    return this.known ? this.rows.total : undefined;
  }

  /** Arrivals that wait to be let in. */
  get waiting(): number {
    return this.held.length + this.overflow;
  }

  at(index: number): MessageSummary | undefined {
    return this.rows.at(index);
  }

  indexOf(id: number): number {
    return this.rows.indexOf(id);
  }

  idsBetween(one: number, other: number): number[] {
    return this.rows.idsBetween(one, other);
  }

  /** Reads the list from its top. */
  async open(): Promise<void> {
    if (!this.known) await this.reload();
  }

  /** Tells which rows are looked at; what is missing of them is loaded. */
  async show(range: RowRange): Promise<void> {
    this.seen = range;
    // What is under way goes on until all that is looked at now is there.
    if (this.busy === undefined && this.known) this.work((signal) => this.loadMissing(signal));
    await this.running;
  }

  /** While the reader is in the midst of the list, arrivals wait. */
  set hold(on: boolean) {
    this.holding = on;
    if (!on && this.waiting > 0) this.letIn();
  }

  /** Lets in what waits. */
  letIn(): void {
    const { held, overflow } = this;
    this.held = [];
    this.overflow = 0;
    if (overflow > 0) void this.reload({ fromTop: true });
    else this.insert(held);
  }

  /** What arrived is no longer new. */
  forgetFresh(): void {
    this.fresh = new Set();
  }

  /** Takes rows out at once; whoever calls it sees to it that they are deleted. */
  remove(ids: ReadonlySet<number>): void {
    this.held = this.held.filter(({ id }) => !ids.has(id));
    this.rows.remove(ids);
    this.options.changed();
    void this.show(this.seen);
  }

  /** Reads again what is looked at; what is shown stays until the answer is here, and what waits goes on waiting. */
  async reload({ fromTop = false }: { readonly fromTop?: boolean } = {}): Promise<void> {
    this.busy?.abort();
    this.work(async (signal) => {
      this.meanwhile = [];
      const ceiling = this.holding && !fromTop ? this.top : undefined;
      const anchor = this.seen.from === 0 || fromTop ? undefined : this.rows.at(this.seen.from);
      const below = ceiling === undefined ? {} : { before: ceiling + 1 };
      const rows = new SparseList<MessageSummary>(await this.count(below, signal));
      const waiting = ceiling === undefined ? 0 : await this.count({ after: ceiling }, signal);
      const start = anchor === undefined ? 0 : await this.count({ ...below, after: anchor.id }, signal);
      await this.loadPage(rows, start, anchor === undefined ? below.before : anchor.id + 1, signal);
      this.rows = rows;
      this.known = true;
      this.top = ceiling ?? rows.first?.id ?? this.top;
      this.held = [];
      this.overflow = waiting;
      this.take(this.meanwhile);
      await this.loadMissing(signal);
    });
    await this.running;
  }

  /** Makes sure that a message and those beside it are loaded; gives its place, or -1 where it is not in the list. */
  async locate(id: number): Promise<number> {
    await this.open();
    const here = this.indexOf(id);
    const place = here === -1 ? await this.count({ after: id, ...(this.top === undefined ? {} : { before: this.top + 1 }) }) : here;
    await this.show({ from: Math.max(0, place - 1), until: place + 2 });
    return this.indexOf(id);
  }

  /** Follows what happened in the store. */
  follow(changes: readonly NumberedChange[]): void {
    const changed = new Map<number, MessageSummary>();
    const arrived: MessageSummary[] = [];
    for (const change of changes) {
      if (change.type === 'messageStored') arrived.push(change.message);
      else if (change.type === 'messageChanged') changed.set(change.message.id, change.message);
      else if (change.type === 'messagesDeleted' && change.ids !== 'all') this.remove(new Set(change.ids));
      else if (change.type === 'messagesDeleted' || change.type === 'messagesChanged' || change.type === 'pruned') this.readAgain.call();
    }
    if (arrived.length > 0) this.arrive(arrived);
    if (changed.size === 0) return;
    this.rows.replace(changed);
    this.held = this.held.map((row) => changed.get(row.id) ?? row);
    this.options.changed();
  }

  close(): void {
    this.busy?.abort();
    this.readAgain.cancel();
    this.askForNewer.cancel();
  }

  private arrive(messages: readonly MessageSummary[]): void {
    if (this.busy !== undefined) this.meanwhile.push(...messages.filter((message) => this.isFor(message)));
    if (!this.known) return;
    // Whether a message fits a search only the server knows.
    if (this.choice.q !== undefined && this.choice.q !== '') this.askForNewer.call();
    else this.take(messages.filter((message) => this.isFor(message)));
  }

  private isFor({ accounts }: MessageSummary): boolean {
    const { account } = this.choice;
    return account === undefined || accounts.includes(account);
  }

  /** `messages`: in the order of arrival. */
  private take(messages: readonly MessageSummary[]): void {
    const newest = this.held[0]?.id ?? this.top ?? 0;
    const fresh = messages.filter(({ id }) => id > newest).reverse();
    if (fresh.length === 0) return;
    if (!this.holding) {
      this.insert(fresh);
      return;
    }
    const held = [...fresh, ...this.held];
    this.overflow += Math.max(0, held.length - HELD);
    this.held = held.slice(0, HELD);
    this.options.changed();
  }

  private insert(messages: readonly MessageSummary[]): void {
    const fresh = this.rows.prepend(messages);
    this.fresh = new Set(fresh.map(({ id }) => id));
    this.top = fresh[0]?.id ?? this.top;
    this.options.changed();
  }

  private async loadNewer(): Promise<void> {
    const newest = this.held[0]?.id ?? this.top;
    if (newest === undefined || this.busy !== undefined) {
      await this.reload();
      return;
    }
    this.work(async (signal) => {
      const { messages, next, unindexed } = await this.options.source.list({ ...this.choice, after: newest }, PAGE, signal);
      this.unindexed = unindexed;
      // More than a page: the gap below it is not worth filling row by row.
      if (next !== null) this.readAgain.call();
      else this.take(messages.toReversed());
    });
    await this.running;
  }

  /** One job after the other; a new one that matters more aborts the one before. */
  private work(job: (signal: AbortSignal) => Promise<void>): void {
    const mine = new AbortController();
    this.busy = mine;
    const settle = (failure: Error | undefined): void => {
      if (this.busy !== mine) return;
      this.busy = undefined;
      this.failure = failure;
      this.options.changed();
    };
    this.running = job(mine.signal).then(
      () => settle(undefined),
      (error: unknown) => settle(error instanceof Error ? error : new Error(String(error))),
    );
  }

  private async loadMissing(signal: AbortSignal): Promise<void> {
    for (;;) {
      const { from, until } = this.seen;
      const hole = this.rows.holeIn(from, until);
      if (hole === undefined) break;
      const { index, before } = await this.startOfPage(hole, signal);
      const fits = await this.loadPage(this.rows, index, before, signal);
      if (!fits || this.rows.at(hole) === undefined) {
        this.readAgain.call();
        break;
      }
      this.options.changed();
    }
    this.rows.keepOnly(this.seen.from - KEPT, this.seen.until + KEPT);
  }

  /** Where to begin a page that holds a row: right below a loaded one, else at an id that is searched for. */
  private async startOfPage(index: number, signal: AbortSignal): Promise<{ index: number; before: number | undefined }> {
    if (index === 0) return { index: 0, before: this.waiting > 0 && this.top !== undefined ? this.top + 1 : undefined };
    const { newer, older } = this.rows.anchorsAround(index);
    if (newer?.index === index - 1) return { index, before: newer.id };
    const start = await findPageStart({
      index,
      slack: PAGE / 2,
      // Nothing stands before what is above the newest id, and everything before what is below the oldest.
      newer: newer === undefined ? { index: 0, id: (this.top ?? 0) + 1 } : { index: newer.index + 1, id: newer.id },
      older: older ?? { index: this.rows.total, id: 0 },
      countFrom: (id) => this.count({ after: id - 1, ...(this.top === undefined ? {} : { before: this.top + 1 }) }, signal),
    });
    return { index: start.index, before: start.cursor };
  }

  private async loadPage(
    rows: SparseList<MessageSummary>,
    start: number,
    before: number | undefined,
    signal: AbortSignal,
  ): Promise<boolean> {
    const page = await this.options.source.list({ ...this.choice, ...(before === undefined ? {} : { before }) }, PAGE, signal);
    signal.throwIfAborted();
    this.unindexed = page.unindexed;
    const hidden = this.options.hidden();
    const shown = page.messages.filter(({ id }) => !hidden.has(id));
    if (start + shown.length > rows.total || page.next === null) rows.resize(start + shown.length);
    return rows.fill(start, shown);
  }

  /** How many rows there are, those left out that are about to be deleted. */
  private async count(within: Within, signal?: AbortSignal): Promise<number> {
    const counted = await this.options.source.count({ ...this.choice, ...within }, signal);
    const { after = 0, before = Number.POSITIVE_INFINITY } = within;
    const hidden = [...this.options.hidden()].filter((id) => id > after && id < before);
    return Math.max(0, counted - hidden.length);
  }
}
