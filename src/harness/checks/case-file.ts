import type { CopyReceived, Evidence } from '../../evidence/events.ts';
import type { PolicyRole } from '../drivers/driver.ts';
import type { TestMessage } from '../test-message.ts';
import type { JournalCopyView } from '../views/journal-copy.ts';

/** A message that was handed in. */
export interface SentMessage extends TestMessage {
  readonly mailFrom: string;
  readonly rcptTo: readonly string[];
  /** Roles of the policies of its recipients. */
  readonly roles: readonly PolicyRole[];
  readonly accepted: boolean;
  readonly reply: string;
  /** Address from which it was handed in. */
  readonly clientAddress: string;
  readonly sentAtMs: number;
  /**
   * Accounts that get a copy of it, one entry for each policy group of its recipients; none for a message that is not forwarded.
   * Undefined: that depends on settings that the scenario made, and only its steps know.
   */
  readonly expectedAt: readonly string[] | undefined;
}

/** A copy that reached the intake whole and was not plainly refused, tied to the message that it is a copy of. */
export interface ReceivedCopy {
  readonly evidence: Evidence<CopyReceived>;
  /** The token of the message inside; undefined when it holds none that is known. */
  readonly token: string | undefined;
  readonly raw: Buffer;
  /** When the intake's 2yz to the end of data was sent, ms since the epoch; undefined: it never was. */
  readonly answeredAtMs: number | undefined;
  view(): JournalCopyView;
}

/** A message as the next hop got it. */
export interface OriginalMessage {
  readonly mailFrom: string;
  readonly rcptTo: readonly string[];
  readonly raw: Buffer;
}

/** An SETD account by its name and message intake address. */
export interface KnownAccount {
  readonly name: string;
  readonly intakeAddress: string;
}

/** All that a check may look at: what was handed in, what the other side of the wire saw, and the copies that came. */
export interface CaseFile {
  readonly evidence: readonly Evidence[];
  readonly sent: readonly SentMessage[];
  readonly copies: readonly ReceivedCopy[];
  readonly accounts: readonly KnownAccount[];
  /** Domain of the message intake address of the Default policy. */
  readonly intakeDomain: string;
}

/** The copies of one message, in order of arrival. */
export const copiesOf = ({ copies }: Pick<CaseFile, 'copies'>, message: SentMessage): ReceivedCopy[] =>
  copies.filter(({ token }) => token === message.token);

/** Whether the intake answered with 2yz, so that the system may take the copy for delivered. */
export const isDelivered = ({ answeredAtMs }: ReceivedCopy): boolean => answeredAtMs !== undefined;

/** The copies of one message that the system may take for delivered. */
export const deliveredOf = (file: Pick<CaseFile, 'copies'>, message: SentMessage): ReceivedCopy[] =>
  copiesOf(file, message).filter(isDelivered);

export const seqsOfCopies = (copies: readonly ReceivedCopy[]): number[] => copies.map(({ evidence }) => evidence.seq);
