import type { JournalCopy } from '../journal-copy.ts';
import type { Original } from '../originals.ts';
import type { StoredMessage } from '../stored-message.ts';

/** The spool cannot do what was asked: disk full, input/output error, damaged file. The message is one line for the log. */
export class SpoolError extends Error {
  override readonly name = 'SpoolError';
}

/**
 * One delivery that an accepted message is owed, as the spool keeps it. What cannot be written is written later: the queue in
 * memory is right meanwhile, and after a crash a copy is rather sent again than lost.
 */
export interface SpoolJob {
  /**
   * SMTP-4: notes that the final dot is about to be sent, so that a restart knows that the message may have arrived.
   * The dot must wait for the promise; undefined: there is nothing to wait for.
   */
  noteArriving(): Promise<void> | undefined;
  /** An attempt has ended and another will follow. */
  noteRetry(progress: JobProgress): void;
  /** Delivered, failed or expired: nothing is left to do. */
  end(): void;
}

/** Where a job stands between two attempts. */
export interface JobProgress {
  /** Attempts that have ended so far. */
  readonly attempts: number;
  /** Whether a final dot was sent whose reply was never read. */
  readonly inDoubt: boolean;
  /** RIDs still to be served; left out for a copy, which has one recipient. */
  readonly rids?: readonly number[];
}

/** A copy as it is sent. Its parts may come from the disk one by one, anew for each attempt. */
export type OutgoingCopy = Omit<JournalCopy, 'parts'> & { readonly parts: Iterable<Buffer> };
/** An original as it is sent. */
export type OutgoingOriginal = Omit<Original, 'parts'> & { readonly parts: Iterable<Buffer> };

export interface NewCopy {
  readonly mid: number;
  readonly policy: string;
  readonly copy: JournalCopy;
}

/** A message at the moment of its acceptance, with all that is owed for it. */
export interface NewMessage {
  readonly message: StoredMessage;
  /** When it is accepted and its copies are enqueued, ms on the clock (QUEUE-1). */
  readonly acceptedMs: number;
  readonly copies: readonly NewCopy[];
  readonly originals: readonly Original[];
}

export interface SpooledCopy extends Omit<JobProgress, 'rids'> {
  readonly mid: number;
  readonly policy: string;
  readonly copy: OutgoingCopy;
  readonly enqueuedMs: number;
  readonly job: SpoolJob;
}

export interface SpooledOriginal extends Omit<JobProgress, 'rids'> {
  readonly original: OutgoingOriginal;
  readonly job: SpoolJob;
}

/** Jobs that are safe in the spool and may be begun. */
export interface Spooled {
  readonly copies: readonly SpooledCopy[];
  readonly originals: readonly SpooledOriginal[];
}

/** Where numbering begins in an empty spool. */
export interface FirstNumbers {
  readonly mid: number;
  readonly icid: number;
  readonly dcid: number;
}

/** Where ids come from: none is given twice, restarts included. Each call throws a SpoolError when none can be given now. */
export interface Numbers {
  mid(): number;
  icid(): number;
  dcid(): number;
}

/** Where accepted messages are kept until the last job of each has ended (QUEUE-6). */
export interface Spool {
  readonly kind: 'memory' | 'file';
  numbers(first: FirstNumbers): Numbers;
  /** What an earlier run has left, oldest first. Asked once, before anything is accepted. */
  leftovers(): Spooled;
  /**
   * Resolves when the message is safe: the 250 and every delivery come after this.
   * Rejects with a SpoolError when it cannot be kept; nothing of it is left then, and nothing accepted before is harmed.
   */
  accept(message: NewMessage): Promise<Spooled>;
  /** Writes what is still to be written and closes; calling it again does nothing. Jobs that have not ended are found by the next run. */
  close(): Promise<void>;
  /** Stops at once, as a kill of the process would: nothing that waits is written any more. */
  abandon(): void;
}
