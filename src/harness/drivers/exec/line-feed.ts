import { StandError } from '../../outcome.ts';

/** Longest line that either side may write, in bytes without the line end. */
export const LONGEST_LINE = 8 * 1024 * 1024;

const LF = 0x0a;
const QUOTED = 200;

/** The beginning of what was received, fit for one line of a message. */
export const quoted = (text: string): string => {
  const plain = text.slice(0, QUOTED).replace(/[^\x20-\x7e]+/g, '?');
  return text.length > QUOTED ? `${plain}… (${text.length} characters)` : plain;
};

/** Cuts a stream of bytes into lines of UTF-8. Throws StandError for a line that is too long or is not UTF-8. */
export class LineFeed {
  private readonly parts: Buffer[] = [];
  private held = 0;
  private readonly longest: number;

  constructor(longest: number = LONGEST_LINE) {
    this.longest = longest;
  }

  /** The lines that the chunk ends, without line ends. */
  take(chunk: Buffer): string[] {
    const lines: string[] = [];
    let from = 0;
    for (let end = chunk.indexOf(LF); end >= 0; end = chunk.indexOf(LF, from)) {
      this.hold(chunk.subarray(from, end));
      lines.push(this.release());
      from = end + 1;
    }
    this.hold(chunk.subarray(from));
    return lines;
  }

  /** What has come in since the last line end. */
  get rest(): string {
    return Buffer.concat(this.parts).toString('latin1');
  }

  private hold(part: Buffer): void {
    this.held += part.length;
    if (this.held > this.longest) {
      throw new StandError(`a line of more than ${this.longest} bytes, which begins: ${quoted(this.rest || part.toString('latin1'))}`);
    }
    if (part.length > 0) this.parts.push(part);
  }

  private release(): string {
    const bytes = Buffer.concat(this.parts.splice(0));
    this.held = 0;
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    } catch (error) {
      throw new StandError(`a line that is not UTF-8: ${quoted(bytes.toString('latin1'))}`, { cause: error });
    }
  }
}
