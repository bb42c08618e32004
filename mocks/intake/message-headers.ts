/** Only this much of a message is searched for header fields. */
const SEARCHED_BYTES = 256 * 1024;

/** Splits a header section into lines with folded continuations joined (RFC 5322 section 2.2.3). */
const unfold = (section: string): string[] =>
  section
    .replace(/\r?\n[ \t]+/g, ' ')
    .split(/\r?\n/)
    .filter((line) => line !== '');

const sectionAt = (text: string, from: number): { lines: string[]; end: number } => {
  const blank = /\r?\n\r?\n/g;
  blank.lastIndex = from;
  const found = blank.exec(text);
  return { lines: unfold(text.slice(from, found?.index ?? text.length)), end: found === null ? text.length : blank.lastIndex };
};

/**
 * Header lines, unfolded, of a message and, where it carries one as message/rfc822, of the message inside
 * (COPY-1: a journal copy is such a wrapper). Read as UTF-8.
 */
export const headerLines = (chunks: readonly Buffer[]): string[] => {
  const text = Buffer.concat(chunks).subarray(0, SEARCHED_BYTES).toString('utf8');
  const outer = sectionAt(text, 0);
  const attached = text.slice(outer.end).search(/^content-type:[ \t]*message\/rfc822/im);
  if (attached === -1) return outer.lines;
  const partHeader = sectionAt(text, outer.end + attached);
  return [...outer.lines, ...sectionAt(text, partHeader.end).lines];
};

/** Gathers the beginning of a message, by reference, for as long as header lines may be asked for. */
export class MessageHead {
  private readonly chunks: Buffer[] = [];
  private bytes = 0;

  add(chunk: Buffer): void {
    if (this.bytes >= SEARCHED_BYTES) return;
    this.chunks.push(chunk);
    this.bytes += chunk.length;
  }

  lines(): string[] {
    return headerLines(this.chunks);
  }
}
