/**
 * Makes message bytes safe for DATA (RFC 5321 section 4.5.2): a dot at the start of a line is doubled, and the end is marked.
 * One stuffer serves one message. The input's line ends are CRLF already.
 */
export interface DotStuffer {
  /** Adds the bytes to send for `chunk` to `out`; untouched bytes are slices of the chunk, not copies. */
  push(chunk: Buffer, out: Buffer[]): void;
  /** The bytes that end the message: CRLF if the last line has none, then the single dot. */
  finish(): Buffer;
}

const DOT = Buffer.from('.');
const LINE_START_DOT = Buffer.from('\n.');
const LF = 0x0a;
const DOT_BYTE = 0x2e;
const END_AFTER_LINE = Buffer.from('.\r\n');
const END_WITHIN_LINE = Buffer.from('\r\n.\r\n');

/** The standard's stuffing. SMTP-1: right wherever chunks begin and end. */
export class StandardDotStuffer implements DotStuffer {
  private atLineStart = true;

  push(chunk: Buffer, out: Buffer[]): void {
    if (chunk.length === 0) return;
    if (this.atLineStart && chunk[0] === DOT_BYTE) out.push(DOT);
    let from = 0;
    for (;;) {
      const found = chunk.indexOf(LINE_START_DOT, from);
      if (found === -1) break;
      // Up to and with the dot that is there; the second dot is the one pushed.
      out.push(chunk.subarray(from, found + 2), DOT);
      from = found + 2;
    }
    if (from < chunk.length) out.push(from === 0 ? chunk : chunk.subarray(from));
    this.atLineStart = chunk[chunk.length - 1] === LF;
  }

  finish(): Buffer {
    return this.atLineStart ? END_AFTER_LINE : END_WITHIN_LINE;
  }
}
