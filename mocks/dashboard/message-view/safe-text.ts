// What strangers write is shown beside what the dashboard says itself: it must not move, hide or reverse anything there.

/** Controls of ASCII and Latin-1, and line ends of Unicode; a tab is a blank. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const CONTROLS = /[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]/g;

/** Marks that reverse what follows (Trojan names: `gpj.exe` shown as `exe.jpg`), and the tag characters nobody sees. */
const DIRECTION_MARKS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u{e0000}-\u{e007f}]/gu;

/** Halves of a pair without the other half. */
const LONE_SURROGATES = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

const REPLACEMENT = '\ufffd';

export const hasDirectionMarks = (text: string): boolean => text.search(DIRECTION_MARKS) >= 0;

/** One line of text, safe to stand beside others: controls and direction marks become a replacement character. */
export const safeLine = (text: string): string =>
  text.replaceAll('\t', ' ').replace(CONTROLS, REPLACEMENT).replace(DIRECTION_MARKS, REPLACEMENT).replace(LONE_SURROGATES, REPLACEMENT);

/** Several lines, with LF between them; tabs stay, and the direction of writing is the text's own affair. */
export const safeLines = (text: string): string =>
  text
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
    .replace(/[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]/g, REPLACEMENT)
    .replaceAll('\f', '\n')
    .replace(LONE_SURROGATES, REPLACEMENT);
