import { type CSSToken, type NumericToken, TokenType } from '@csstools/css-tokenizer';

// Writes CSS anew from tokens. Nothing of the source is copied: whatever could end the style element, or be read as something
// else than it was, is escaped or refused.

/** RFC-like serialization of the CSSOM, stricter: all but letters, digits, `-` and `_` become escapes. */
export const writeIdent = (value: string): string =>
  value.replace(/[^A-Za-z0-9_-]|^-?[0-9]|^-$/gu, (found) =>
    Array.from(found, (character) =>
      character === '-' && found !== '-' ? character : `\\${character.codePointAt(0)?.toString(16)} `,
    ).join(''),
  );

const PLAIN_STRING = /^[A-Za-z0-9_\-., \u00a0-\uffff]*$/;

/** A string as names of fonts are written; undefined for one that holds anything else. */
export const writeString = (value: string): string | undefined => (PLAIN_STRING.test(value) ? `"${value}"` : undefined);

const UNIT = /^[a-z]{1,8}$/i;
const HASH = /^[\w-]+$/;

/** A plus sign is kept: `2n+1` is one without a blank. */
const writeNumber = ([, , , , { value, signCharacter }]: NumericToken): string => `${signCharacter === '+' ? '+' : ''}${value}`;

/** A token that means nothing by itself: a number, a word, a colour, punctuation. Undefined for every other. */
export const writePlainToken = (token: CSSToken): string | undefined => {
  switch (token[0]) {
    case TokenType.Ident:
      return writeIdent(token[4].value);
    case TokenType.Hash:
      return HASH.test(token[4].value) ? `#${token[4].value}` : undefined;
    case TokenType.Number:
      return writeNumber(token);
    case TokenType.Percentage:
      return `${writeNumber(token)}%`;
    case TokenType.Dimension:
      return UNIT.test(token[4].unit) ? `${writeNumber(token)}${token[4].unit}` : undefined;
    case TokenType.Comma:
      return ',';
    case TokenType.Whitespace:
    case TokenType.Comment:
      return ' ';
    default:
      return undefined;
  }
};

/** The character of a delimiter token, undefined for other tokens. */
export const delimiterOf = (token: CSSToken | undefined): string | undefined =>
  token?.[0] === TokenType.Delim ? token[4].value : undefined;

export const isBlank = (token: CSSToken): boolean => token[0] === TokenType.Whitespace || token[0] === TokenType.Comment;
