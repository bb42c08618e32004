import { z } from 'zod';
import type { Clock } from '../../src/clock.ts';
import { MockStartError } from '../listen.ts';
import { ChangeFeed } from './changes.ts';
import { CopyIntake } from './copy-intake.ts';
import { type FrameOutlet, Handover } from './handover.ts';
import { InboxWriter } from './inbox/inbox-writer.ts';
import { InboxOutlet, MemoryOutlet } from './outlets.ts';
import { type Ask, connectionShelf, dnsShelf, evidenceShelf, messageShelf, ruleShelf, runShelf } from './shelves.ts';
import { NO_ORDINALS, type Ordinals, type StandState, standStateSchema } from './stand-state.ts';
import type { Store, StoreLimits, StoreOptions } from './store.ts';
import { storeFile } from './store-place.ts';
import { ThreadLink } from './thread/thread-link.ts';

const MIB = 1024 * 1024;
/** A store in memory is bounded unless told otherwise: its memory is this process's. */
const MEMORY_LIMITS: StoreLimits = { messages: 10_000, bytes: 512 * MIB, evidence: 200_000 };
const MEMORY = ':memory:';

const LONGEST_TICK_MS = 60_000;
/** How often within the greatest age it is looked for what is older. */
const TICKS_IN_AGE = 10;

/** What an earlier process left in the file. */
interface Left {
  readonly state: StandState | undefined;
  readonly ordinals: Ordinals;
}

interface Parts {
  readonly place: string;
  readonly link: ThreadLink;
  readonly handover: Handover;
  readonly changes: ChangeFeed;
  readonly left: Left;
  /** Only after the thread has ended and taken everything. */
  readonly tidyUp: () => void;
}

const parseState = async (json: string | undefined, path: string): Promise<StandState | undefined> => {
  if (json === undefined) return undefined;
  const parsed = standStateSchema.safeParse(JSON.parse(json));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue === undefined ? '' : ` at ${z.core.toDotPath(issue.path)}: ${issue.message}`;
  throw new MockStartError(`the store ${path}: how its stand was configured cannot be read${where}; name another file`);
};

/** Tells the thread that time has passed, again and again, until the returned function is called. */
const tick = (clock: Clock, everyMs: number, link: ThreadLink): (() => void) => {
  const next = (): void => {
    link.post({ type: 'tick', nowMs: clock.now() });
    timer = clock.setTimer(everyMs, next);
  };
  let timer = clock.setTimer(everyMs, next);
  return () => timer.cancel();
};

const assemble = ({ place, link, handover, changes, left, tidyUp }: Parts, { clock, limits, ...accounts }: StoreOptions): Store => {
  const now = (): number => clock.now();
  let closing: Promise<void> | undefined;
  const ask: Ask = (name, ...args) => {
    if (closing === undefined) handover.flush();
    return link.call(handover.last, name, args);
  };
  const taking = (): Handover => {
    if (link.broken !== undefined) throw link.broken;
    return handover;
  };
  const stopTicking = limits?.ageMs === undefined ? undefined : tick(clock, Math.min(limits.ageMs / TICKS_IN_AGE, LONGEST_TICK_MS), link);
  const finish = async (): Promise<void> => {
    stopTicking?.();
    if (link.broken !== undefined) return;
    handover.flush();
    if (await link.close()) tidyUp();
  };
  const close = (): Promise<void> => {
    closing ??= finish();
    return closing;
  };
  const copies = new CopyIntake(taking, accounts);
  return {
    messages: messageShelf(ask, now),
    connections: connectionShelf(ask),
    evidence: evidenceShelf(ask),
    dns: dnsShelf(ask),
    rules: ruleShelf(ask),
    runs: runShelf(ask, now),
    changes,
    remembered: left.state,
    ordinals: left.ordinals,
    open: () => copies.open(),
    // Evidence of the stop itself may come after it, and a store that failed has told so to whoever handed it a copy.
    record: (entry) => {
      if (closing === undefined && link.broken === undefined) handover.fact(entry);
    },
    remember: (state) => {
      taking().add('state', state);
      handover.secure();
    },
    status: async () => ({ place, ...(await ask('status')) }),
    settled: () => ask('settle'),
    close,
    [Symbol.asyncDispose]: close,
  };
};

/**
 * Opens a store. One in memory takes copies at once, while its thread still starts; one in a file has by then taken what an earlier
 * process left. Throws a MockStartError when the file cannot be opened, is none of a store, or is held by another process.
 */
export const openStore = async (options: StoreOptions): Promise<Store> => {
  const { clock, data, flush = 'never', limits } = options;
  const path = data === undefined ? MEMORY : storeFile(data);
  const progress = new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT);
  const setup = {
    path,
    flush: flush === 'always',
    limits: { ...(data === undefined ? MEMORY_LIMITS : {}), ...limits },
    nowMs: clock.now(),
    progress,
  };
  let inbox: InboxWriter | undefined;
  let full = false;
  const link = new ThreadLink(setup, clock, ({ applied, changes: told, lastChange, pruned }) => {
    inbox?.release(applied);
    changes.take(told, lastChange);
    if (pruned > 0 && !full) options.onFull?.();
    full ||= pruned > 0;
  });
  const changes = new ChangeFeed(0, () => link.post({ type: 'watch' }));
  const now = (): number => clock.now();
  const parts = (outlet: FrameOutlet, firstFrame: number, left: Left, tidyUp: () => void): Parts => ({
    place: data === undefined ? 'memory' : path,
    link,
    handover: new Handover(outlet, firstFrame),
    changes,
    left,
    tidyUp,
  });
  if (data === undefined) {
    const left = { state: undefined, ordinals: NO_ORDINALS };
    return assemble(
      parts(new MemoryOutlet(link, progress, now), 1, left, () => undefined),
      options,
    );
  }
  const { store, applied, lastChange, state, ordinals } = await link.opened;
  const remembered = await parseState(state, path).catch(async (error: unknown) => {
    await link.close();
    throw error;
  });
  changes.take([], lastChange);
  inbox = new InboxWriter(path, store, applied, setup.flush);
  const outlet = new InboxOutlet(link, inbox, progress, now);
  return assemble(
    parts(outlet, applied + 1, { state: remembered, ordinals }, () => inbox?.remove()),
    options,
  );
};
