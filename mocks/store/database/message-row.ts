import type { CopyFate } from '../../../src/evidence/events.ts';
import type { MessageDetails, MessageSummary } from '../message-record.ts';
import { numberIn, numberOrNull, type Row, textIn, textOrNull } from './columns.ts';

// A copy stands in two rows: `message` has what is searched by, `message_text` has the rest as JSON.

const FATES: readonly CopyFate[] = ['stored', 'refused', 'stored but refused', 'accepted but dropped'];

export const fateCode = (fate: CopyFate): number => FATES.indexOf(fate);

export const isKept = (fate: CopyFate): boolean => fate === 'stored' || fate === 'stored but refused';

/** The JSON of `message_text`. It is our own: a file is checked for its format when it is opened. */
export type MessageText = Pick<
  MessageDetails,
  | 'accounts'
  | 'mailFrom'
  | 'rcptTo'
  | 'sha256'
  | 'innerSha256'
  | 'innerSize'
  | 'subject'
  | 'from'
  | 'to'
  | 'cc'
  | 'messageId'
  | 'dateMs'
  | 'rules'
  | 'tls'
  | 'journal'
  | 'clientIp'
  | 'parts'
  | 'cutShort'
>;

/** To be completed with conditions on `m`. */
export const SELECT_MESSAGE = 'SELECT m.*, t.details FROM message m JOIN message_text t ON t.id = m.id';

export const messageTextOf = (row: Row): MessageText => JSON.parse(textIn(row, 'details'));

export const summaryOf = (row: Row, tags: readonly string[]): MessageSummary => {
  const text = messageTextOf(row);
  const { accounts, mailFrom, rcptTo, sha256, subject, from, to, cc, messageId, dateMs, rules, tls } = text;
  const fate = FATES[numberIn(row, 'fate')] ?? 'stored';
  return {
    id: numberIn(row, 'id'),
    receivedAtMs: numberIn(row, 'at'),
    account: textOrNull(row, 'account'),
    accounts,
    mailFrom,
    rcptTo,
    fate,
    kept: row.body !== null,
    size: numberIn(row, 'size'),
    sha256,
    connection: numberIn(row, 'connection'),
    attempt: numberIn(row, 'attempt'),
    duplicateOf: numberOrNull(row, 'duplicate_of'),
    subject,
    from,
    to,
    cc,
    messageId,
    dateMs,
    mid: numberOrNull(row, 'mid'),
    dcid: numberOrNull(row, 'dcid'),
    hasAttachment: numberIn(row, 'attachments') > 0,
    unread: row.unread === 1,
    tags,
    rules,
    tls,
    indexed: row.indexed === 1,
  };
};
