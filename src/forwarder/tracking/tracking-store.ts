import { decodeWords } from 'postal-mime';
import { harmless } from '../harmless.ts';
import type { Verdict } from '../scan.ts';
import { arrivalLines } from './arrival-lines.ts';
import type { TrackedCopy, TrackedMessage, TrackedState, TrackingLine, TrackingPage, TrackingQuery } from './tracked-message.ts';
import type { TrackingFormat } from './tracking-format.ts';
import type { TrackingMatcher } from './tracking-query.ts';

/** What is known of a message once it was accepted and its policy found; the subject is still as the header has it, unfolded. */
export interface TrackedFacts extends Omit<TrackedMessage, 'verdict' | 'splitInto' | 'state' | 'copy' | 'original' | 'lines'> {
  readonly verdict: Verdict;
}

/** A stored message; `position` counts from 1 in the order of acceptance. */
interface Tracked extends TrackedFacts {
  readonly position: number;
  readonly splitInto: number[];
  /** What followed its arrival. */
  readonly lines: TrackingLine[];
  copy: TrackedCopy | null;
  original: TrackedMessage['original'];
  /** Lines left out of the middle of a very long story. */
  omitted: number;
}

const USUAL_PAGE = 50;
/** A recipient that is refused for now makes two lines a minute for days: the beginning and the end of such a story are kept. */
const MOST_LINES = 500;
const FIRST_LINES = 100;

const stateOf = ({ verdict, copy, original }: Tracked): TrackedState => {
  if (verdict.kind !== 'clean') return 'dropped';
  if (copy?.state === 'failed' || original === 'failed') return 'failed';
  if (copy?.state === 'queued' || original === 'queued') return 'queued';
  return copy === null && original === 'discarded' ? 'discarded' : 'delivered';
};

const linesOf = (tracked: Tracked, format: TrackingFormat): TrackingLine[] => {
  const { lines, omitted, receivedAtMs } = tracked;
  const arrival = arrivalLines(tracked, format).map((text) => ({ atMs: receivedAtMs, text }));
  const gap = lines[FIRST_LINES - 1];
  if (omitted === 0 || gap === undefined) return [...arrival, ...lines];
  return [...arrival, ...lines.toSpliced(FIRST_LINES, 0, { atMs: gap.atMs, text: `(${omitted} lines are left out here.)` })];
};

/**
 * The messages of a gateway and their stories, as many as `limit`; the oldest go first. Searching looks at every message from the
 * newest back until a page is full.
 */
export class TrackingStore {
  private readonly limit: number;
  private readonly now: () => number;
  private readonly format: TrackingFormat;
  private readonly matcherFor: TrackingMatcher;
  /** The message at position p lies in place p % limit. */
  private readonly places: Tracked[] = [];
  private readonly byMid = new Map<number, Tracked>();
  private last = 0;

  /** `now`: ms on the gateway's clock. */
  constructor(limit: number, now: () => number, format: TrackingFormat, matcherFor: TrackingMatcher) {
    this.limit = limit;
    this.now = now;
    this.format = format;
    this.matcherFor = matcherFor;
  }

  /** Messages that are no longer told. */
  get forgotten(): number {
    return Math.max(0, this.last - this.limit);
  }

  add(facts: TrackedFacts): void {
    this.last += 1;
    const place = this.last % this.limit;
    const oldest = this.places[place];
    if (oldest !== undefined && this.byMid.get(oldest.mid) === oldest) this.byMid.delete(oldest.mid);
    const subject = harmless(facts.subject.includes('=?') ? decodeWords(facts.subject) : facts.subject);
    const tracked: Tracked = {
      ...facts,
      subject,
      sender: harmless(facts.sender),
      recipients: facts.recipients.map(harmless),
      messageId: harmless(facts.messageId),
      position: this.last,
      splitInto: [],
      lines: [],
      copy: null,
      original: facts.verdict.kind === 'clean' ? 'queued' : 'dropped',
      omitted: 0,
    };
    this.places[place] = tracked;
    this.byMid.set(facts.mid, tracked);
    if (facts.splitFrom !== null) this.byMid.get(facts.splitFrom)?.splitInto.push(facts.mid);
  }

  /** Adds a line to the story of a message; one that is forgotten or was never known has none. */
  tell(mid: number, text: string): void {
    const tracked = this.byMid.get(mid);
    if (tracked === undefined) return;
    tracked.lines.push({ atMs: this.now(), text });
    if (tracked.lines.length <= MOST_LINES) return;
    tracked.lines.splice(FIRST_LINES, 1);
    tracked.omitted += 1;
  }

  setCopy(mid: number, copy: TrackedCopy): void {
    const tracked = this.byMid.get(mid);
    if (tracked !== undefined) tracked.copy = copy;
  }

  /** What became of the copy that was queued. */
  copyEnded(mid: number, state: 'delivered' | 'failed', reason: string | null): void {
    const tracked = this.byMid.get(mid);
    if (tracked?.copy) tracked.copy = { ...tracked.copy, state, reason };
  }

  /** A failure of one recipient is not made good by the delivery to the others. */
  originalEnded(mid: number, state: Exclude<TrackedMessage['original'], 'queued'>): void {
    const tracked = this.byMid.get(mid);
    if (tracked !== undefined && tracked.original === 'queued') tracked.original = state;
  }

  get(mid: number): TrackedMessage | undefined {
    const tracked = this.byMid.get(mid);
    return tracked === undefined ? undefined : this.view(tracked);
  }

  search(query: TrackingQuery): TrackingPage {
    const matches = this.matcherFor(query);
    const { limit = USUAL_PAGE, before = this.last + 1 } = query;
    const found: Tracked[] = [];
    for (const tracked of query.mid === undefined ? this.newestFirst(before) : this.only(query.mid)) {
      if (!matches(tracked, () => stateOf(tracked))) continue;
      if (found.length === limit) return this.page(found, found.at(-1)?.position ?? null);
      found.push(tracked);
    }
    return this.page(found, null);
  }

  private page(found: readonly Tracked[], next: number | null): TrackingPage {
    return { messages: found.map((tracked) => this.view(tracked)), next, forgotten: this.forgotten };
  }

  private view(tracked: Tracked): TrackedMessage {
    const { position: _position, omitted: _omitted, splitInto, verdict, ...facts } = tracked;
    const lines = linesOf(tracked, this.format);
    return { ...facts, verdict: verdict.kind, splitInto: [...splitInto], state: stateOf(tracked), lines };
  }

  private only(mid: number): readonly Tracked[] {
    const tracked = this.byMid.get(mid);
    return tracked === undefined ? [] : [tracked];
  }

  private *newestFirst(before: number): Generator<Tracked> {
    for (let position = Math.min(before - 1, this.last); position > this.forgotten; position -= 1) {
      const tracked = this.places[position % this.limit];
      if (tracked !== undefined) yield tracked;
    }
  }
}
