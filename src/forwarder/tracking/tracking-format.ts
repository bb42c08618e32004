import { type Reply, replyText } from '../../smtp/reply.ts';
import { harmless } from '../harmless.ts';

/** The texts of message tracking, one function a line. Exchangeable as a whole or line by line. */
export type TrackingFormat = typeof documentedTrackingFormat;

const list = (addresses: readonly string[]): string => addresses.map(harmless).join(', ');

const copyLines = {
  // TRACK-1: the only line of a success.
  copyDelivered: (mid: number): string =>
    `TDC: Message ${mid} was successfully delivered for scanning with Cisco Secure Email Threat Defense.`,
  // TRACK-2
  copyFailed: (mid: number, reason: string): string =>
    `TDC: Message ${mid} delivery failed to Cisco Secure Email Threat Defense: ${reason}.`,
};

const incomingLines = {
  received: (mid: number, icid: number, listener: string, remoteAddress: string): string =>
    `Message ${mid} received on listener ${listener} (ICID ${icid}) from ${remoteAddress}.`,
  sender: (mid: number, sender: string): string => `Message ${mid} sender: <${harmless(sender)}>`,
  recipients: (mid: number, recipients: readonly string[]): string => `Message ${mid} recipients: ${list(recipients)}`,
  messageId: (mid: number, messageId: string): string => `Message ${mid} contains message ID header '${harmless(messageId)}'.`,
  subject: (mid: number, subject: string): string => `Message ${mid} original subject on injection: ${harmless(subject)}`,
  ready: (mid: number, bytes: number): string => `Message ${mid} (${bytes} bytes) is ready.`,
  splitInto: (mid: number, newMid: number, policy: string): string =>
    `Message ${mid} was split creating message ${newMid} due to per-recipient policy ${policy}.`,
  splitFrom: (mid: number, parent: number): string => `Message ${mid} was split from message ${parent}.`,
  matchedPolicy: (mid: number, policy: string, table: 'inbound' | 'outbound'): string =>
    `Message ${mid} matched per-recipient policy ${policy} for ${table} mail policies.`,
  scannedClean: (mid: number): string => `Message ${mid} scanned by Anti-Virus engine. Final verdict: Negative.`,
  spam: (mid: number, engine: string): string => `Message ${mid} scanned by Anti-Spam engine ${engine}. Final verdict: Positive.`,
  virus: (mid: number, name: string): string => `Message ${mid} scanned by Anti-Virus engine. Final verdict: Positive (${name}).`,
  dropped: (mid: number, engine: string): string => `Message ${mid} dropped by ${engine}.`,
  queued: (mid: number): string => `Message ${mid} queued for delivery.`,
};

const originalLines = {
  originalStarted: (mid: number, dcid: number, recipients: readonly string[]): string =>
    `(DCID ${dcid}) Delivery started for message ${mid} to ${list(recipients)}.`,
  originalDelivered: (mid: number, dcid: number, recipients: readonly string[], reply: Reply): string =>
    `(DCID ${dcid}) Message ${mid} delivered to ${list(recipients)}: ${harmless(replyText(reply))}`,
  originalBounced: (mid: number, recipient: string, why: string): string =>
    `Message ${mid} to ${harmless(recipient)} bounced: ${harmless(why)}`,
  originalDelayed: (mid: number, waitMs: number, why: string): string =>
    `Message ${mid} delivery delayed, next attempt in ${Math.round(waitMs / 1000)} seconds: ${harmless(why)}`,
  originalDiscarded: (mid: number): string => `Message ${mid} original discarded: no next hop is configured.`,
};

/** TRACK-1, TRACK-2, and the ordinary lines around them, none of which begins with `TDC:`. */
export const documentedTrackingFormat = { ...incomingLines, ...copyLines, ...originalLines };
