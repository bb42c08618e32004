import { decodeBytes } from './charset.ts';
import type { Flaws } from './flaws.ts';
import { unflow } from './flowed-text.ts';
import { htmlToText } from './html/html-to-text.ts';
import type { MimePart } from './mime-part.ts';
import { decodeStart } from './part-bytes.ts';
import { safeLines } from './safe-text.ts';
import type { TextView } from './view-model.ts';

/** Searched for the character set that an HTML document names itself (HTML Standard, section 13.2.3.2). */
const SNIFFED_BYTES = 1_024;

const NAMED_CHARSET = /<meta\s[^>]*?charset\s*=\s*["']?\s*([\w:.-]+)/i;

const charsetOf = (part: MimePart, bytes: Buffer): string | null => {
  const label = part.typeParameters.get('charset') ?? null;
  if (label !== null || part.type !== 'text/html') return label;
  return NAMED_CHARSET.exec(bytes.toString('latin1', 0, SNIFFED_BYTES))?.[1] ?? null;
};

export interface DecodedBody {
  readonly text: string;
  readonly cut: boolean;
}

/** The first `most` bytes of a text part as text; what is wrong with it is told. */
export const decodeBody = (raw: Buffer, part: MimePart, most: number, flaws: Flaws): DecodedBody => {
  const { bytes, cut, flaw } = decodeStart(raw, part, most);
  if (flaw !== undefined) flaws.add(flaw.kind, part.index, flaw.detail);
  const decoded = decodeBytes(bytes, charsetOf(part, bytes), cut);
  if (decoded.flaw !== undefined) flaws.add(decoded.flaw.kind, part.index, decoded.flaw.detail);
  if (decoded.text.includes('\0')) flaws.add('NUL byte', part.index, 'the text holds NUL characters');
  return { text: decoded.text, cut };
};

const flowing = ({ typeParameters }: MimePart): boolean => typeParameters.get('format')?.toLowerCase() === 'flowed';

/** A plain part as it is meant to be read. */
export const readPlain = (part: MimePart, text: string): string => {
  const lines = safeLines(text);
  return flowing(part) ? unflow(lines, part.typeParameters.get('delsp')?.toLowerCase() === 'yes') : lines;
};

/** The text of a message: its plain parts, and what HTML parts without a plain sister say. */
export const readText = async (raw: Buffer, parts: readonly MimePart[], most: number, flaws: Flaws): Promise<TextView> => {
  const pieces: string[] = [];
  let left = most;
  let anyCut = false;
  for (const part of parts) {
    const { text, cut } = decodeBody(raw, part, left, flaws);
    left -= Math.min(left, Buffer.byteLength(text));
    anyCut ||= cut;
    pieces.push(part.type === 'text/html' ? await htmlToText(text) : readPlain(part, text));
  }
  if (anyCut) flaws.add('text cut', null, `only the first ${most} bytes of the text are shown`);
  const from = parts.length === 0 ? 'none' : parts.some(({ type }) => type === 'text/html') ? 'html' : 'plain';
  return { content: pieces.join('\n'), from, cut: anyCut };
};
