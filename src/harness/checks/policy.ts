import type { OriginalMessage, SentMessage } from './case-file.ts';
import { departs, type Finding } from './finding.ts';

/** The recipients of a message that its original has not reached. */
export const unreached = (originals: readonly OriginalMessage[], message: SentMessage): string[] => {
  const reached = new Set(originals.filter(({ raw }) => raw.includes(message.messageId)).flatMap(({ rcptTo }) => rcptTo));
  return message.rcptTo.filter((recipient) => !reached.has(recipient));
};

/** SCOPE-4: whatever becomes of the copy, the original is at all its recipients by now. */
export const originalReached = (originals: readonly OriginalMessage[], message: SentMessage, seconds: number): Finding => {
  const absent = unreached(originals, message);
  if (absent.length === 0) return undefined;
  return departs(`the original at ${message.rcptTo.join(', ')} within ${seconds} s`, `${absent.join(', ')} did not get it`, []);
};

/** SCOPE-5: no report about a copy goes out, to the sender or to anybody else. */
export const noReport = (originals: readonly OriginalMessage[], senderDomain: string): Finding => {
  const isOwn = ({ mailFrom, rcptTo }: OriginalMessage): boolean =>
    mailFrom === '' || rcptTo.some((recipient) => recipient.endsWith(`@${senderDomain}`));
  const own = originals.filter(isOwn);
  const [first] = own;
  if (first === undefined) return undefined;
  return departs('no report about the copy', `${own.length} messages, the first for ${first.rcptTo.join(', ')}`, []);
};
