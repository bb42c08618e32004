import { asRead } from '../views/encoded-words.ts';
import { differenceInside } from '../views/journal-copy.ts';
import { type CaseFile, copiesOf, type ReceivedCopy, type SentMessage } from './case-file.ts';
import { departs, type Finding, inconclusive } from './finding.ts';

const CRLF = Buffer.from('\r\n');

/** What the gateway accepted: SMTP ends every message with a line end. */
export const acceptedBytes = ({ raw }: Pick<SentMessage, 'raw'>): Buffer =>
  raw.subarray(-2).equals(CRLF) ? raw : Buffer.concat([raw, CRLF]);

/** Judges the copy of the only message. One that was mangled past recognition is still its copy. */
const withCopy = (file: CaseFile, message: SentMessage, judge: (copy: ReceivedCopy) => Finding): Finding => {
  const copy = copiesOf(file, message)[0] ?? file.copies[0];
  return copy === undefined ? inconclusive('the copy never came') : judge(copy);
};

/** COPY-1, COPY-2: the message inside is the accepted one, byte for byte. */
export const sameBytes = (file: CaseFile, message: SentMessage): Finding =>
  withCopy(file, message, (copy) => {
    const difference = differenceInside(acceptedBytes(message), copy.raw);
    if (difference === undefined) return undefined;
    return departs('the accepted message, with nothing but header fields added on top', difference, [copy.evidence.seq]);
  });

/** COPY-1: sending the message itself is told apart; the documents leave the form open enough that it is a warning only. */
export const isJournalForm = (file: CaseFile, message: SentMessage): Finding =>
  withCopy(file, message, (copy) =>
    copy.view().form === 'journal'
      ? undefined
      : departs('a wrapper with the message attached as message/rfc822', 'the message itself', [copy.evidence.seq]),
  );

const toIntakeAlone = ({ evidence: { rcptTo, account, seq } }: ReceivedCopy): Finding =>
  rcptTo.length === 1 && account !== null ? undefined : departs('one recipient, the intake address', rcptTo.join(', '), [seq]);

/** COPY-3: the intake address is the one recipient, of each copy where a message was split. */
export const goesToIntakeAlone = (file: CaseFile, message: SentMessage): Finding => {
  const copies = copiesOf(file, message);
  return copies.length < 2 ? withCopy(file, message, toIntakeAlone) : copies.map(toIntakeAlone).find((finding) => finding !== undefined);
};

/** Texts that a report has to name, each as one would read it. */
const named = ({ mailFrom, rcptTo, messageId, subject }: SentMessage): string[] =>
  [mailFrom, ...rcptTo, messageId, subject].map(asRead).filter((text) => text !== '');

/** COPY-4: sender, all recipients, blind ones too, Message-ID and subject stand in the first part. */
export const reportIsComplete = (file: CaseFile, message: SentMessage): Finding =>
  withCopy(file, message, (copy) => {
    const { report } = copy.view();
    const shown = asRead(report);
    const absent = named(message).filter((text) => !shown.includes(text));
    if (absent.length === 0) return undefined;
    return departs(`${absent.join(', ')} in the first part`, JSON.stringify(report.slice(0, 400)), [copy.evidence.seq]);
  });

const CLIENT_FIELD = 'X-IronPort-RemoteIP';
const FIRST_CLIENT = new RegExp(`^${CLIENT_FIELD}:[ \\t]*(.*?)[ \\t]*$`, 'im');

/** COPY-5: the uppermost field of its name is the gateway's own, whatever the message brought along. */
export const namesClient = (file: CaseFile, message: SentMessage): Finding =>
  withCopy(file, message, (copy) => {
    const header = copy.view().inner.toString('latin1').split('\r\n\r\n', 1)[0] ?? '';
    const told = FIRST_CLIENT.exec(header.replaceAll('\r\n', '\n'))?.[1];
    if (told === message.clientAddress) return undefined;
    return departs(`${CLIENT_FIELD}: ${message.clientAddress}`, told === undefined ? 'no such header field' : `${CLIENT_FIELD}: ${told}`, [
      copy.evidence.seq,
    ]);
  });

/**
 * COPY-1, COPY-2: every message of the scenario came out as it was accepted. A copy that no message is known for is held against one
 * whose copy is missing.
 */
export const allSameBytes = (file: CaseFile): Finding => {
  const missing: SentMessage[] = [];
  for (const message of file.sent) {
    if (copiesOf(file, message).length === 0) missing.push(message);
    else if (sameBytes(file, message) !== undefined) return sameBytes(file, message);
  }
  const [message] = missing;
  if (message === undefined) return file.sent.length === 0 ? inconclusive('no message was handed in') : undefined;
  const mangled = file.copies.find(({ token }) => token === undefined);
  if (mangled === undefined) return inconclusive(`the copy of ${message.token} never came`);
  const difference = differenceInside(acceptedBytes(message), mangled.raw) ?? 'a copy of something else';
  return departs(`the copy of ${message.token} to hold the accepted message`, difference, [mangled.evidence.seq]);
};

/** Whether a copy of every message of the scenario came, known or mangled. */
export const everyCopyCame = ({ sent, copies }: CaseFile): boolean => copies.length >= sent.length;
