import { type CSSToken, TokenType, tokenize } from '@csstools/css-tokenizer';
import type { BlockedKind } from '../view-model.ts';
import { referencesIn } from './css-references.ts';
import { delimiterOf, isBlank, writePlainToken } from './css-text.ts';
import { closesBracket, opensBracket, splitDeclarations, writeDeclaration } from './declarations.ts';
import { writeSelectors } from './selectors.ts';

/** Hears what a style would have loaded. */
export type CssListener = (kind: BlockedKind, address: string) => void;

/** `@media` inside `@media`. */
const DEEPEST = 3;

/** Words, numbers and comparisons. A slash is refused, so that no `</` is ever written. */
const writeMediaToken = (token: CSSToken): string | undefined => {
  const delimiter = delimiterOf(token);
  if (delimiter !== undefined) return ['<', '>', '='].includes(delimiter) ? delimiter : undefined;
  switch (token[0]) {
    case TokenType.Colon:
      return ':';
    case TokenType.OpenParen:
      return '(';
    case TokenType.CloseParen:
      return ')';
    default:
      return writePlainToken(token);
  }
};

const writeMediaQuery = (tokens: readonly CSSToken[]): string | undefined => {
  const written = tokens.map(writeMediaToken);
  return written.includes(undefined) ? undefined : written.join('').trim();
};

class StyleSheetWriter {
  private readonly tokens: readonly CSSToken[];
  private readonly listener: CssListener;
  private at = 0;

  constructor(tokens: readonly CSSToken[], listener: CssListener) {
    this.tokens = tokens;
    this.listener = listener;
  }

  /** Rules up to the end, or up to the bracket that closes the block around them. */
  rules(depth: number): string {
    const out: string[] = [];
    for (let token = this.tokens[this.at]; token !== undefined; token = this.tokens[this.at]) {
      if (token[0] === TokenType.EOF) break;
      if (token[0] === TokenType.CloseCurly) {
        this.at += 1;
        if (depth > 0) break;
      } else if (isBlank(token) || token[0] === TokenType.CDO || token[0] === TokenType.CDC || token[0] === TokenType.Semicolon)
        this.at += 1;
      else out.push(token[0] === TokenType.AtKeyword ? this.atRule(token[4].value.toLowerCase(), depth) : this.styleRule());
    }
    return out.join('');
  }

  /** What stands before a block, and whether there is one. */
  private prelude(endsAtSemicolon: boolean): { tokens: readonly CSSToken[]; block: boolean } {
    const from = this.at;
    let depth = 0;
    for (; this.at < this.tokens.length; this.at += 1) {
      const token = this.tokens[this.at];
      if (token === undefined || token[0] === TokenType.EOF) break;
      const ends = token[0] === TokenType.OpenCurly || (endsAtSemicolon && token[0] === TokenType.Semicolon);
      if (depth === 0 && (ends || token[0] === TokenType.CloseCurly)) {
        const tokens = this.tokens.slice(from, this.at);
        const block = token[0] === TokenType.OpenCurly;
        if (token[0] !== TokenType.CloseCurly) this.at += 1;
        return { tokens, block };
      }
      if (opensBracket(token)) depth += 1;
      else if (closesBracket(token)) depth = Math.max(0, depth - 1);
    }
    return { tokens: this.tokens.slice(from, this.at), block: false };
  }

  /** The inside of a block whose opening bracket has been read. */
  private block(): readonly CSSToken[] {
    const from = this.at;
    let depth = 0;
    for (; this.at < this.tokens.length; this.at += 1) {
      const token = this.tokens[this.at];
      if (token === undefined || token[0] === TokenType.EOF) break;
      if (token[0] === TokenType.CloseCurly && depth === 0) {
        this.at += 1;
        return this.tokens.slice(from, this.at - 1);
      }
      if (opensBracket(token)) depth += 1;
      else if (closesBracket(token)) depth = Math.max(0, depth - 1);
    }
    return this.tokens.slice(from, this.at);
  }

  private atRule(name: string, depth: number): string {
    this.at += 1;
    const { tokens, block } = this.prelude(true);
    if (name === 'media' && block && depth < DEEPEST) {
      const query = writeMediaQuery(tokens);
      const inside = this.rules(depth + 1);
      return query === undefined ? '' : `@media ${query}{${inside}}`;
    }
    const kind: BlockedKind = name === 'import' ? 'style sheet' : name === 'font-face' ? 'font' : 'image';
    const inside = block ? this.block() : [];
    for (const reference of referencesIn([...tokens, ...inside], name === 'import')) this.listener(kind, reference);
    return '';
  }

  private styleRule(): string {
    const { tokens, block } = this.prelude(false);
    if (!block) return '';
    const selectors = writeSelectors(tokens);
    const declarations = writeAll(this.block(), this.listener);
    return selectors === undefined || declarations === '' ? '' : `${selectors}{${declarations}}`;
  }
}

const writeAll = (tokens: readonly CSSToken[], listener: CssListener): string =>
  splitDeclarations(tokens)
    .flatMap((declaration) => {
      for (const reference of referencesIn(declaration)) listener('image', reference);
      return writeDeclaration(declaration) ?? [];
    })
    .join(';');

/** The content of a style element, written anew with what is allowed; safe between `<style>` and `</style>`. */
export const sanitizeStyleSheet = (css: string, listener: CssListener): string =>
  new StyleSheetWriter(tokenize({ css }), listener).rules(0);

/** The content of a style attribute, the same; still to be escaped as an attribute. */
export const sanitizeDeclarations = (css: string, listener: CssListener): string =>
  writeAll(
    tokenize({ css }).filter((token) => token[0] !== TokenType.EOF),
    listener,
  );

/** A media query from an attribute; undefined where it is not allowed. */
export const sanitizeMediaQuery = (query: string): string | undefined =>
  writeMediaQuery(tokenize({ css: query }).filter((token) => token[0] !== TokenType.EOF));
