// The mboxrd format: messages one after the other, each behind a line that begins with "From ". Lines of a message that could be
// taken for one are quoted with a ">", those quoted already with one more, so that all of it can be undone. Ends of lines are LF.

const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x3e;
const FROM = Buffer.from('From ');

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const two = (value: number): string => String(value).padStart(2, '0');

/** As C's asctime writes it, in UTC. */
const asctime = (ms: number): string => {
  const at = new Date(ms);
  const time = [at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds()].map(two).join(':');
  return `${DAYS[at.getUTCDay()]} ${MONTHS[at.getUTCMonth()]} ${String(at.getUTCDate()).padStart(2)} ${time} ${at.getUTCFullYear()}`;
};

/** The line before a message. A sender is one visible word, whatever was sent: it must not begin a line of its own. */
export const fromLine = (sender: string, receivedAtMs: number): string => {
  const word = sender.replace(/[^\x21-\x7e]+/g, '?');
  return `From ${word === '' ? 'MAILER-DAEMON' : word} ${asctime(receivedAtMs)}\n`;
};

/** Quotes one message, however it is cut into pieces. */
export class MboxQuoter {
  /** How much of "From " has been seen at the beginning of a line, behind any ">"; -1 inside a line. */
  private seen = 0;
  /** A CR that may belong to an end of line. */
  private heldCr = false;
  private endsWithLine = true;

  /** What to write for the next piece of the message. */
  push(piece: Buffer): Buffer {
    // Each byte becomes one or two at most, and up to six held back come before.
    const out = Buffer.allocUnsafe(piece.length * 2 + FROM.length + 2);
    let at = 0;
    const put = (byte: number): void => {
      out[at] = byte;
      at += 1;
    };
    for (const byte of piece) {
      if (this.heldCr && byte !== LF) this.plain(CR, put);
      this.heldCr = byte === CR;
      if (!this.heldCr) this.plain(byte, put);
    }
    return out.subarray(0, at);
  }

  /** What ends the message: its last line, and the empty line before the next. */
  end(): Buffer {
    const held = Buffer.concat([FROM.subarray(0, Math.max(this.seen, 0)), Buffer.from(this.heldCr ? '\r' : '')]);
    const endsWithLine = this.endsWithLine && held.length === 0;
    return Buffer.concat([held, Buffer.from(endsWithLine ? '\n' : '\n\n')]);
  }

  private plain(byte: number, put: (byte: number) => void): void {
    if (this.seen >= 0 && byte === FROM[this.seen]) {
      this.seen += 1;
      if (this.seen < FROM.length) return;
      put(QUOTE);
      this.release(put);
      return;
    }
    // A quote at the beginning of a line is followed by more of them or by "From ": which one is added makes no difference.
    const beginsLine = this.seen === 0 && byte === QUOTE;
    this.release(put);
    put(byte);
    this.endsWithLine = byte === LF;
    this.seen = byte === LF || beginsLine ? 0 : -1;
  }

  private release(put: (byte: number) => void): void {
    for (let index = 0; index < this.seen; index += 1) put(FROM[index] ?? 0);
    if (this.seen > 0) this.endsWithLine = false;
    this.seen = -1;
  }
}
