import { parentPort, workerData } from 'node:worker_threads';
import { InboxReader, MemorySource } from '../inbox/inbox-reader.ts';
import { recover } from '../inbox/recovery.ts';
import { FAST_BYTES_A_MS, FAST_TOLD_MS } from '../pace.ts';
import { frameAt } from '../wire/frame.ts';
import { makeDesk } from './desk.ts';
import type { CallMessage, Calls, FromThread, ThreadSetup, ToThread } from './protocol.ts';
import { StoreDatabase } from './store-database.ts';

// The thread of a store. SQLite works synchronously, and taking mail apart takes time: here neither holds up the mail that
// is coming in. It takes turns: what was handed over, what is asked, what goes beyond the limits, what waits for the index.

/** Frames are taken for this long before anybody else has a turn. */
const SLICE_MS = 10;
/** A question waits for what was handed over before it; under a flood of mail this long at most. */
const PATIENCE_MS = 60;
/** Less than this is always waited for, however slow the machine is. */
const SMALL_BACKLOG = 512 * 1024;
/** While mail comes in fast, nothing of it is taken until so much waits: the intake and its clients need the processor, and a burst is over soon. */
const BURST = 16 * 1024 * 1024;
/** Of a longer one some is taken now and then: so many times the length of a slice is left to the mail. */
const REST_FACTOR = 12;
const LONGEST_REST_MS = 150;
/** Backlog at which no more rest is taken. */
const LARGE_BACKLOG = 64 * 1024 * 1024;
/** Where pages watch, no rest is taken when it has not caught up for so long: they are to show what comes soon. */
const MOST_BEHIND_MS = 500;

/** The index is made for this long before anybody else has a turn: in shorter turns it takes twice the time. */
const INDEX_SLICE_MS = 40;
/** So long after the last of the mail the index is made. */
const QUIET_MS = 2 * FAST_TOLD_MS;
/** Copies that wait for the index at which it is made while mail comes in, too. */
const MOST_LEFT_OVER = 5000;

class StoreThread {
  private readonly database: StoreDatabase;
  private readonly source: MemorySource | InboxReader;
  private readonly desk: Calls;
  private readonly progress: BigInt64Array;
  private readonly send: (message: FromThread) => void;
  private questions: { readonly call: CallMessage; readonly dueAt: number }[] = [];
  private settlers: (() => void)[] = [];
  private nowMs: number;
  private watched = false;
  private closing = false;
  private scheduled = false;
  /** Changes of many copies that are under way. */
  private changing = 0;
  private resting = false;
  private arrivedSince = 0;
  private turnedAt = performance.now();
  private caughtUpAt = performance.now();
  private arrivedAt = Number.NEGATIVE_INFINITY;
  private awaitingQuiet = false;
  private applied: number;
  private readonly prunedBefore: number;

  constructor(setup: ThreadSetup, database: StoreDatabase, send: (message: FromThread) => void) {
    this.database = database;
    this.send = send;
    this.nowMs = setup.nowMs;
    this.source = setup.path === ':memory:' ? new MemorySource() : new InboxReader(setup.path);
    this.progress = new BigInt64Array(setup.progress);
    this.applied = database.applied;
    this.prunedBefore = database.tally.pruned.messages;
    this.desk = makeDesk(
      database,
      (ms) => this.index(ms),
      () => new Promise((resolve) => this.settlers.push(resolve)),
    );
    // What an earlier process left out of the index goes into it, whether or not anybody asks.
    if (database.tally.unindexed > 0) this.schedule();
  }

