import { addressParser, decodeWords } from 'postal-mime';
import { decodeBytes } from './charset.ts';
import type { RawField } from './header-section.ts';
import { safeLine } from './safe-text.ts';
import type { MailboxView } from './view-model.ts';

/** The bytes of a field as text: UTF-8 (RFC 6532) where they are, else by the character set of the message, else Latin. */
const textOf = (bytes: Buffer, charset: string | null): string => {
  const unlabelled = decodeBytes(bytes, null);
  return unlabelled.charset !== 'windows-1252' || charset === null ? unlabelled.text : decodeBytes(bytes, charset).text;
};

/** The whole field as sent, folds included. */
export const rawText = ({ bytes }: RawField, charset: string | null = null): string => textOf(bytes, charset);

/** What stands behind the colon, unfolded (RFC 5322 section 2.2.3) and not decoded further; at most so many bytes. */
export const unfoldedValue = ({ name, bytes }: RawField, mostBytes: number, charset: string | null = null): string => {
  const colon = name === '' ? -1 : bytes.indexOf(':');
  return textOf(bytes.subarray(colon + 1, colon + 1 + mostBytes), charset)
    .replace(/\r?\n(?=[ \t])/g, '')
    .replace(/\r?\n/g, ' ')
    .trim();
};

/** Encoded words (RFC 2047) decoded; ready to be shown. */
export const shownValue = (unfolded: string): string => safeLine(decodeWords(unfolded));

/** An encoded word that still stands in a decoded text could not be read. */
export const hasUndecodedWord = (shown: string): boolean => /=\?[^\s?]+\?[bq]\?/i.test(shown) || shown.includes('\ufffd');

/** The addresses of a field, decoded, groups by their members. */
export const mailboxesOf = (unfolded: string, most: number): { mailboxes: MailboxView[]; cut: boolean } => {
  const found = addressParser(unfolded, { flatten: true });
  const mailboxes = found.slice(0, most).map(({ name, address }) => ({ name: safeLine(name), address: safeLine(address ?? '') }));
  return { mailboxes, cut: found.length > most };
};
