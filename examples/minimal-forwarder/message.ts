// What the gateway reads in a message, and the journal copy that it makes of it.
import { randomUUID } from 'node:crypto';

export interface Message {
  readonly mid: number;
  readonly receivedMs: number;
  readonly sender: string;
  readonly recipients: readonly string[];
  readonly messageId: string;
  readonly subject: string;
  /** As accepted, with the gateway's own header fields on top. */
  readonly content: Buffer;
}

/** Header fields are looked for in no more than this much. */
const LONGEST_HEADER = 256 * 1024;

/** The body of the first header field of that name, unfolded, on one line, or an empty text. */
export const headerField = (message: Buffer, name: string): string => {
  const head = message.subarray(0, LONGEST_HEADER);
  const end = head.indexOf('\r\n\r\n');
  const text = decoded(end < 0 ? head : head.subarray(0, end + 2), 'utf-8');
  return new RegExp(`^${name}[ \\t]*:((?:.*\\r\\n[ \\t])*.*)`, 'im').exec(text)?.[1]?.replaceAll('\r\n', '').trim() ?? '';
};

/** Makes what a message brings along fit for one line: no control character is left in it (LOG-12). */
export const harmless = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');

/** The words of a header field as a reader sees them (RFC 2047). */
export const decodedWords = (text: string): string =>
  text
    .replace(/(=\?[^?\s]+\?[bq]\?[^?\s]*\?=)\s+(?==\?[^?\s]+\?[bq]\?)/gi, '$1')
    .replace(/=\?([^?*\s]+)(?:\*[^?\s]*)?\?([bq])\?([^?\s]*)\?=/gi, (word, charset: string, encoding: string, content: string) => {
      const isBase64 = encoding.toLowerCase() === 'b';
      const bytes = isBase64 ? Buffer.from(content, 'base64') : fromQuotedPrintable(content.replaceAll('_', ' '));
      try {
        return new TextDecoder(charset).decode(bytes);
      } catch {
        return word;
      }
    });

const fromQuotedPrintable = (text: string): Buffer =>
  Buffer.from(
    text.replace(/=\r?\n/g, '').replace(/=([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16))),
    'latin1',
  );

const decoded = (bytes: Buffer, charset: string): string => {
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch {
    return bytes.toString('latin1');
  }
};

// The public test strings, in two pieces each, so that no scanner convicts this file.
const SPAM = ['XJS*C4JDBQADN1.NSBN3*2IDNEN*', 'GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X'].join('');
const VIRUS = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join('');

/** What the scanners find, in the message as it is and in parts that are encoded (SCOPE-2). */
export const conviction = (message: Buffer): 'spam' | 'virus' | undefined => {
  const raw = message.toString('latin1');
  const encoded = raw.match(/^(?:[A-Za-z0-9+/]{4,}=*\r\n)*[A-Za-z0-9+/]{20,}=*(?=\r\n|$)/gm) ?? [];
  const texts = [raw, ...encoded.map((block) => Buffer.from(block, 'base64').toString('latin1'))];
  if (raw.includes('=')) texts.push(fromQuotedPrintable(raw).toString('latin1'));
  if (texts.some((text) => text.includes(VIRUS))) return 'virus';
  return texts.some((text) => text.includes(SPAM)) ? 'spam' : undefined;
};

/**
 * The journal copy (COPY-1, COPY-4): what the envelope said, then the message itself, byte for byte. A message/rfc822 part may
 * not be encoded (RFC 2046, 5.2.1), so that bytes above 127 make the copy an 8-bit one.
 */
export const journalCopy = (message: Message, intakeAddress: string, atMs: number): Buffer => {
  const { mid, sender, recipients, messageId, subject, content } = message;
  const boundary = `=_${randomUUID()}`;
  const envelope = [
    `Sender: ${sender}`,
    ...recipients.map((recipient) => `Recipient: ${recipient}`),
    `Message-ID: ${messageId}`,
    `Subject: ${subject}`,
    `MID: ${mid}`,
  ].map(harmless);
  const head = [
    'From: Threat Defense Connector <journal@gateway.example>',
    `To: <${intakeAddress}>`,
    `Subject: Journal copy of message ${mid}`,
    `Date: ${new Date(atMs).toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <${randomUUID()}@gateway.example>`,
    'MIME-Version: 1.0',
    `Content-Type: multipart/mixed; boundary="${boundary}"`,
    `Content-Transfer-Encoding: ${content.some((byte) => byte > 127) ? '8bit' : '7bit'}`,
    '',
    `--${boundary}`,
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    ...(Buffer.from(`${envelope.join('\r\n')}\r\n`)
      .toString('base64')
      .match(/.{1,76}/g) ?? []),
    `--${boundary}`,
    'Content-Type: message/rfc822',
    `Content-Transfer-Encoding: ${content.some((byte) => byte > 127) ? '8bit' : '7bit'}`,
    '',
    '',
  ];
  return Buffer.concat([Buffer.from(head.join('\r\n')), content, Buffer.from(`\r\n--${boundary}--\r\n`)]);
};
