/** Frames handed out in one go, so that a client with thousands of queries in one segment does not hold up the others. */
const FRAMES_A_TURN = 64;
const PREFIX_OCTETS = 2;

/** Takes a TCP stream apart into messages, each after its length in two octets (RFC 1035 section 4.2.2). */
export class FrameReader {
  private readonly longest: number;
  private chunks: Buffer[] = [];
  private held = 0;

  /** `longest`: octets of the longest message that is taken. */
  constructor(longest: number) {
    this.longest = longest;
  }

  /** True when part of a message has come and the rest has not. */
  get partial(): boolean {
    return this.held > 0;
  }

  push(chunk: Buffer): void {
    this.chunks.push(chunk);
    this.held += chunk.length;
  }

  /** The next messages, at most a turn's worth; `more` when there are others. `tooLong`: the announced length of one that is not taken. */
  take(): { readonly messages: Buffer[]; readonly more: boolean; readonly tooLong?: number } {
    const messages: Buffer[] = [];
    if (this.held < PREFIX_OCTETS) return { messages, more: false };
    let rest = this.join();
    let tooLong: number | undefined;
    while (messages.length < FRAMES_A_TURN && rest.length >= PREFIX_OCTETS) {
      const length = rest.readUInt16BE(0);
      if (length > this.longest) tooLong = length;
      const end = PREFIX_OCTETS + length;
      if (length > this.longest || rest.length < end) break;
      messages.push(rest.subarray(PREFIX_OCTETS, end));
      rest = rest.subarray(end);
    }
    this.chunks = rest.length === 0 ? [] : [rest];
    this.held = rest.length;
    return { messages, more: messages.length === FRAMES_A_TURN && rest.length > 0, ...(tooLong === undefined ? {} : { tooLong }) };
  }

  private join(): Buffer {
    const [first] = this.chunks;
    return this.chunks.length === 1 && first !== undefined ? first : Buffer.concat(this.chunks);
  }
}
