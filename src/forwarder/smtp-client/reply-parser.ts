import type { Reply } from '../../smtp/reply.ts';

/** What the parser makes of the bytes: a whole reply, or a line that is none. */
export type ParsedReply = { readonly kind: 'reply'; readonly reply: Reply } | { readonly kind: 'garbled'; readonly line: string };

/** Turns bytes into replies, whatever the sizes of the pieces they come in (SMTP-2). */
export interface ReplyParser {
  /** Takes the next bytes and returns every reply that they complete. */
  push(chunk: Buffer): ParsedReply[];
  /** Whether part of a reply has been read that is not complete yet. */
  readonly partial: boolean;
}

// RETRY-14: a code outside 2yz to 5yz is no reply. A line may be the code alone (RFC 5321 section 4.2).
const REPLY_LINE = /^([2-5]\d\d)(?:([ -])(.*))?$/s;
/** A peer that sends more without a line end, or more lines, is not speaking SMTP; RFC 5321 allows 512 octets a line. */
const LONGEST_LINE = 4096;
const MOST_LINES = 512;

/** The strict parser: every line of a reply is checked, and all lines of one reply carry the same code. */
export class StrictReplyParser implements ReplyParser {
  private rest = '';
  private code = '';
  private lines: string[] = [];

  get partial(): boolean {
    return this.rest !== '' || this.lines.length > 0;
  }

  push(chunk: Buffer): ParsedReply[] {
    const text = this.rest + chunk.toString('latin1');
    const found: ParsedReply[] = [];
    let start = 0;
    for (;;) {
      const end = text.indexOf('\n', start);
      if (end === -1) break;
      const stop = end > start && text.charCodeAt(end - 1) === 13 ? end - 1 : end;
      const parsed = this.takeLine(text.slice(start, stop));
      if (parsed !== undefined) found.push(parsed);
      start = end + 1;
    }
    this.rest = text.slice(start);
    if (this.rest.length > LONGEST_LINE) {
      found.push(this.garbled(this.rest));
      this.rest = '';
    }
    return found;
  }

  private takeLine(line: string): ParsedReply | undefined {
    const [, code, separator, text = ''] = REPLY_LINE.exec(line) ?? [];
    if (code === undefined || line.length > LONGEST_LINE) return this.garbled(line);
    if (this.lines.length > 0 && code !== this.code) return this.garbled(line);
    if (this.lines.length >= MOST_LINES) return this.garbled(line);
    this.code = code;
    this.lines.push(text);
    if (separator === '-') return undefined;
    const reply: Reply = { code: Number(code), lines: this.lines };
    this.lines = [];
    return { kind: 'reply', reply };
  }

  private garbled(line: string): ParsedReply {
    this.lines = [];
    return { kind: 'garbled', line: line.slice(0, 200) };
  }
}
