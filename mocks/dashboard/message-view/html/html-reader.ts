import { setImmediate } from 'node:timers/promises';
import { type Token, Tokenizer, TokenizerMode } from 'parse5';

// Reads HTML as a browser's tokenizer does (HTML Standard, section 13.2.5), and builds no tree: a tree may become many times
// larger than what it was made from. Reading is linear in the length of the text.

export interface HtmlAttribute {
  /** Lower case. */
  readonly name: string;
  readonly value: string;
}

/**
 * Hears what comes, in order. Comments and document types are left out. `foreign`: within SVG or MathML, those two themselves
 * included; each of them that starts also ends, one way or another.
 */
export interface HtmlListener {
  startTag(name: string, attributes: readonly HtmlAttribute[], foreign: boolean): void;
  endTag(name: string): void;
  text(text: string): void;
  /** An element whose content is no markup, as a whole. */
  rawElement(name: string, attributes: readonly HtmlAttribute[], content: string): void;
}

/** Content that is read to the end tag, as text. */
const RAW_MODES: ReadonlyMap<string, Tokenizer['state']> = new Map([
  ['script', TokenizerMode.SCRIPT_DATA],
  ['style', TokenizerMode.RAWTEXT],
  ['xmp', TokenizerMode.RAWTEXT],
  ['iframe', TokenizerMode.RAWTEXT],
  ['noembed', TokenizerMode.RAWTEXT],
  ['noframes', TokenizerMode.RAWTEXT],
  ['title', TokenizerMode.RCDATA],
  ['textarea', TokenizerMode.RCDATA],
  ['plaintext', TokenizerMode.PLAINTEXT],
]);

/** Within SVG and MathML only these keep their meaning; others are elements like any. */
const RAW_IN_FOREIGN: ReadonlySet<string> = new Set(['script', 'style']);

/** HTML elements that end SVG and MathML where they are left open (HTML Standard, section 13.2.6.5). */
const BREAKS_OUT: ReadonlySet<string> = new Set(
  'b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li listing menu meta nobr ol p pre ruby s small span strong strike sub sup table tt u ul var'.split(
    ' ',
  ),
);

/** So many characters are read at a time; then the event loop gets a turn. */
const PIECE_CHARACTERS = 64 * 1024;

interface RawElement {
  readonly name: string;
  readonly attributes: readonly HtmlAttribute[];
  content: string;
}

class Reader {
  private readonly tokenizer: Tokenizer;
  private readonly listener: HtmlListener;
  private raw: RawElement | undefined;
  private foreignDepth = 0;

  constructor(listener: HtmlListener) {
    this.listener = listener;
    this.tokenizer = new Tokenizer(
      {},
      {
        onStartTag: (token) => this.startTag(token),
        onEndTag: (token) => this.endTag(token.tagName),
        onCharacter: (token) => this.text(token.chars),
        onWhitespaceCharacter: (token) => this.text(token.chars),
        onNullCharacter: () => undefined,
        onComment: () => undefined,
        onDoctype: () => undefined,
        onEof: () => this.finishRaw(),
      },
    );
  }

  write(piece: string, last: boolean): void {
    this.tokenizer.write(piece, last);
  }

  private startTag({ tagName, attrs, selfClosing }: Token.TagToken): void {
    if (tagName === 'svg' || tagName === 'math') {
      this.setForeign(this.foreignDepth + 1);
      this.listener.startTag(tagName, attrs, true);
      if (selfClosing) this.endForeign(tagName);
      return;
    }
    if (BREAKS_OUT.has(tagName)) while (this.foreignDepth > 0) this.endForeign('svg');
    const foreign = this.foreignDepth > 0;
    const mode = RAW_MODES.get(tagName);
    if (mode === undefined || (foreign && (selfClosing || !RAW_IN_FOREIGN.has(tagName)))) {
      this.listener.startTag(tagName, attrs, foreign);
      return;
    }
    this.raw = { name: tagName, attributes: attrs, content: '' };
    this.tokenizer.state = mode;
  }

  private endTag(name: string): void {
    if (this.raw !== undefined) {
      this.finishRaw();
      return;
    }
    if (name !== 'svg' && name !== 'math') this.listener.endTag(name);
    else if (this.foreignDepth > 0) this.endForeign(name);
  }

  private endForeign(name: string): void {
    this.setForeign(this.foreignDepth - 1);
    this.listener.endTag(name);
  }

  private text(text: string): void {
    if (this.raw === undefined) this.listener.text(text);
    else this.raw.content += text;
  }

  private finishRaw(): void {
    if (this.raw === undefined) return;
    const { name, attributes, content } = this.raw;
    this.raw = undefined;
    this.listener.rawElement(name, attributes, content);
  }

  private setForeign(depth: number): void {
    this.foreignDepth = depth;
    // Only there `<![CDATA[` begins text; elsewhere it is a comment.
    this.tokenizer.inForeignNode = depth > 0;
  }
}

/** Reads a text to its end; resolves when the listener has heard all of it. */
export const readHtml = async (html: string, listener: HtmlListener): Promise<void> => {
  const reader = new Reader(listener);
  for (let at = 0; at < html.length; at += PIECE_CHARACTERS) {
    if (at > 0) await setImmediate();
    reader.write(html.slice(at, at + PIECE_CHARACTERS), false);
  }
  reader.write('', true);
};
