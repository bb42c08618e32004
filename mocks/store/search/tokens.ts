// How text is cut into what the word index holds. Words are left to SQLite's tokenizer; writing without spaces between
// words is turned into pairs of characters first, so that a search finds any stretch of it, down to a single character.

/** Scripts that put no spaces between words, or (Hangul) hang endings onto them. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー々〆]+/gu;

const BEYOND_LATIN = /[\u0250-\uffff]/;

const normal = (text: string): string => (BEYOND_LATIN.test(text) ? text.toWellFormed().normalize('NFKC') : text);

/** `日本語` as ` 日本 本語 語 `: each pair, and the last character alone so that a search for it finds it. */
const pairs = (run: string): string => {
  const characters = [...run];
  return ` ${characters.map((character, index) => character + (characters[index + 1] ?? '')).join(' ')} `;
};

/** A text as the word index takes it. */
export const indexedForm = (text: string): string => (BEYOND_LATIN.test(text) ? normal(text).replace(UNSPACED, pairs) : text);

/** A text as the index of pieces takes it. */
export const pieceForm = normal;

const quoted = (text: string): string => `"${text.replaceAll('"', '""').replaceAll('\0', ' ')}"`;

const ENDS_IN_ONE = /(?:^|[^\p{L}\p{N}])[\p{L}\p{N}]$/u;

/**
 * An FTS5 expression for the word index: the words in their order, the last one as the beginning of a word unless `whole`.
 * The text has to hold a letter or digit. A single letter is a whole word: what begins with it would be nearly everything, and takes seconds
 * to gather among 100,000 copies.
 */
export const wordExpression = (text: string, whole = false): string => {
  const form = normal(text).trim();
  const last = [...form.matchAll(UNSPACED)].at(-1);
  const endsUnspaced = last !== undefined && last.index + last[0].length === form.length;
  if (!endsUnspaced) return quoted(indexedForm(form)) + (whole || ENDS_IN_ONE.test(form) ? '' : '*');
  // What follows in the document is not known: the pair that begins with the last character may hold anything.
  if ([...last[0]].length === 1) return `${quoted(indexedForm(form))}*`;
  return quoted(indexedForm(form).trim().replace(/ \S+$/u, ''));
};

/** An FTS5 expression for the index of pieces: the text anywhere, of three characters at least. */
export const pieceExpression = (text: string): string => quoted(pieceForm(text));
