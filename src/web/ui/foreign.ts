import { html, type TemplateResult } from 'lit-html';

/** Marks that turn the direction of text around, or that cannot be seen at all: with them a name can be made to read as another. */
const UNSEEN = /([\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}])/u;

const codePoint = (mark: string): string => `U+${(mark.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

const shown = (text: string): unknown =>
  UNSEEN.test(text)
    ? text.split(UNSEEN).map((part, index) => (index % 2 === 0 ? part : html`<span class="unseen">${codePoint(part)}</span>`))
    : text;

/**
 * Text from outside, such as a header of a message: it keeps its direction to itself, may break anywhere, and marks in it that
 * cannot be seen are shown by their number. lit-html has escaped it like every value.
 */
export const foreign = (text: string): TemplateResult => html`<bdi class="foreign">${shown(text)}</bdi>`;

/** An address or host name from outside, which breaks after its signs before it breaks within a word. */
export const address = (text: string): TemplateResult =>
  html`<bdi class="foreign">${text.split(/(?<=[@.])/).map((part, index) => (index === 0 ? shown(part) : html`<wbr>${shown(part)}`))}</bdi>`;
