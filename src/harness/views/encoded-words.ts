// RFC 2047, as far as it takes to compare a subject with what a report shows of it.

const WORD = /=\?([^?\s*]+)(?:\*[^?\s]*)?\?([bq])\?([^?\s]*)\?=/gi;
/** White space between two encoded words belongs to neither (section 6.2). */
const BETWEEN_WORDS = /(=\?[^?\s]+\?[bq]\?[^?\s]*\?=)\s+(?==\?[^?\s]+\?[bq]\?)/gi;

const bytesOf = (encoding: string, text: string): Buffer => {
  if (encoding.toLowerCase() === 'b') return Buffer.from(text, 'base64');
  const unescaped = text
    .replaceAll('_', ' ')
    .replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(unescaped, 'latin1');
};

const decodeWord = (word: string, charset: string, encoding: string, text: string): string => {
  try {
    return new TextDecoder(charset).decode(bytesOf(encoding, text));
  } catch (error) {
    if (error instanceof RangeError) return word;
    throw error;
  }
};

/** The text of a header field with its encoded words read; those in a character set that is not known stay as they are. */
export const decodeWords = (text: string): string => text.replace(BETWEEN_WORDS, '$1').replace(WORD, decodeWord);

/** A text as it compares: encoded words read, every run of white space one space. */
export const asRead = (text: string): string => decodeWords(text.replace(/\s+/g, ' ')).replace(/\s+/g, ' ').trim();
