import { createHash, hash } from 'node:crypto';
import type { CopyFate } from '../../src/evidence/events.ts';
import type { CopyDetails, CopySink } from './copy-store.ts';
import type { JournalSession } from './journal-session.ts';
import { MessageHead } from './message-headers.ts';

/** One copy while its bytes arrive, and what became of it. */
export class IncomingCopy {
  readonly head = new MessageHead();
  private readonly session: JournalSession;
  /** Size in bytes above which the copy cannot be kept. */
  readonly limit: number;
  private readonly sink: CopySink;
  private first: Buffer | undefined;
  private digest: ReturnType<typeof createHash> | undefined;
  private bytes = 0;
  private done = false;

  constructor(session: JournalSession, limit: number) {
    this.session = session;
    this.limit = limit;
    this.sink = session.stand.store.open();
  }

  get isEmpty(): boolean {
    return this.bytes === 0;
  }

  get tooLarge(): boolean {
    return this.bytes > this.limit;
  }

  add(chunk: Buffer): void {
    this.bytes += chunk.length;
    this.hash(chunk);
    // Past the limit the bytes are only counted and hashed, so that an endless message fills nothing.
    if (this.tooLarge) return;
    this.head.add(chunk);
    this.sink.write(chunk);
  }

  /**
   * The last byte came: writes the evidence and keeps or gives up the bytes. To be called once, before the reply is sent.
   * Returns the ordinal of the copy; undefined when the store could not take it, which is then refused.
   */
  finish(fate: CopyFate): number | undefined {
    this.done = true;
    const facts = this.factsFor(fate);
    try {
      this.handOver({ ...facts, receivedAtMs: this.session.stand.clock.now() });
    } catch (error) {
      this.session.record({
        type: 'standChanged',
        what: `copy ${facts.copy} was not stored: ${error instanceof Error ? error.message : error}`,
      });
      this.session.record({ type: 'copyReceived', ...facts, fate: 'refused' });
      return undefined;
    }
    this.session.record({ type: 'copyReceived', ...facts });
    return facts.copy;
  }

  private handOver(details: CopyDetails): void {
    if (details.fate === 'stored' || details.fate === 'stored but refused') this.sink.keep(details);
    else this.sink.discard(details);
  }

  private factsFor(fate: CopyFate): Omit<CopyDetails, 'receivedAtMs'> {
    const { session } = this;
    const { stand, accepted } = session;
    const account = accepted[0] === undefined ? undefined : stand.accounts.ownerOf(accepted[0]);
    return {
      copy: stand.nextCopy(),
      account: account?.name ?? null,
      mailFrom: session.mailFrom ?? '',
      rcptTo: accepted,
      connection: session.number,
      size: this.bytes,
      sha256: this.sha256(),
      fate,
    };
  }

  /** The connection ended before the last byte came. */
  abandon(): void {
    if (this.done) return;
    this.done = true;
    this.sink.discard();
  }

  /** Most copies come in one chunk, for which the one-shot digest is much faster. */
  private hash(chunk: Buffer): void {
    if (this.digest !== undefined) {
      this.digest.update(chunk);
    } else if (this.first === undefined) {
      this.first = chunk;
    } else {
      this.digest = createHash('sha256').update(this.first).update(chunk);
    }
  }

  private sha256(): string {
    return this.digest === undefined ? hash('sha256', this.first ?? Buffer.alloc(0)) : this.digest.digest('hex');
  }
}
