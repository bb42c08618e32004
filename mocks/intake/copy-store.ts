import type { CopyFate } from '../../src/evidence/events.ts';

/** What is known of a copy once its last byte has come. */
export interface CopyDetails {
  /** Ordinal of the copy, as the evidence counts it. */
  readonly copy: number;
  /** Account whose intake address it was sent to; null for an address never issued. */
  readonly account: string | null;
  readonly mailFrom: string;
  readonly rcptTo: readonly string[];
  readonly connection: number;
  /** Milliseconds since the epoch on the stand's clock. */
  readonly receivedAtMs: number;
  /** Bytes after dot-unstuffing, without the final dot. */
  readonly size: number;
  readonly sha256: string;
  readonly fate: CopyFate;
}

/** A copy that is kept, with its bytes as they were after dot-unstuffing. */
export interface StoredCopy extends CopyDetails {
  readonly raw: Buffer;
}

/** Takes the bytes of one copy as they arrive. Exactly one of `keep` and `discard` ends it. */
export interface CopySink {
  write(chunk: Buffer): void;
  /** Keeps the copy. On return it is as safe as the store can make it: the 250 is sent after this (SMTP-4). */
  keep(details: CopyDetails): void;
  /**
   * Gives the bytes up. With details where the copy came whole and was refused or dropped, so that it can be told of;
   * without where the connection ended in the middle.
   */
  discard(details?: CopyDetails): void;
}

/** Where copies go. Calls are synchronous: the reply to the end of data follows `keep` at once. */
export interface CopyStore {
  open(): CopySink;
}

export interface MemoryCopyStoreLimits {
  /** Most copies kept at a time. */
  readonly copies?: number;
  /** Most bytes kept at a time. */
  readonly bytes?: number;
}

const DEFAULT_COPIES = 10_000;
const DEFAULT_BYTES = 256 * 1024 * 1024;

/** A kept copy whose pieces are joined when somebody first looks at it: most are never looked at. */
class Shelved {
  readonly size: number;
  private readonly details: CopyDetails;
  private pieces: Buffer[];
  private joined: StoredCopy | undefined;

  constructor(details: CopyDetails, pieces: Buffer[]) {
    this.details = details;
    this.pieces = pieces;
    this.size = pieces.reduce((sum, piece) => sum + piece.length, 0);
  }

  get stored(): StoredCopy {
    if (this.joined === undefined) {
      this.joined = { ...this.details, raw: Buffer.concat(this.pieces, this.size) };
      this.pieces = [];
    }
    return this.joined;
  }
}

/** Keeps copies in memory; over the limits the oldest go first, and `pruned` tells how many. The newest always stays. */
export class MemoryCopyStore implements CopyStore {
  private readonly copies = new Map<number, Shelved>();
  private readonly mostCopies: number;
  private readonly mostBytes: number;
  private bytes = 0;
  private gone = 0;
  /** Yields the ordinals, oldest first, each once: a new iterator a time would search past all that was pruned before. */
  private readonly oldest = this.copies.keys();

  constructor(limits: MemoryCopyStoreLimits = {}) {
    this.mostCopies = limits.copies ?? DEFAULT_COPIES;
    this.mostBytes = limits.bytes ?? DEFAULT_BYTES;
  }

  /** How many copies were given up because the store was full. */
  get pruned(): number {
    return this.gone;
  }

  open(): CopySink {
    let pieces: Buffer[] = [];
    return {
      write: (chunk) => void pieces.push(chunk),
      keep: (details) => {
        this.add(details.copy, new Shelved(details, pieces));
        pieces = [];
      },
      discard: () => {
        pieces = [];
      },
    };
  }

  get(copy: number): StoredCopy | undefined {
    return this.copies.get(copy)?.stored;
  }

  /** The copies kept, oldest first. */
  list(): StoredCopy[] {
    return Array.from(this.copies.values(), (one) => one.stored);
  }

  /** Gives all copies up on request; they do not count as pruned. */
  clear(): void {
    this.copies.clear();
    this.bytes = 0;
  }

  private add(copy: number, shelved: Shelved): void {
    this.copies.set(copy, shelved);
    this.bytes += shelved.size;
    while (this.copies.size > 1 && (this.copies.size > this.mostCopies || this.bytes > this.mostBytes)) this.prune();
  }

  private prune(): void {
    const oldest = this.oldest.next();
    if (oldest.done) return;
    this.gone += 1;
    this.bytes -= this.copies.get(oldest.value)?.size ?? 0;
    this.copies.delete(oldest.value);
  }
}
