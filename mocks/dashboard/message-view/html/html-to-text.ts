import { safeLines } from '../safe-text.ts';
import { type HtmlAttribute, type HtmlListener, readHtml } from './html-reader.ts';

const BLOCKS: ReadonlySet<string> = new Set(
  'address article aside blockquote center dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tr ul'.split(
    ' ',
  ),
);

/** Shown with an empty line before and after. */
const APART: ReadonlySet<string> = new Set('blockquote h1 h2 h3 h4 h5 h6 ol p pre table ul'.split(' '));

/** Not shown as text. */
const HIDDEN: ReadonlySet<string> = new Set(['template', 'svg', 'math']);

const attribute = (attributes: readonly HtmlAttribute[], name: string): string | undefined =>
  attributes.find((one) => one.name === name)?.value;

/**
 * Writes text as it comes: runs of white space become one blank, blocks begin lines of their own. It looks at nothing that is
 * written already, so that its work grows with the text and no faster.
 */
class TextWriter implements HtmlListener {
  private readonly out: string[] = [];
  /** Line ends at the end of what is written; at the beginning there is nothing to be set apart from. */
  private lineEnds = 2;
  /** A blank that is written when something follows it on the line. */
  private blank = false;
  private preformatted = 0;
  private hidden = 0;
  private link: { readonly target: string; readonly from: number } | undefined;

  startTag(name: string, attributes: readonly HtmlAttribute[]): void {
    if (HIDDEN.has(name)) this.hidden += 1;
    if (this.hidden > 0) return;
    if (name === 'br') this.lineEnd();
    else if (BLOCKS.has(name)) this.breakLine(APART.has(name));
    if (name === 'pre') this.preformatted += 1;
    if (name === 'li') this.write('* ');
    if (name === 'td' || name === 'th') this.write(' ');
    if (name === 'img') this.write(attribute(attributes, 'alt') ?? '');
    if (name === 'a') this.link = { target: (attribute(attributes, 'href') ?? '').trim(), from: this.out.length };
  }

  endTag(name: string): void {
    if (HIDDEN.has(name)) this.hidden = Math.max(0, this.hidden - 1);
    if (this.hidden > 0) return;
    if (name === 'a') this.finishLink();
    if (name === 'pre') this.preformatted = Math.max(0, this.preformatted - 1);
    if (BLOCKS.has(name)) this.breakLine(APART.has(name));
  }

  text(text: string): void {
    if (this.hidden === 0) this.write(text);
  }

  rawElement(name: string, _attributes: readonly HtmlAttribute[], content: string): void {
    if (name === 'textarea' || name === 'xmp' || name === 'plaintext') this.text(content);
  }

  finish(): string {
    return safeLines(this.out.join('')).trim();
  }

  private write(text: string): void {
    if (this.preformatted > 0) {
      this.put(text);
      return;
    }
    const words = text.replace(/[ \t\r\n\f]+/g, ' ');
    if (words.startsWith(' ')) this.blank = true;
    const shown = words.slice(words.startsWith(' ') ? 1 : 0, words.endsWith(' ') ? -1 : undefined);
    if (shown !== '') this.put(shown);
    if (words.endsWith(' ')) this.blank = true;
  }

  private put(text: string): void {
    if (this.blank && this.lineEnds === 0) this.out.push(' ');
    this.blank = false;
    this.out.push(text);
    this.lineEnds = text.endsWith('\n') ? 1 : 0;
  }

  private lineEnd(): void {
    this.blank = false;
    this.out.push('\n');
    this.lineEnds += 1;
  }

  private breakLine(apart: boolean): void {
    while (this.lineEnds < (apart ? 2 : 1)) this.lineEnd();
  }

  /** A target that the text does not show follows it. */
  private finishLink(): void {
    const { link } = this;
    this.link = undefined;
    if (link === undefined || !/^(?:https?|mailto|ftp):/i.test(link.target)) return;
    const shown = this.out.slice(link.from).join('').trim();
    if (shown !== link.target && shown !== link.target.replace(/^mailto:/i, '')) this.put(` <${link.target}>`);
  }
}

/** What an HTML body says, as plain text; a link's target follows it in angle brackets. */
export const htmlToText = async (html: string): Promise<string> => {
  const writer = new TextWriter();
  await readHtml(html, writer);
  return writer.finish();
};
