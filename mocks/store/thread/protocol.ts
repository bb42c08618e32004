import type { Evidence } from '../../../src/evidence/events.ts';
import type { NumberedChange } from '../changes.ts';
import type { ReadChoice, ReadSelection } from '../database/message-reader.ts';
import type { Stretch } from '../inbox/segment.ts';
import type {
  AccountCount,
  ConnectionChoice,
  ConnectionRecord,
  DnsChoice,
  DnsQueryRecord,
  MessageDetails,
  MessagePage,
  Page,
  RuleHitChoice,
  RuleHitRecord,
  TagCount,
} from '../message-record.ts';
import type { RunDetails, RunSummary, StoredScenario } from '../run-record.ts';
import type { Ordinals } from '../stand-state.ts';
import type { StoreLimits, StoreStatus } from '../store.ts';

// What passes between a store and its thread. Both ends are this package's own, started together, so that the shapes are
// those that the compiler checked.

/** What the thread is started with. */
export interface ThreadSetup {
  /** A file, or `:memory:`. */
  readonly path: string;
  readonly flush: boolean;
  readonly limits: StoreLimits;
  readonly nowMs: number;
  /** One BigInt64: bytes of frames that are in the database, so that a writer far ahead can wait. */
  readonly progress: SharedArrayBuffer;
}

/** A body in pieces: `size` is that of the whole. */
export interface BodyPiece {
  readonly bytes: Uint8Array;
  readonly size: number;
}

/** What can be asked of the thread. `nowMs`, on the stand's clock, comes last. */
export interface Calls {
  list(choice: ReadChoice, limit: number, nowMs: number): MessagePage;
  count(choice: ReadChoice, nowMs: number): number;
  get(id: number): MessageDetails | undefined;
  piece(id: number, place: number): BodyPiece | undefined;
  counts(): AccountCount[];
  tags(): TagCount[];
  delete(selection: ReadSelection, nowMs: number): Promise<number>;
  tag(selection: ReadSelection, add: readonly string[], remove: readonly string[], nowMs: number): Promise<number>;
  markRead(selection: ReadSelection, read: boolean, nowMs: number): Promise<number>;
  connections(choice: ConnectionChoice, limit: number): Page<ConnectionRecord>;
  connection(connection: number): ConnectionRecord | undefined;
  transcript(connection: number, after: number, limit: number): Evidence[];
  evidence(after: number, limit: number): Evidence[];
  dnsQueries(choice: DnsChoice, limit: number): Page<DnsQueryRecord>;
  ruleHits(choice: RuleHitChoice, limit: number): Page<RuleHitRecord>;
  addRun(content: unknown, nowMs: number): RunSummary;
  listRuns(): RunSummary[];
  run(run: number): RunDetails | undefined;
  scenario(run: number, scenario: string): StoredScenario | undefined;
  deleteRun(run: number): boolean;
  status(): Omit<StoreStatus, 'place'>;
  /** Resolves when everything handed over is searchable. */
  settle(): Promise<void>;
}

export type CallName = keyof Calls;
export type ResultOf<Name extends CallName> = Awaited<ReturnType<Calls[Name]>>;

/** A call on its way: `after` is the newest frame that was handed over before it. */
export interface CallMessage {
  readonly type: 'call';
  readonly id: number;
  readonly after: number;
  readonly name: CallName;
  readonly args: readonly unknown[];
}

export type ToThread =
  | { readonly type: 'frames'; readonly bytes: Uint8Array; readonly nowMs: number }
  | { readonly type: 'inbox'; readonly stretches: readonly Stretch[]; readonly nowMs: number }
  | CallMessage
  /** From now on changes are told, not only counted. */
  | { readonly type: 'watch' }
  /** Time has passed: what is too old goes. */
  | { readonly type: 'tick'; readonly nowMs: number }
  /** Takes what waits, then ends. */
  | { readonly type: 'close' };

/** An error as it travels: a RunFormatError is one again at the other end. */
export interface ToldError {
  readonly name: string;
  readonly message: string;
}

export type FromThread =
  | {
      readonly type: 'opened';
      readonly store: string;
      readonly applied: number;
      readonly lastChange: number;
      readonly ordinals: Ordinals;
      /** JSON of a StandState. */
      readonly state: string | undefined;
    }
  | { readonly type: 'failed'; readonly message: string }
  | {
      readonly type: 'written';
      readonly applied: number;
      readonly lastChange: number;
      readonly changes: readonly NumberedChange[];
      /** Copies given up because the store was full, since this process opened it. */
      readonly pruned: number;
    }
  | { readonly type: 'answer'; readonly id: number; readonly result: unknown }
  | { readonly type: 'refused'; readonly id: number; readonly error: ToldError }
  | { readonly type: 'closed' };
