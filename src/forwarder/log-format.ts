import { type Reply, replyText } from '../smtp/reply.ts';
import { harmless } from './harmless.ts';

/** One outbound connection as log lines name it. */
export interface ConnectionNames {
  readonly dcid: number;
  /** The gateway's own address. */
  readonly localAddress: string;
  readonly address: string;
  readonly port: number;
}

/** The texts of the mail log, one function a line. Exchangeable as a whole or line by line. */
export type LogFormat = typeof documentedLogFormat;

const codeAndText = (reply: Reply): string => `('${reply.code}', ['${harmless(reply.lines.join(' '))}'])`;
const badHost = (name: string, recordType: string, detail: string): string =>
  `DNS Hard Error looking up ${name} (${recordType}) : ${detail}`;

/** LOG-11: the connector's own lines carry `TDC: `; those of ordinary delivery, TLS and DNS do not. */
const own = (connector: boolean): string => (connector ? 'TDC: ' : '');

/** SMTP-4: explains a duplicate at the receiver. */
const MAY_HAVE_ARRIVED = 'may have arrived already: its final dot was sent, but no reply to it was read';
const mayDuplicate = (inDoubt: boolean): string => (inDoubt ? '; it may have arrived already, the next attempt may make a duplicate' : '');

const connectorLines = {
  copyEnqueued: (mid: number, messageId: string, intakeAddress: string): string =>
    `TDC: MID ${mid} with Message-ID '${harmless(messageId)}' enqueued for forwarding to Cisco Secure Email Threat Defense to the message intake address ${intakeAddress}`,
  copyDeliveryStarted: (dcid: number, mid: number): string => `TDC: Delivery start DCID ${dcid} MID ${mid}`,
  copyDelivered: (mid: number): string => `TDC: MID ${mid} successfully delivered for scanning with Cisco Secure Email Threat Defense.`,
  copyFailed: (mid: number, reason: string): string => `TDC: MID ${mid} delivery failed to Cisco Secure Email Threat Defense: ${reason}.`,
  // LOG-10, brackets as in the documented sample.
  copyHardBounced: (name: string, recordType: string, detail: string): string =>
    `TDC: Hard bounced - 5.1.2 - Bad destination host ('000', '${badHost(name, recordType, detail)}'])`,
  copyBouncedByDns: (mid: number, name: string, recordType: string, detail: string): string =>
    `Bounced: DCID 0 MID ${mid} to RID 0 - Bounced by destination server with response: 5.1.2 - Bad destination host ('000', ['${badHost(name, recordType, detail)}'])`,
  copyRetries: (mid: number, waitMs: number, reason: string, inDoubt: boolean): string =>
    `TDC: MID ${mid} delivery attempt failed, next attempt in ${Math.round(waitMs / 1000)} seconds: ${harmless(reason)}${mayDuplicate(inDoubt)}`,
  copyResumed: (mid: number, ageMs: number, attempts: number): string =>
    `TDC: MID ${mid} found in the spool, ${Math.round(ageMs / 1000)} seconds after it was enqueued, attempts so far: ${attempts}`,
  copyInDoubt: (mid: number): string => `TDC: MID ${mid} ${MAY_HAVE_ARRIVED}`,
};

const connectionLines = {
  connectionOpened: (connector: boolean, { dcid, localAddress, address, port }: ConnectionNames): string =>
    `${own(connector)}New SMTP DCID ${dcid} interface ${localAddress} address ${address} port ${port}`,
  connectionError: (
    connector: boolean,
    { dcid, localAddress, address, port }: ConnectionNames,
    domain: string,
    details: string,
    reason: string,
  ): string =>
    `${own(connector)}Connection Error: DCID ${dcid} domain: ${domain} IP: ${address} port: ${port} details: ${harmless(details)} interface: ${localAddress} reason: ${reason}`,
  tlsSucceeded: (dcid: number, protocol: string, cipher: string): string =>
    `DCID ${dcid} TLS success protocol ${protocol} cipher ${cipher}`,
  tlsFailed: (dcid: number, detail: string): string => `DCID ${dcid} TLS failed: ${harmless(detail)}`,
  tlsRequired: (dcid: number, address: string): string =>
    `DCID ${dcid} IP ${address} TLS was required but could not be successfully negotiated`,
  connectionClosed: (dcid: number): string => `DCID ${dcid} close`,
  dnsHardError: (name: string, recordType: string, detail: string): string => `DNS Error ${name} ${recordType} - ${detail}`,
  dnsTemporaryError: (name: string, recordType: string, detail: string): string =>
    `DNS Temporary Failure ${name} ${recordType} - ${detail}`,
  bounced: (dcid: number, mid: number, rid: number, reply: Reply): string =>
    `Bounced: DCID ${dcid} MID ${mid} to RID ${rid} - 5.1.0 - Unknown address error ${codeAndText(reply)} []`,
  delayed: (dcid: number, mid: number, rid: number, reply: Reply): string =>
    `Delayed: DCID ${dcid} MID ${mid} to RID ${rid} - 4.1.0 - Unknown address error ${codeAndText(reply)}[]`,
};