  hear(message: ToThread): void {
    if ('nowMs' in message) this.nowMs = message.nowMs;
    const before = this.source.waiting;
    if (message.type === 'frames' && this.source instanceof MemorySource) this.source.add(Buffer.from(message.bytes.buffer));
    else if (message.type === 'inbox' && this.source instanceof InboxReader) this.source.add(message.stretches);
    else if (message.type === 'call') this.questions.push({ call: message, dueAt: performance.now() + PATIENCE_MS });
    else if (message.type === 'watch') this.watched = true;
    else if (message.type === 'close') this.closing = true;
    this.arrivedSince += this.source.waiting - before;
    if (this.source.waiting > before) this.arrivedAt = performance.now();
    const urgent = message.type === 'call' || message.type === 'close';
    if (!this.resting || urgent) this.schedule();
  }

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      this.turn();
    });
  }

  private turn(): void {
    const begun = performance.now();
    const isFast = this.arrivedSince > FAST_BYTES_A_MS * (begun - this.turnedAt);
    this.arrivedSince = 0;
    this.turnedAt = begun;
    if (isFast && this.canRest && this.source.waiting <= BURST) {
      this.rest(LONGEST_REST_MS);
      return;
    }
    const took = this.takeFrames(begun + SLICE_MS);
    if (this.source.waiting === 0) this.caughtUpAt = begun;
    const tidied = this.database.prune(this.nowMs) !== undefined;
    if (took || tidied) this.report();
    this.answerWhatIsDue();
    if (isFast && this.canRest) this.rest(Math.min((performance.now() - begun) * REST_FACTOR, LONGEST_REST_MS));
    else if (this.source.waiting > 0 || tidied) this.schedule();
    else if (this.database.tally.unindexed > 0 && !this.mayEndUnindexed) this.indexWhenQuiet();
    else this.finish();
  }

  /** Whoever closes a store does not wait for its index: the next one to open the file makes what is missing. */
  private get mayEndUnindexed(): boolean {
    return this.closing && this.settlers.length === 0;
  }

  /** The index waits while mail comes in, unless somebody waits for it or much of it is left over. */
  private indexWhenQuiet(): void {
    const isQuiet = performance.now() - this.arrivedAt >= QUIET_MS;
    if (isQuiet || this.settlers.length > 0 || this.database.tally.unindexed > MOST_LEFT_OVER) {
      this.index(INDEX_SLICE_MS);
      this.schedule();
    } else if (!this.awaitingQuiet) {
      this.awaitingQuiet = true;
      setTimeout(() => {
        this.awaitingQuiet = false;
        this.schedule();
      }, QUIET_MS);
    }
  }

  /** Nobody waits, and what waits is neither too much nor, where pages watch, too old. */
  private get canRest(): boolean {
    const isLate = this.watched && performance.now() - this.caughtUpAt > MOST_BEHIND_MS;
    return this.questions.length === 0 && !this.closing && this.source.waiting <= LARGE_BACKLOG && !isLate;
  }

  /** The next turn comes after a while, or when somebody asks something. */
  private rest(ms: number): void {
    if (this.resting) return;
    this.resting = true;
    setTimeout(() => {
      this.resting = false;
      this.schedule();
    }, ms);
  }

  /** Everything is written and searchable. */
  private finish(): void {
    for (const settler of this.settlers.splice(0)) settler();
    if (!this.closing || this.questions.length > 0 || this.changing > 0) return;
    this.source.close();
    this.database.close();
    this.send({ type: 'closed' });
    parentPort?.close();
  }

  /** Takes frames until a moment; false when there were none. */
  private takeFrames(until: number): boolean {
    if (this.source.waiting === 0) return false;
    let bytes = 0;
    while (this.source.waiting > 0 && (bytes === 0 || performance.now() < until)) bytes += this.takeSome(until);
    Atomics.add(this.progress, 0, BigInt(bytes));
    Atomics.notify(this.progress, 0);
    return true;
  }

  /** One transaction of frames. */
  private takeSome(until: number): number {
    const bytes = this.source.next();
    let at = 0;
    this.database.transaction(() => {
      for (let frame = frameAt(bytes, 0); frame !== undefined; frame = frameAt(bytes, at)) {
        this.database.take(frame);
        this.applied = frame.number;
        at = frame.end;
        if (performance.now() >= until) break;
      }
    });
    this.source.took(at);
    return at;
  }

  private report(): void {
    const { applied, database } = this;
    const changes = this.watched ? database.takeChanges() : [];
    if (!this.watched) database.dropChanges();
    const pruned = database.tally.pruned.messages - this.prunedBefore;
    this.send({ type: 'written', applied, lastChange: database.newestChange, changes, pruned });
  }

  /** Puts copies into the index for so long, newest first, in one transaction: the index is the cheaper the more comes at once. */
  private index(ms: number): void {
    const until = performance.now() + ms;
    const { index, tally } = this.database;
    const waited = tally.unindexed;
    if (waited === 0) return;
    this.database.transaction(() => {
      index.addUntil(() => performance.now() >= until);
      if (tally.unindexed === 0) this.database.tell({ type: 'messagesChanged', messages: waited });
    });
    if (tally.unindexed === 0) this.report();
  }

  private answerWhatIsDue(): void {
    const now = performance.now();
    const isFlood = this.source.waiting > SMALL_BACKLOG;
    const due = this.questions.filter(
      ({ call, dueAt }) => call.after <= this.applied || (isFlood && dueAt <= now && call.name !== 'settle'),
    );
    this.questions = this.questions.filter((question) => !due.includes(question));
    for (const { call } of due) this.answer(call);
  }

  private answer({ id, name, args }: CallMessage): void {
    const refuse = (error: unknown): void => {
      const { name: kind, message } = error instanceof Error ? error : new Error(String(error));
      this.send({ type: 'refused', id, error: { name: kind, message } });
    };
    try {
      const result: unknown = Reflect.apply(this.desk[name], this.desk, args);
      if (!(result instanceof Promise)) {
        this.done(id, result);
        return;
      }
      if (name !== 'settle') this.changing += 1;
      result
        .then((late: unknown) => this.done(id, late), refuse)
        .finally(() => {
          if (name !== 'settle') this.changing -= 1;
          this.schedule();
        });
    } catch (error) {
      refuse(error);
    }
  }

  private done(id: number, result: unknown): void {
    this.report();
    this.send({ type: 'answer', id, result });
    this.schedule();
  }
}

const open = (setup: ThreadSetup): StoreDatabase => {
  const database = new StoreDatabase(setup);
  try {
    if (setup.path !== ':memory:') recover(setup.path, database);
    database.tidy(setup.nowMs);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
};

const port = parentPort;
if (port !== null) {
  const { setup }: { readonly setup: ThreadSetup } = workerData;
  const send = (message: FromThread): void => port.postMessage(message);
  try {
    const database = open(setup);
    const thread = new StoreThread(setup, database, send);
    const { id: store, applied, newestChange: lastChange, ordinals, state } = database;
    send({ type: 'opened', store, applied, lastChange, ordinals: { ...ordinals }, state });
    port.on('message', (message: ToThread) => thread.hear(message));
  } catch (error) {
    send({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
  }
}
