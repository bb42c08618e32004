import type { CopyReceived, Evidence } from '../src/evidence/events.ts';
import { type JournalCopyView, readJournalCopy } from '../src/harness/views/journal-copy.ts';
import type { Stand } from './stand.ts';

/** A copy that reached the intake, tied to the message that it is a copy of. */
export interface ReceivedCopy {
  readonly evidence: Evidence<CopyReceived>;
  /** The token of the message inside; undefined when it holds none that the scenario knows. */
  readonly token: string | undefined;
  readonly raw: Buffer;
  view(): JournalCopyView;
}

const TOKEN = /[Mm]essage-[Ii][Dd]:\s*<(token-[\w-]+)@sender\.example>/;

/** Every copy that arrived whole and was not plainly refused, in order of arrival. */
export const receivedCopies = (stand: Stand): ReceivedCopy[] =>
  stand.evidence
    .ofType('copyReceived')
    .filter((evidence) => evidence.fate !== 'refused')
    .map((evidence) => {
      const raw = stand.mock.store.get(evidence.copy)?.raw ?? Buffer.alloc(0);
      const token = TOKEN.exec(raw.toString('latin1', 0, 16_384))?.[1];
      return { evidence, token, raw, view: () => readJournalCopy(raw) };
    });
