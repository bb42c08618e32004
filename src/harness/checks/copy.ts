import { differenceFrom } from '../views/journal-copy.ts';
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
    const difference = differenceFrom(acceptedBytes(message), copy.view().inner);
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

/** COPY-3: the intake address is the one recipient. */
export const goesToIntakeAlone = (file: CaseFile, message: SentMessage): Finding =>
  withCopy(file, message, ({ evidence: { rcptTo, account, seq } }) =>
    rcptTo.length === 1 && account !== null ? undefined : departs('one recipient, the intake address', rcptTo.join(', '), [seq]),
  );

/** COPY-4: sender, all recipients, blind ones too, Message-ID and subject stand in the first part. */
export const reportIsComplete = (file: CaseFile, message: SentMessage): Finding =>
  withCopy(file, message, (copy) => {
    const { report } = copy.view();
    const absent = [message.mailFrom, ...message.rcptTo, message.messageId, message.subject].filter((text) => !report.includes(text));
    if (absent.length === 0) return undefined;
    return departs(`${absent.join(', ')} in the first part`, JSON.stringify(report.slice(0, 400)), [copy.evidence.seq]);
  });

/** COPY-5: the gateway tells which client handed the message in, here always one on loopback. */
export const namesClient = (file: CaseFile, message: SentMessage): Finding =>
  withCopy(file, message, (copy) => {
    const header = copy.view().inner.toString('latin1').split('\r\n\r\n', 1)[0] ?? '';
    if (/^X-IronPort-RemoteIP:\s*127\.0\.0\.1\s*$/im.test(header)) return undefined;
    return departs('X-IronPort-RemoteIP: 127.0.0.1', 'no such header field', [copy.evidence.seq]);
  });
