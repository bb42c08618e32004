import { type CSSToken, TokenType } from '@csstools/css-tokenizer';
import { ALLOWED_FUNCTIONS, isAllowedProperty, TAKES_PICTURE } from './allowed.ts';
import { delimiterOf, isBlank, writePlainToken, writeString } from './css-text.ts';

const trim = (tokens: readonly CSSToken[]): readonly CSSToken[] => {
  const first = tokens.findIndex((token) => !isBlank(token));
  return first < 0 ? [] : tokens.slice(first, tokens.findLastIndex((token) => !isBlank(token)) + 1);
};

/** Takes `!important` off the end. */
const takeImportance = (value: readonly CSSToken[]): { value: readonly CSSToken[]; important: boolean } => {
  const last = value.at(-1);
  if (last?.[0] !== TokenType.Ident || last[4].value.toLowerCase() !== 'important') return { value, important: false };
  const rest = trim(value.slice(0, -1));
  return delimiterOf(rest.at(-1)) === '!' ? { value: trim(rest.slice(0, -1)), important: true } : { value, important: false };
};

/** Writes a value, or undefined where one of its tokens is not allowed. A picture from elsewhere becomes `none`. */
const writeValue = (property: string, tokens: readonly CSSToken[]): string | undefined => {
  let text = '';
  let depth = 0;
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (token === undefined) return undefined;
    switch (token[0]) {
      case TokenType.Function: {
        const name = token[4].value.toLowerCase();
        if (name === 'url' && TAKES_PICTURE.test(property)) {
          text += 'none';
          while (at < tokens.length && tokens[at]?.[0] !== TokenType.CloseParen) at += 1;
        } else if (ALLOWED_FUNCTIONS.has(name)) {
          text += `${name}(`;
          depth += 1;
        } else return undefined;
        break;
      }
      case TokenType.URL:
        if (!TAKES_PICTURE.test(property)) return undefined;
        text += 'none';
        break;
      case TokenType.OpenParen:
        text += '(';
        depth += 1;
        break;
      case TokenType.CloseParen:
        if (depth === 0) return undefined;
        text += ')';
        depth -= 1;
        break;
      case TokenType.String: {
        const string = writeString(token[4].value);
        if (string === undefined) return undefined;
        text += string;
        break;
      }
      case TokenType.Delim:
        if (!['/', '+', '-', '*'].includes(token[4].value)) return undefined;
        text += token[4].value;
        break;
      default: {
        const plain = writePlainToken(token);
        if (plain === undefined) return undefined;
        text += plain;
      }
    }
  }
  return text === '' ? undefined : text + ')'.repeat(depth);
};

/** Writes one declaration, `color:red`; undefined where it is none or not allowed. */
export const writeDeclaration = (tokens: readonly CSSToken[]): string | undefined => {
  const [name, ...rest] = trim(tokens);
  if (name?.[0] !== TokenType.Ident) return undefined;
  const property = name[4].value.toLowerCase();
  const [colon, ...given] = trim(rest);
  if (colon?.[0] !== TokenType.Colon || !isAllowedProperty(property)) return undefined;
  const { value, important } = takeImportance(trim(given));
  const text = writeValue(property, value);
  return text === undefined ? undefined : `${property}:${text}${important ? '!important' : ''}`;
};

/** Splits the inside of a block at its semicolons; what stands in brackets stays together. */
export const splitDeclarations = (tokens: readonly CSSToken[]): (readonly CSSToken[])[] => {
  const pieces: (readonly CSSToken[])[] = [];
  let from = 0;
  let depth = 0;
  for (const [at, token] of tokens.entries()) {
    if (opensBracket(token)) depth += 1;
    else if (closesBracket(token)) depth = Math.max(0, depth - 1);
    else if (token[0] === TokenType.Semicolon && depth === 0) {
      pieces.push(tokens.slice(from, at));
      from = at + 1;
    }
  }
  pieces.push(tokens.slice(from));
  return pieces.filter((piece) => trim(piece).length > 0);
};

const OPENING: ReadonlySet<TokenType> = new Set([TokenType.Function, TokenType.OpenParen, TokenType.OpenSquare, TokenType.OpenCurly]);
const CLOSING: ReadonlySet<TokenType> = new Set([TokenType.CloseParen, TokenType.CloseSquare, TokenType.CloseCurly]);

export const opensBracket = (token: CSSToken): boolean => OPENING.has(token[0]);
export const closesBracket = (token: CSSToken): boolean => CLOSING.has(token[0]);
