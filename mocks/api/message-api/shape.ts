import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { ConnectionRecord, MessageDetails } from '../../store/message-record.ts';
import type { setdMessage } from '../schema/message-api.ts';
import { verdictOf } from './search.ts';

// ASSUMPTION: what the documents do not say of a field is filled in by what its name says. Texts that are missing are empty.

/** The same message has the same id each time it is asked for. */
const idOf = ({ id, sha256, receivedAtMs }: MessageDetails): string => {
  const bytes = createHash('sha256').update(`${id} ${receivedAtMs} ${sha256}`).digest().subarray(0, 16);
  // A name-based UUID of our own making (RFC 9562 version 8).
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
};

/** Without the port. */
const addressOf = (place: string): string => place.replace(/:\d+$/, '');

const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1).toLowerCase();

export interface ShapeFacts {
  /** The header of the account that names the gateway. */
  readonly headerName: string;
  readonly connection: ConnectionRecord | undefined;
  readonly urls: readonly string[];
}

/** A copy as the message API tells of it. */
export const setdMessageOf = (message: MessageDetails, { headerName, connection, urls }: ShapeFacts): z.output<typeof setdMessage> => {
  const timestamp = new Date(message.receivedAtMs).toISOString();
  const to = message.to.map(({ address }) => address);
  const recipients = message.journal === null || message.journal.recipients.length === 0 ? to : [...message.journal.recipients];
  return {
    id: idOf(message),
    timestamp,
    direction: 'incoming',
    domain: domainOf(recipients[0] ?? ''),
    subject: message.subject ?? '',
    internetMessageId: message.messageId ?? '',
    fromAddress: message.from?.address ?? '',
    senderName: message.from?.name ?? '',
    returnPath: message.journal?.sender ?? '',
    toAddresses: to,
    ccAddresses: message.cc.map(({ address }) => address),
    envelopeTo: recipients,
    deliveredTo: recipients,
    mailboxes: recipients,
    clientIP: message.clientIp,
    serverIP: connection === undefined ? null : addressOf(connection.remote),
    urls: [...urls],
    verdict: { category: verdictOf(message), techniques: [], timestamp, isManualVerdict: false, isRetroVerdict: false },
    // No authentication means visibility only (SETUP-1): nothing is ever done to a message.
    action: { type: 'none', isAutoRemediated: false },
    secureEmailGateway: { headerName, originalCIP: message.clientIp },
  };
};
