// Syslog as it comes in: RFC 6587 tells messages of a TCP stream apart by their length or by line ends.

const LF = 0x0a;
const DIGITS = /^[1-9]\d{0,5}$/;
/** Longest message that is taken; a stream that claims or runs past it is no syslog. */
export const LONGEST_MESSAGE = 64 * 1024;

/** A stream that is no syslog. */
export class FramingError extends Error {
  override readonly name = 'FramingError';
}

/** Cuts a TCP stream into messages. Each message says for itself which framing it has. */
export class SyslogFrames {
  private held: Buffer = Buffer.alloc(0);

  /** The messages that the chunk ends. Throws FramingError. */
  take(chunk: Buffer): Buffer[] {
    this.held = Buffer.concat([this.held, chunk]);
    const messages: Buffer[] = [];
    for (let next = this.next(); next !== undefined; next = this.next()) if (next.length > 0) messages.push(next);
    if (this.held.length > LONGEST_MESSAGE) throw new FramingError(`more than ${LONGEST_MESSAGE} bytes without an end`);
    return messages;
  }

  private next(): Buffer | undefined {
    const space = this.held.indexOf(0x20);
    const count = space > 0 ? this.held.subarray(0, space).toString('latin1') : '';
    // A message begins with `<`; only a length begins with a digit.
    if (DIGITS.test(count)) return this.counted(Number(count), space + 1);
    const end = this.held.indexOf(LF);
    return end < 0 ? undefined : this.cut(0, end, end + 1);
  }

  private counted(length: number, from: number): Buffer | undefined {
    if (length > LONGEST_MESSAGE) throw new FramingError(`a message of ${length} bytes`);
    return this.held.length < from + length ? undefined : this.cut(from, from + length, from + length);
  }

  private cut(from: number, to: number, rest: number): Buffer {
    const message = this.held.subarray(from, to);
    this.held = this.held.subarray(rest);
    return message;
  }
}
