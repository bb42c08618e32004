import { decodeHz, decodeIso2022Kr, decodeUtf7 } from './legacy-charset.ts';
import type { FlawKind } from './view-model.ts';

// Turns bytes into text as a good mail client does: by the label where it fits, else by what the bytes look like.

export interface DecodedText {
  readonly text: string;
  /** What it was decoded as. */
  readonly charset: string;
  readonly flaw?: { readonly kind: FlawKind; readonly detail: string };
}

/** Labels of mail that the Encoding Standard does not know. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['cp932', 'shift_jis'],
  ['cp943', 'shift_jis'],
  ['cp943c', 'shift_jis'],
  ['shift-jisx0213', 'shift_jis'],
  ['shift_jis-2004', 'shift_jis'],
  ['cp51932', 'euc-jp'],
  ['eucjp', 'euc-jp'],
  ['eucjp-ms', 'euc-jp'],
  ['euc-jp-ms', 'euc-jp'],
  ['ujis', 'euc-jp'],
  ['cp50220', 'iso-2022-jp'],
  ['cp50221', 'iso-2022-jp'],
  ['cp50222', 'iso-2022-jp'],
  ['iso-2022-jp-1', 'iso-2022-jp'],
  ['iso-2022-jp-2', 'iso-2022-jp'],
  ['iso-2022-jp-3', 'iso-2022-jp'],
  ['iso-2022-jp-ms', 'iso-2022-jp'],
  ['cp949', 'euc-kr'],
  ['ms949', 'euc-kr'],
  ['uhc', 'euc-kr'],
  ['cp936', 'gbk'],
  ['ms936', 'gbk'],
  ['euc-cn', 'gbk'],
  ['gb18030-2022', 'gb18030'],
  ['cp950', 'big5'],
  ['cp874', 'windows-874'],
  ['utf8mb4', 'utf-8'],
  ['utf-8-strict', 'utf-8'],
  ['unicode-1-1-utf-7', 'utf-7'],
]);

/** Encodings that TextDecoder has no decoder for. */
const OWN_DECODERS: ReadonlyMap<string, (bytes: Buffer) => string> = new Map([
  ['utf-7', decodeUtf7],
  ['hz-gb-2312', decodeHz],
  ['iso-2022-kr', decodeIso2022Kr],
]);

const JAPANESE = ['iso-2022-jp', 'shift_jis', 'euc-jp'];

// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what is looked for
const JAPANESE_ESCAPE = /\x1b(?:\$[@B]|\([JI])/;

/** The name to decode by, undefined where the label means nothing. */
const encodingOf = (label: string): string | undefined => {
  // A language may follow the label (RFC 2231), and senders put quotes around it.
  const plain = label
    .replace(/\*.*$/s, '')
    .replace(/["'\s]/g, '')
    .toLowerCase();
  const known = ALIASES.get(plain) ?? plain.replace(/^(?:cs|x-)(?=[a-z])/, '').replace(/^cp-?(125\d)$/, 'windows-$1');
  if (OWN_DECODERS.has(known)) return known;
  for (const name of [plain, known]) {
    try {
      return new TextDecoder(name).encoding;
    } catch {
      // Not this one.
    }
  }
  return undefined;
};

/** Strict: undefined where the bytes do not fit. Of `cut` bytes the last character may be incomplete. */
const decodeStrictly = (bytes: Buffer, encoding: string, cut: boolean): string | undefined => {
  const own = OWN_DECODERS.get(encoding);
  if (own !== undefined) return own(bytes);
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: cut });
  } catch {
    return undefined;
  }
};

const decodeLoosely = (bytes: Buffer, encoding: string): string => new TextDecoder(encoding).decode(bytes);

/** Without a label that can be trusted: what fits first. Windows-1252 always does. */
const guess = (bytes: Buffer, cut: boolean): DecodedText => {
  const candidates = [...(JAPANESE_ESCAPE.test(bytes.toString('latin1')) ? ['iso-2022-jp'] : []), 'utf-8'];
  for (const charset of candidates) {
    const text = decodeStrictly(bytes, charset, cut);
    if (text !== undefined) return { text, charset };
  }
  return { text: decodeLoosely(bytes, 'windows-1252'), charset: 'windows-1252' };
};

const isPlainAscii = (label: string): boolean => /^(?:us-?)?ascii$|^ansi_x3\.4-19\d\d$|^iso646-us$/i.test(label);

/** The label does not fit the bytes: another of its family may, or UTF-8. */
const decodeMislabelled = (bytes: Buffer, encoding: string, label: string, cut: boolean): DecodedText => {
  const family = JAPANESE.includes(encoding) ? JAPANESE : [];
  for (const charset of ['utf-8', ...family]) {
    const text = charset === encoding ? undefined : decodeStrictly(bytes, charset, cut);
    if (text !== undefined)
      return { text, charset, flaw: { kind: 'character set wrong', detail: `labelled ${label}, reads as ${charset}` } };
  }
  return {
    text: decodeLoosely(bytes, encoding),
    charset: encoding,
    flaw: { kind: 'character set broken', detail: `some bytes mean nothing in ${label}` },
  };
};

/**
 * Decodes bytes by their label, null for none; never fails. `cut` says that the bytes were cut off somewhere, so that the
 * last character may be incomplete.
 */
export const decodeBytes = (bytes: Buffer, label: string | null, cut = false): DecodedText => {
  if (label === null || label.trim() === '') return guess(bytes, cut);
  const shown = label.slice(0, 60);
  if (isPlainAscii(label.trim())) {
    const decoded = guess(bytes, cut);
    const plain = bytes.every((byte) => byte < 0x80) && decoded.charset === 'utf-8';
    return plain
      ? { ...decoded, charset: 'us-ascii' }
      : { ...decoded, flaw: { kind: 'character set wrong', detail: `labelled ${shown}, reads as ${decoded.charset}` } };
  }
  const encoding = encodingOf(label);
  if (encoding === undefined) {
    const decoded = guess(bytes, cut);
    return {
      ...decoded,
      flaw: { kind: 'character set unknown', detail: `${JSON.stringify(shown)} is no character set; reads as ${decoded.charset}` },
    };
  }
  const text = decodeStrictly(bytes, encoding, cut);
  return text === undefined ? decodeMislabelled(bytes, encoding, shown, cut) : { text, charset: encoding };
};
