import type { Clock } from '../../src/clock.ts';
import type { Evidence } from '../../src/evidence/events.ts';
import type { CopyStore } from '../intake/copy-store.ts';
import type { ChangeFeed } from './changes.ts';
import type {
  AccountCount,
  ConnectionChoice,
  ConnectionRecord,
  DnsChoice,
  DnsQueryRecord,
  MessageChoice,
  MessageDetails,
  MessagePage,
  MessageSelection,
  Page,
  RuleHitChoice,
  RuleHitRecord,
  TagCount,
} from './message-record.ts';
import type { RunDetails, RunSummary, StoredScenario } from './run-record.ts';
import type { Ordinals, StandState } from './stand-state.ts';

/** What a store keeps at most. What goes beyond is pruned, oldest first, and told in the change feed. */
export interface StoreLimits {
  /** Copies. Default: 10,000 in memory, none in a file. */
  readonly messages?: number;
  /** Bytes of copies and evidence. Default: 512 MiB in memory, none in a file. */
  readonly bytes?: number;
  /** Age of copies and evidence. Default: none. */
  readonly ageMs?: number;
  /** Entries of evidence. Default: 200,000 in memory, none in a file. */
  readonly evidence?: number;
}

/** How many rows and bytes there are, and what was given up since the store was made. */
export interface StoreStatus {
  /** `memory`, or the path of the file. */
  readonly place: string;
  /** Copies whose bytes are kept. */
  readonly messages: number;
  /** Bytes of those copies; a body that came twice counts once. */
  readonly bytes: number;
  readonly connections: number;
  readonly evidence: number;
  readonly dnsQueries: number;
  /** Copies with text that is not searchable yet. */
  readonly unindexed: number;
  readonly pruned: { readonly messages: number; readonly bytes: number; readonly evidence: number };
}

export interface MessageShelf {
  /** Newest first; at most `limit` (default 50). Rejects with a QueryError that says where `q` is wrong. */
  list(choice?: MessageChoice, limit?: number): Promise<MessagePage>;
  /** How many copies a search finds. */
  count(choice?: MessageChoice): Promise<number>;
  get(id: number): Promise<MessageDetails | undefined>;
  /** The bytes as they came, after dot-unstuffing; undefined where they are not kept. */
  raw(id: number): Promise<Buffer | undefined>;
  /** The same in pieces of 256 KiB at most, or a stretch of it; nothing where they are not kept. */
  rawChunks(id: number, from?: number, to?: number): AsyncIterable<Buffer>;
  counts(): Promise<readonly AccountCount[]>;
  tags(): Promise<readonly TagCount[]>;
  /** Forgets copies; the evidence stays. Tells how many there were. */
  delete(selection: MessageSelection): Promise<number>;
  /** Tells how many copies were changed. */
  tag(selection: MessageSelection, change: { readonly add?: readonly string[]; readonly remove?: readonly string[] }): Promise<number>;
  markRead(selection: MessageSelection, read: boolean): Promise<number>;
}

export interface ConnectionShelf {
  list(choice?: ConnectionChoice, limit?: number): Promise<Page<ConnectionRecord>>;
  get(connection: number): Promise<ConnectionRecord | undefined>;
  /** Evidence of one connection, in order; `after` is a place in the evidence. */
  transcript(connection: number, after?: number, limit?: number): Promise<readonly Evidence[]>;
}

export interface EvidenceShelf {
  /** The oldest entries after a place in the evidence. */
  after(seq: number, limit: number): Promise<readonly Evidence[]>;
}

export interface DnsShelf {
  queries(choice?: DnsChoice, limit?: number): Promise<Page<DnsQueryRecord>>;
}

export interface RuleShelf {
  hits(choice?: RuleHitChoice, limit?: number): Promise<Page<RuleHitRecord>>;
}

export interface RunShelf {
  /** Takes the content of a run.json. Rejects with a RunFormatError that says what is wrong with it. */
  add(runJson: unknown): Promise<RunSummary>;
  /** Newest first. */
  list(): Promise<readonly RunSummary[]>;
  get(run: number): Promise<RunDetails | undefined>;
  /** One scenario with its evidence, and which of its copies are here. */
  scenario(run: number, scenario: string): Promise<StoredScenario | undefined>;
  delete(run: number): Promise<boolean>;
}

/**
 * Everything a mock SETD saw and was told: copies, connections, evidence, DNS queries, rule hits, runs, and how the stand
 * was configured. Copies and evidence are handed over synchronously and written in the background; whatever is asked is
 * answered after all that was handed over before.
 */
export interface Store extends CopyStore, AsyncDisposable {
  readonly messages: MessageShelf;
  readonly connections: ConnectionShelf;
  readonly evidence: EvidenceShelf;
  readonly dns: DnsShelf;
  readonly rules: RuleShelf;
  readonly runs: RunShelf;
  readonly changes: ChangeFeed;
  /** What an earlier process left in the file; undefined for a new store. */
  readonly remembered: StandState | undefined;
  /** Numbers to count on from. */
  readonly ordinals: Ordinals;
  /** Takes one entry of the evidence; entries come in the order of their numbers, a copy after it was kept. */
  record(entry: Evidence): void;
  /** Takes how the stand is configured now, for the next start. */
  remember(state: StandState): void;
  status(): Promise<StoreStatus>;
  /** Resolves when all that was handed over is written and searchable. */
  settled(): Promise<void>;
  /** Writes what is left and frees the file. */
  close(): Promise<void>;
}

export interface StoreOptions {
  readonly clock: Clock;
  /** A file, or a folder in which `setd.sqlite` is used; made where it does not exist. Default: memory. */
  readonly data?: string;
  readonly limits?: StoreLimits;
  /** Which account owns an address: for copies with several recipients. */
  readonly accountOf?: (address: string) => string | undefined;
  /** The header field in which an account's gateway names its client (SETUP-4). Default: `X-IronPort-RemoteIP` for all of them. */
  readonly clientHeaderOf?: (account: string) => string | undefined;
  /** Called once, when the first copy is given up because the store is full. */
  readonly onFull?: () => void;
  /** `always`: a copy is on the disk itself before its 250, which survives a loss of power but costs a flush a copy. Default: `never`. */
  readonly flush?: 'never' | 'always';
}

export { openStore } from './open-store.ts';
