import type { CopyReceived, Evidence } from '../src/evidence/events.ts';
import type { EvidenceLog } from '../src/evidence/evidence-log.ts';
import type { ReceivedCopy } from '../src/harness/checks/case-file.ts';
import { isWholeReply } from '../src/harness/views/hand-overs.ts';
import { differenceInside, readJournalCopy } from '../src/harness/views/journal-copy.ts';

/** The index learns of the answer after the copy. */
type GrowingCopy = ReceivedCopy & { answeredAtMs: number | undefined };

/** A message that carries no token of ours: its copy is known again by its bytes. */
interface ForeignMessage {
  readonly token: string;
  readonly accepted: Buffer;
}

const NO_BYTES = { raw: Buffer.alloc(0) };

const TOKEN = /[Mm]essage-[Ii][Dd]:\s*<(token-[\w-]+)@sender\.example/;
/** The token stands in the header of the inner message, which follows a short report. */
const TOKEN_WITHIN_BYTES = 16_384;

/** Where the bytes of a copy are found by its number. */
export interface CopyBytes {
  get(copy: number): { readonly raw: Buffer } | undefined;
}

/** Every copy that arrived whole and was not plainly refused, in order of arrival; kept up to date as the evidence grows. */
export class CopyIndex {
  readonly all: GrowingCopy[] = [];
  private readonly byToken = new Map<string, GrowingCopy[]>();
  private readonly unanswered = new Map<number, GrowingCopy>();
  private readonly foreign: ForeignMessage[] = [];
  private readonly recorded: ReadonlyMap<number, string | undefined> | undefined;

  /** `recorded`: which message each copy was taken for, where its bytes are no longer there to tell. */
  constructor(evidence: Pick<EvidenceLog, 'subscribe'>, store: CopyBytes, recorded?: ReadonlyMap<number, string | undefined>) {
    this.recorded = recorded;
    evidence.subscribe((entry) => {
      if (entry.type === 'copyReceived' && entry.fate !== 'refused') this.add(entry, store.get(entry.copy) ?? NO_BYTES);
      if (entry.type === 'replySent' && entry.stage === 'end of data' && isWholeReply(entry.text, 2))
        this.answer(entry.connection, entry.atMs);
    });
  }

  of(token: string): readonly GrowingCopy[] {
    return this.byToken.get(token) ?? [];
  }

  /** Announces a message without a token in it, as the gateway will have accepted it. */
  expect(message: ForeignMessage): void {
    this.foreign.push(message);
  }

  private answer(connection: number, atMs: number): void {
    const copy = this.unanswered.get(connection);
    if (copy !== undefined) copy.answeredAtMs = atMs;
    this.unanswered.delete(connection);
  }

  private add(evidence: Evidence<CopyReceived>, bytes: { readonly raw: Buffer }): void {
    const token = this.recorded === undefined ? this.recognize(bytes.raw) : this.recorded.get(evidence.copy);
    const copy: GrowingCopy = {
      evidence,
      token,
      get raw() {
        return bytes.raw;
      },
      answeredAtMs: undefined,
      view: () => readJournalCopy(bytes.raw),
    };
    this.all.push(copy);
    this.unanswered.set(evidence.connection, copy);
    if (token !== undefined) this.byToken.set(token, [...this.of(token), copy]);
  }

  /**
   * A foreign message may quote one of ours, so that its bytes are looked at first; while the copy of a foreign one is missing, a
   * second copy that bears a token is more likely that one, mangled.
   */
  private recognize(raw: Buffer): string | undefined {
    const equal = this.foreign.filter(({ accepted }) => differenceInside(accepted, raw) === undefined);
    // Some messages of a collection are the same: each of them gets a copy before one gets a second.
    const known = equal.find(({ token }) => !this.byToken.has(token)) ?? equal[0];
    if (known !== undefined) return known.token;
    const token = TOKEN.exec(raw.toString('latin1', 0, TOKEN_WITHIN_BYTES))?.[1];
    const isMissing = this.foreign.some((message) => !this.byToken.has(message.token));
    return token !== undefined && isMissing && this.byToken.has(token) ? undefined : token;
  }
}
