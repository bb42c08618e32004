import type { PolicyRole } from '../drivers/driver.ts';
import { attemptsSeen } from '../views/attempts.ts';
import { type CaseFile, copiesOf, deliveredOf, isDelivered, type SentMessage, seqsOfCopies } from './case-file.ts';
import { departs, type Finding, missesTime } from './finding.ts';

/** SCOPE-6: the copy of a message was delivered once: not never, not twice. */
export const deliveredOnce = (file: CaseFile, message: SentMessage): Finding => {
  const copies = deliveredOf(file, message);
  const expected = `the copy of message ${message.token} delivered once`;
  if (copies.length === 1) return undefined;
  if (copies.length > 1) return departs(expected, `it was delivered ${copies.length} times`, seqsOfCopies(copies));
  const attempts = attemptsSeen(file.evidence, file.intakeDomain);
  return departs(
    expected,
    'it was not delivered',
    attempts.flatMap(({ evidence }) => evidence),
  );
};

/** The copy of every message was delivered once; the first that was not is told. */
export const allDeliveredOnce = (file: CaseFile): Finding => {
  const delivered = Map.groupBy(file.copies.filter(isDelivered), ({ token }) => token);
  const wrong = file.sent.find(({ token }) => delivered.get(token)?.length !== 1);
  return wrong === undefined ? undefined : deliveredOnce(file, wrong);
};

/** Nothing arrived whole, answered or not. */
export const noCopy = ({ copies }: CaseFile): Finding =>
  copies.length === 0 ? undefined : departs('no copy', `${copies.length} delivered`, seqsOfCopies(copies));

/** The copy was answered within this window after the message was handed in. */
export const deliveredBetween = (file: CaseFile, message: SentMessage, fromSeconds: number, untilSeconds: number): Finding => {
  const [copy] = deliveredOf(file, message);
  if (copy === undefined) return deliveredOnce(file, message);
  const afterMs = (copy.answeredAtMs ?? copy.evidence.atMs) - message.sentAtMs;
  const missedByMs = Math.max(fromSeconds * 1000 - afterMs, afterMs - untilSeconds * 1000);
  if (missedByMs <= 0) return undefined;
  return missesTime(
    [message.sentAtMs, missedByMs],
    `the copy ${fromSeconds} to ${untilSeconds} s after it was sent`,
    `${afterMs / 1000} s`,
    seqsOfCopies([copy]),
  );
};

/** How many copies of a message came to an account. */
export const copiesAt = (file: CaseFile, message: SentMessage, account: string): number =>
  copiesOf(file, message).filter(({ evidence }) => evidence.account === account).length;

/** POLICY-1 to POLICY-6: so many copies of a message at an account. */
export const copyCountAt = (file: CaseFile, message: SentMessage, account: string, wanted: number): Finding => {
  const found = copiesAt(file, message, account);
  if (found === wanted) return undefined;
  const all = copiesOf(file, message);
  const accounts = all.map(({ evidence }) => evidence.account ?? 'nobody').join(', ') || 'no account';
  return departs(`${wanted} at the ${account} account`, `${found}; copies went to ${accounts}`, seqsOfCopies(all));
};

/** Which of the messages a check is about. */
export type Meant = (message: SentMessage) => boolean;
export const underPolicy =
  (role: PolicyRole): Meant =>
  ({ roles }) =>
    roles.includes(role);
export const withSubject =
  (subject: string): Meant =>
  (message) =>
    message.subject === subject;

/** The messages of some kind, and those among them whose copy was not delivered. */
export const undelivered = (file: CaseFile, isMeant: Meant): { readonly all: number; readonly missing: number } => {
  const tokens = new Set(file.copies.filter(isDelivered).map(({ token }) => token));
  const messages = file.sent.filter(isMeant);
  return { all: messages.length, missing: messages.filter(({ token }) => !tokens.has(token)).length };
};

/** QUEUE-5: every copy of some kind was delivered by now, `seconds` after the waiting began. */
export const allDeliveredFor = (file: CaseFile, isMeant: Meant, whose: string, seconds: number): Finding => {
  const { all, missing } = undelivered(file, isMeant);
  if (missing === 0) return undefined;
  return departs(
    `all ${all} copies ${whose} within ${seconds} s`,
    `${missing} were still missing`,
    seqsOfCopies(file.copies.filter(isDelivered)),
  );
};
