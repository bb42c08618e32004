import { decodeBytes } from '../../dashboard/message-view/charset.ts';
import { Flaws } from '../../dashboard/message-view/flaws.ts';
import { VIEW_LIMITS } from '../../dashboard/message-view/limits.ts';
import type { MimePart } from '../../dashboard/message-view/mime-part.ts';
import { scanMime } from '../../dashboard/message-view/mime-tree.ts';
import { openCopy } from '../../dashboard/message-view/open-copy.ts';
import { decodeStart } from '../../dashboard/message-view/part-bytes.ts';

// The text of a message as the search index takes it: enough to be found by, not to be read. What is shown is made elsewhere.

/** Of a message with more the beginning can be found. Sizes are of decoded text. */
const MOST_CHARACTERS = 256 * 1024;
const MOST_PART_BYTES = 512 * 1024;
const MOST_FILE_NAMES = 100;
const LIMITS = { ...VIEW_LIMITS, parts: 1000, depth: 20, delimiterLines: 20_000, headerBytes: 256 * 1024, flaws: 1 };

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

const withEntities = (text: string): string =>
  text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,5}));/gi, (all, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return ENTITIES[name.toLowerCase()] ?? all;
    const point = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
    return point <= 0x10ffff ? String.fromCodePoint(point) : all;
  });

/** Where an element that holds no text ends: behind its closing tag, or at the end. */
const skipElement = (html: string, lower: string, name: string, from: number): number => {
  const close = lower.indexOf(`</${name}`, from);
  const end = close === -1 ? -1 : html.indexOf('>', close);
  return end === -1 ? html.length : end + 1;
};

/** Tags that run on inside a word part no words; all others do. */
const WITHIN_WORDS = /^<\/?(?:b|i|u|em|strong|span|font|a|wbr|mark)[\s>]/;
const LONGEST_TAG_NAME = 10;

/** The text between the tags, in one pass: what a stranger nests or leaves open costs no more than its length. */
export const textOfHtml = (html: string): string => {
  // Lower case can be longer than what it is made from, such as İ; then places would not fit.
  const folded = html.toLowerCase();
  const lower = folded.length === html.length ? folded : html;
  const pieces: string[] = [];
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf('<', at);
    pieces.push(html.slice(at, open === -1 ? html.length : open));
    if (open === -1) break;
    const isComment = lower.startsWith('<!--', open);
    const end = isComment ? lower.indexOf('-->', open) + 2 : html.indexOf('>', open);
    if (end < open) break;
    const name = lower.slice(open, open + LONGEST_TAG_NAME);
    if (!WITHIN_WORDS.test(name)) pieces.push(' ');
    const silent = /^<(script|style)\b/.exec(name)?.[1];
    at = silent === undefined ? end + 1 : skipElement(html, lower, silent, end);
  }
  return withEntities(pieces.join(''));
};

const textOfPart = (raw: Buffer, part: MimePart, most: number): string => {
  const { bytes, cut } = decodeStart(raw, part, MOST_PART_BYTES);
  const { text } = decodeBytes(bytes, part.typeParameters.get('charset') ?? null, cut);
  return (part.type === 'text/html' ? textOfHtml(text) : text).slice(0, most);
};

const fileNamesOf = ({ disposition, typeParameters }: MimePart): string[] =>
  [disposition?.parameters.get('filename'), typeParameters.get('name')].filter((name) => name !== undefined);

/** The text of a copy's message and of the messages in it, decoded, and the names of what is attached. */
export const textOfCopy = (raw: Buffer): string => {
  const { inner } = openCopy(raw);
  const parts = scanMime(inner, LIMITS, new Flaws(LIMITS.flaws));
  let text = '';
  for (const part of parts) {
    if (text.length >= MOST_CHARACTERS) break;
    const isText = part.children.length === 0 && part.type.startsWith('text/');
    if (isText) text += `${textOfPart(inner, part, MOST_CHARACTERS - text.length)}\n`;
  }
  return [text, ...parts.flatMap(fileNamesOf).slice(0, MOST_FILE_NAMES)].join(' ').replaceAll('\0', ' ');
};
