import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../src/harness/package-root.ts';
import { named } from './named.ts';

const FOLDER = join(PACKAGE_ROOT, 'features', 'copy', 'mail');

/** The kinds of the collection: what features call them, and how their files begin. */
const KINDS: ReadonlyMap<string, string> = new Map([
  ['with attachments', 'attachment_emails'],
  ['that breaks the rules', 'error_emails'],
  ['with nested MIME', 'mime_emails'],
  ['in several character sets', 'multi_charset'],
  ['that reports on deliveries', 'multipart_report_emails'],
  ['as people and programs write it', 'plain_emails'],
  ['from the examples of RFC 2822', 'rfc2822'],
  ['with UTF-8 header fields', 'rfc6532'],
]);

/** A message that somebody else wrote. */
export interface CollectedMessage {
  readonly name: string;
  /** As a client hands it in: SMTP knows no bare LF, so that each has become CRLF. */
  readonly raw: Buffer;
}

const withCrlf = (bytes: Buffer): Buffer => Buffer.from(bytes.toString('latin1').replace(/(?<!\r)\n/g, '\r\n'), 'latin1');

/** The messages of one kind, in the order of their names. */
export const collectedMail = (kind: string): CollectedMessage[] => {
  const prefix = `${named(KINDS, kind, 'kind of mail')}--`;
  return readdirSync(FOLDER)
    .filter((file) => file.startsWith(prefix))
    .sort()
    .map((file) => ({ name: file.slice(prefix.length).replace(/\.eml$/, ''), raw: withCrlf(readFileSync(join(FOLDER, file))) }));
};