const injectionLines = {
  injectionOpened: (icid: number, listener: string, localAddress: string, address: string): string =>
    `New SMTP ICID ${icid} interface ${listener} (${localAddress}) address ${address} reverse dns host unknown verified no`,
  injectionAccepted: (icid: number): string => `ICID ${icid} ACCEPT SG None match ALL SBRS not enabled country not enabled`,
  injectionClosed: (icid: number): string => `ICID ${icid} close`,
  messageStarted: (mid: number, icid: number): string => `Start MID ${mid} ICID ${icid}`,
  messageFrom: (mid: number, icid: number, sender: string): string => `MID ${mid} ICID ${icid} From: <${harmless(sender)}>`,
  messageTo: (mid: number, icid: number, rid: number, recipient: string): string =>
    `MID ${mid} ICID ${icid} RID ${rid} To: <${harmless(recipient)}>`,
  messageId: (mid: number, messageId: string): string => `MID ${mid} Message-ID '${harmless(messageId)}'`,
  subject: (mid: number, subject: string): string => `MID ${mid} Subject "${harmless(subject)}"`,
  ready: (mid: number, bytes: number, sender: string): string => `MID ${mid} ready ${bytes} bytes from <${harmless(sender)}>`,
  aborted: (mid: number, why: string): string => `Message aborted MID ${mid} ${why}`,
  split: (mid: number, newMid: number, policy: string): string =>
    `MID ${mid} was split creating MID ${newMid} due to a per-recipient policy ${policy} in the inbound table`,
  matchedPolicy: (mid: number, policy: string, table: 'inbound' | 'outbound'): string =>
    `MID ${mid} matched all recipients for per-recipient policy ${policy} in the ${table} table`,
  spam: (mid: number, engine: string): string => `MID ${mid} using engine: ${engine} spam positive`,
  virus: (mid: number, engine: string, name: string): string => `MID ${mid} ${engine} positive '${name}'`,
  scannedClean: (mid: number): string => `MID ${mid} antivirus negative`,
  queued: (mid: number): string => `MID ${mid} queued for delivery`,
};

const originalLines = {
  deliveryStarted: (dcid: number, mid: number, rids: readonly number[]): string =>
    `Delivery start DCID ${dcid} MID ${mid} to RID [${rids.join(', ')}]`,
  deliveryDone: (dcid: number, mid: number, rids: readonly number[]): string =>
    `Message done DCID ${dcid} MID ${mid} to RID [${rids.join(', ')}]`,
  response: (mid: number, rids: readonly number[], reply: Reply): string =>
    `MID ${mid} RID [${rids.join(', ')}] Response ${harmless(replyText(reply).slice(4))}`,
  originalDiscarded: (mid: number): string => `MID ${mid} original discarded: no next hop is configured`,
  originalDelayed: (mid: number, waitMs: number, why: string, inDoubt: boolean): string =>
    `MID ${mid} delivery delayed, next attempt in ${Math.round(waitMs / 1000)} seconds: ${harmless(why)}${mayDuplicate(inDoubt)}`,
  originalResumed: (mid: number, rids: readonly number[]): string => `MID ${mid} to RID [${rids.join(', ')}] found in the spool`,
  originalStays: (mid: number): string => `MID ${mid} stays in the spool: no next hop is configured`,
  originalInDoubt: (mid: number, rids: readonly number[]): string => `MID ${mid} to RID [${rids.join(', ')}] ${MAY_HAVE_ARRIVED}`,
  originalExpired: (mid: number, rid: number): string =>
    `Bounced: DCID 0 MID ${mid} to RID ${rid} - 5.4.7 - Delivery expired (message too old) ('000', ['timeout']) []`,
  settingsCommitted: (changes: readonly string[], comment: string | undefined): string =>
    `Configuration committed${comment === undefined || comment === '' ? '' : ` (${harmless(comment)})`}: ${harmless(changes.join(' ') || 'no changes')}`,
  messageFinished: (mid: number): string => `Message finished MID ${mid} done`,
};

/** The documented texts (LOG-1 to LOG-10) and the ordinary lines around them. */
export const documentedLogFormat = { ...injectionLines, ...connectionLines, ...connectorLines, ...originalLines };
