import { randomUUID } from 'node:crypto';
import type { SendOrder } from '../../../mocks/api/lab.ts';
import { EICAR, GTUBE } from '../../harness/test-message.ts';

const SPECIMENS = { spam: GTUBE, virus: EICAR } as const;

/** RFC 5322 date in UTC. */
const mailDate = (date: Date): string => date.toUTCString().replace('GMT', '+0000');

/** RFC 2047 where a subject is more than printable ASCII. */
const encodedSubject = (subject: string): string =>
  /^[ -~]*$/.test(subject) ? subject : `=?utf-8?B?${Buffer.from(subject).toString('base64')}?=`;

/** One of the messages of an order; each has a Message-ID of its own. */
export const composeMessage = (order: SendOrder, ordinal: number, now: Date): Buffer => {
  const { mailFrom, rcptTo, count, kind, subject = 'A message from the lab' } = order;
  const { text = 'Dear reader,\n\nthis message was sent to see where its copy goes.\n' } = order;
  const body = kind === 'clean' ? text : `${text}\n${SPECIMENS[kind]}\n`;
  const lines = [
    `From: ${mailFrom === '' ? 'postmaster@partner.example' : mailFrom}`,
    `To: ${rcptTo.join(',\r\n ')}`,
    `Subject: ${encodedSubject(count === 1 ? subject : `${subject} (${ordinal} of ${count})`)}`,
    `Date: ${mailDate(now)}`,
    `Message-ID: <${randomUUID()}@partner.example>`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    // Base64 keeps lines short whatever is typed; the scanners look into it.
    ...(Buffer.from(body.replaceAll(/\r?\n/g, '\r\n'))
      .toString('base64')
      .match(/.{1,76}/g) ?? []),
    '',
  ];
  return Buffer.from(lines.join('\r\n'));
};

/** The bytes of a file as a mail program hands them in: lines end in CRLF. */
export const asHandedIn = (bytes: Buffer): Buffer => Buffer.from(bytes.toString('latin1').replaceAll(/\r\n|\r|\n/g, '\r\n'), 'latin1');
