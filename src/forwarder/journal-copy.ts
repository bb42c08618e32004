import { isAscii } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import { harmless } from './harmless.ts';
import { contains, type StoredMessage } from './stored-message.ts';

/** What the wrapper of a copy tells about the message, and the message itself. */
export interface CopySource {
  readonly mid: number;
  readonly hostname: string;
  readonly sender: string;
  /** Every envelope recipient of this message, hidden ones included (COPY-4). */
  readonly recipients: readonly string[];
  readonly messageId: string;
  readonly subject: string;
  readonly intakeAddress: string;
  readonly acceptedAt: Date;
  /** Header fields that the gateway put on top, each line ended by CRLF. */
  readonly trace: Buffer;
  readonly message: StoredMessage;
  /** Does not occur in the message. */
  readonly boundary: string;
}

/** A journal copy ready to be sent: head and tail are its own, the pieces between them are shared. */
export interface JournalCopy {
  /** ASSUMPTION: null sender, so that no report ever goes to the sender of the message (SCOPE-5). */
  readonly sender: string;
  readonly recipient: string;
  readonly parts: readonly Buffer[];
  readonly size: number;
  readonly eightBit: boolean;
}

export type CopyBuilder = (source: CopySource) => JournalCopy;

/** A line of mail holds 998 bytes at most; beyond this the summary is sent in base64. */
const LONGEST_PLAIN_LINE = 900;

const CRLF = '\r\n';

/** RFC 5322 date in UTC. */
export const mailDate = (date: Date): string => date.toUTCString().replace('GMT', '+0000');

/** A boundary that does not occur in the message. */
export const unusedBoundary = (message: StoredMessage): string => {
  for (;;) {
    const boundary = `journal-${randomUUID()}`;
    if (!contains(message, Buffer.from(boundary))) return boundary;
  }
};

const summaryPart = ({ sender, recipients, messageId, subject }: CopySource): string => {
  const lines = [
    `Sender: ${harmless(sender === '' ? '<>' : sender)}`,
    `Subject: ${harmless(subject)}`,
    `Message-ID: ${harmless(messageId)}`,
    ...recipients.map((recipient) => `Recipient: ${harmless(recipient)}`),
  ];
  const bytes = Buffer.from(lines.join(CRLF) + CRLF);
  const long = lines.some((line) => Buffer.byteLength(line) > LONGEST_PLAIN_LINE);
  const encoding = long ? 'base64' : isAscii(bytes) ? '7bit' : '8bit';
  const text = long ? bytes.toString('base64').replaceAll(/.{76}/g, `$&${CRLF}`) + CRLF : bytes.toString();
  return `Content-Type: text/plain; charset=utf-8${CRLF}Content-Transfer-Encoding: ${encoding}${CRLF}${CRLF}${text}`;
};

/** COPY-1: the accepted message as a message/rfc822 part, byte for byte, the gateway's fields on top of it. */
export const buildJournalCopy: CopyBuilder = (source) => {
  const { hostname, mid, intakeAddress, trace, message, boundary } = source;
  const wrapper = [
    `From: Threat Defense Connector <tdc@${hostname}>`,
    `To: ${intakeAddress}`,
    `Subject: Journal copy of MID ${mid}`,
    `Date: ${mailDate(source.acceptedAt)}`,
    `Message-ID: <${boundary}@${hostname}>`,
    'MIME-Version: 1.0',
    `Content-Type: multipart/mixed; boundary="${boundary}"`,
    '',
    `--${boundary}`,
    `${summaryPart(source)}`,
    `--${boundary}`,
    'Content-Type: message/rfc822',
    `Content-Transfer-Encoding: ${message.eightBit ? '8bit' : '7bit'}`,
    'Content-Disposition: attachment',
    '',
    '',
  ].join(CRLF);
  const head = Buffer.concat([Buffer.from(wrapper), trace]);
  // The CRLF before a delimiter belongs to the delimiter: the message keeps exactly its own bytes.
  const tail = Buffer.from(`${CRLF}--${boundary}--${CRLF}`);
  return {
    sender: '',
    recipient: intakeAddress,
    parts: [head, ...message.chunks, tail],
    size: head.length + message.size + tail.length,
    eightBit: message.eightBit || !isAscii(head),
  };
};
