import type { OriginalMessage, SentMessage } from './case-file.ts';
import { departs, type Finding, inconclusive } from './finding.ts';

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

/** The Message-ID in the header of a message itself, not in one that it quotes. */
const ownMessageId = (raw: Buffer): string => {
  const [header = ''] = raw.toString('latin1').split('\r\n\r\n', 1);
  return /^Message-ID:\s*(<[^>\r\n]*>)/im.exec(header)?.[1] ?? '';
};

/**
 * SCOPE-5: nothing reaches the next hop but the messages that were handed in, from their own senders to their own recipients: a report
 * about a copy is none of them, whoever it goes to and however much of the message it quotes.
 */
export const noReport = (originals: readonly OriginalMessage[], sent: readonly SentMessage[]): Finding => {
  const isOriginal = ({ mailFrom, rcptTo, raw }: OriginalMessage): boolean =>
    sent.some(
      (message) =>
        message.mailFrom === mailFrom &&
        message.messageId === ownMessageId(raw) &&
        rcptTo.every((recipient) => message.rcptTo.includes(recipient)),
    );
  if (originals.length === 0) return inconclusive('nothing reached the next hop, not even the original');
  const own = originals.filter((original) => !isOriginal(original));
  const [first] = own;
  if (first === undefined) return undefined;
  return departs(
    'no message but the originals at the next hop',
    `${own.length} others, the first from <${first.mailFrom}> to ${first.rcptTo.join(', ')}`,
    [],
  );
};
