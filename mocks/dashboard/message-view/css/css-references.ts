import { type CSSToken, TokenType } from '@csstools/css-tokenizer';

/** Functions whose strings are addresses. */
const LOADING = /^(?:url|src|image|image-set|cross-fade|-webkit-image-set|-webkit-cross-fade|-moz-image-set)$/i;

/** Every address that these tokens would load from. Strings count inside the functions that load, or everywhere with `strings`. */
export const referencesIn = (tokens: readonly CSSToken[], strings = false): string[] => {
  const found: string[] = [];
  const loading: boolean[] = [];
  for (const token of tokens) {
    switch (token[0]) {
      case TokenType.URL:
        found.push(token[4].value);
        break;
      case TokenType.Function:
        loading.push(loading.at(-1) === true || LOADING.test(token[4].value));
        break;
      case TokenType.OpenParen:
        loading.push(loading.at(-1) === true);
        break;
      case TokenType.CloseParen:
        loading.pop();
        break;
      case TokenType.String:
        if (strings || loading.at(-1) === true) found.push(token[4].value);
        break;
      default:
    }
  }
  return found;
};
