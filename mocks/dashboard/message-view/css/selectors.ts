import { type CSSToken, TokenType } from '@csstools/css-tokenizer';
import { ALLOWED_PSEUDO_CLASSES, ALLOWED_PSEUDO_FUNCTIONS } from './allowed.ts';
import { delimiterOf, isBlank, writeIdent, writePlainToken, writeString } from './css-text.ts';

const COMBINATORS = ['.', '*', '>', '+', '~'];
const MATCHERS = ['~', '|', '^', '$', '*'];

/** Walks over the tokens of a selector list; every method writes what it understood, or nothing. */
class SelectorWriter {
  private readonly tokens: readonly CSSToken[];
  private at = 0;

  constructor(tokens: readonly CSSToken[]) {
    this.tokens = tokens;
  }

  write(): string | undefined {
    let text = '';
    while (this.at < this.tokens.length) {
      const piece = this.piece();
      if (piece === undefined) return undefined;
      text += piece;
    }
    return text.trim() === '' ? undefined : text.trim();
  }

  private next(): CSSToken | undefined {
    const token = this.tokens[this.at];
    this.at += 1;
    return token;
  }

  private skipBlanks(): void {
    for (let token = this.tokens[this.at]; token !== undefined && isBlank(token); token = this.tokens[this.at]) this.at += 1;
  }

  private piece(): string | undefined {
    const token = this.next();
    if (token === undefined) return undefined;
    const delimiter = delimiterOf(token);
    if (delimiter !== undefined) return COMBINATORS.includes(delimiter) ? delimiter : undefined;
    switch (token[0]) {
      case TokenType.Ident:
      case TokenType.Comma:
      case TokenType.Whitespace:
      case TokenType.Comment:
        return writePlainToken(token);
      case TokenType.Hash:
        return `#${writeIdent(token[4].value)}`;
      case TokenType.Colon:
        return this.pseudoClass();
      case TokenType.OpenSquare:
        return this.attribute();
      default:
        return undefined;
    }
  }

  private pseudoClass(): string | undefined {
    const token = this.next();
    if (token?.[0] === TokenType.Ident) {
      const name = token[4].value.toLowerCase();
      return ALLOWED_PSEUDO_CLASSES.has(name) ? `:${name}` : undefined;
    }
    if (token?.[0] !== TokenType.Function || !ALLOWED_PSEUDO_FUNCTIONS.has(token[4].value.toLowerCase())) return undefined;
    let text = `:${token[4].value.toLowerCase()}(`;
    for (let inner = this.next(); inner !== undefined; inner = this.next()) {
      if (inner[0] === TokenType.CloseParen) return `${text})`;
      const delimiter = delimiterOf(inner);
      const written = delimiter === '+' || delimiter === '-' ? delimiter : writePlainToken(inner);
      if (written === undefined) return undefined;
      text += written;
    }
    return undefined;
  }

  /** `[name]`, `[name=value]`; nothing can be loaded for what it finds. */
  private attribute(): string | undefined {
    this.skipBlanks();
    const name = this.next();
    if (name?.[0] !== TokenType.Ident) return undefined;
    this.skipBlanks();
    let operator = '';
    const matcher = delimiterOf(this.tokens[this.at]);
    if (matcher !== undefined && MATCHERS.includes(matcher)) {
      operator = matcher;
      this.at += 1;
    }
    const sign = this.next();
    if (sign?.[0] === TokenType.CloseSquare && operator === '') return `[${writeIdent(name[4].value)}]`;
    if (delimiterOf(sign) !== '=') return undefined;
    this.skipBlanks();
    const value = this.next();
    if (value?.[0] !== TokenType.Ident && value?.[0] !== TokenType.String) return undefined;
    this.skipBlanks();
    const end = this.next();
    const string = writeString(value[4].value);
    if (end?.[0] !== TokenType.CloseSquare || string === undefined) return undefined;
    return `[${writeIdent(name[4].value)}${operator}=${string}]`;
  }
}

/** Writes a list of selectors; undefined where a part of it is not allowed, as the whole rule is void then. */
export const writeSelectors = (tokens: readonly CSSToken[]): string | undefined => new SelectorWriter(tokens).write();
