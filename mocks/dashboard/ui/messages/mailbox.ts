import type { Mailbox, MessageSummary } from '../../../store/message-record.ts';
import { tame } from '../frame/tame.ts';
import { messagesText } from './messages.text.ts';

/** `Alice <alice@site.example>`. */
export const wholeMailbox = ({ name, address }: Mailbox): string => tame(name === '' ? address : `${name} <${address}>`);

/** What stands for a sender in a list: the name, else the address. */
export const shortMailbox = ({ name, address }: Mailbox): string => tame(name === '' ? address : name);

export const senderOf = ({ from, mailFrom }: MessageSummary): string => {
  if (from !== null) return shortMailbox(from);
  return mailFrom === '' ? messagesText().noSender : tame(mailFrom);
};

export const wholeSenderOf = ({ from, mailFrom }: MessageSummary): string => {
  if (from !== null) return wholeMailbox(from);
  return mailFrom === '' ? messagesText().noSender : tame(mailFrom);
};

export const subjectOf = ({ subject }: MessageSummary): string =>
  subject === null || subject.trim() === '' ? messagesText().noSubject : tame(subject);
