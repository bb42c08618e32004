import { addressParser, decodeWords } from 'postal-mime';
import { decodeBytes } from './charset.ts';
import type { RawField } from './header-section.ts';
import { hasDirectionMarks, safeLine } from './safe-text.ts';
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

/** What is wrong with how a value is written, before it is made ready to be shown. */
export const valueTrouble = (unfolded: string): { readonly undecoded: boolean; readonly reversing: boolean } => {
  const decoded = decodeWords(unfolded);
  return { undecoded: /=\?[^\s?]+\?[bq]\?/i.test(decoded) || decoded.includes('\ufffd'), reversing: hasDirectionMarks(decoded) };
};

/** Takes comments out (RFC 5322 section 3.2.2): they nest, hold escapes, and mean nothing inside quotes. */
export const stripComments = (text: string): string => {
  let depth = 0;
  let quoted = false;
  let out = '';
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (character === '\\') {
      if (depth === 0) out += text.slice(at, at + 2);
      at += 1;
    } else if (depth > 0) {
      if (character === '(') depth += 1;
      else if (character === ')') depth -= 1;
    } else if (character === '(' && !quoted) depth = 1;
    else {
      if (character === '"') quoted = !quoted;
      out += character;
    }
  }
  return out;
};

/** The addresses of a field, decoded, groups by their members. */
export const mailboxesOf = (unfolded: string, most: number): { mailboxes: MailboxView[]; cut: boolean } => {
  // A comment may be somebody's name, so it goes only where it got into an address.
  const asItIs = addressParser(unfolded, { flatten: true });
  const found = asItIs.some(({ address }) => /[()]/.test(address ?? ''))
    ? addressParser(stripComments(unfolded), { flatten: true })
    : asItIs;
  const mailboxes = found.slice(0, most).map(({ name, address }) => ({ name: safeLine(name), address: safeLine(address ?? '') }));
  return { mailboxes, cut: found.length > most };
};
