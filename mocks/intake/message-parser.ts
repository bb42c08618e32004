import { SMTPStream } from 'smtp-server/lib/smtp-stream.js';

const LINE_AND_DOT = Buffer.from('\n.');
const LF = 0x0a;
const CR = 0x0d;
const DOT = 0x2e;

/** Done with a chunk: the next one may come. */
type Next = (error?: Error | null) => void;

/**
 * smtp-server's parser with a data mode of its own. The stock one looks at every byte in a loop, waits a turn of the
 * event loop for every line that begins with a dot, and makes a stream for each message, which costs more than all that
 * is recorded of it; this one searches, and hands the bytes on at once. Both end and unstuff a message alike, and find
 * the same commands around it: a test compares them.
 */
export class MessageParser extends SMTPStream {
  private readonly onBytes: (chunk: Buffer) => void;
  private onMessageEnd: () => void = () => undefined;
  /** Reads on behind a message; set while the reply to it is due. */
  private readOn: (() => void) | undefined;
  /** The byte before the first one not yet handed on. */
  private before = 0;

  /** `onBytes` gets the messages' bytes, unstuffed. */
  constructor(onBytes: (chunk: Buffer) => void) {
    super();
    this.onBytes = onBytes;
  }

  /** What comes from now on is a message. After it `onEnd` is called, and nothing is read until `continue` is. */
  startMessage(onEnd: () => void): void {
    this.onMessageEnd = onEnd;
    this.before = 0;
    this._atDataStart = true;
    this._dataMode = true;
  }

  /** The message was answered: reads on with what came behind it. */
  override continue(): void {
    const { readOn } = this;
    this.readOn = undefined;
    readOn?.();
  }

  /** A chunk that is one whole command, as a client that waits for replies sends it, needs none of the stock search. */
  override _write(chunk: Buffer, encoding: BufferEncoding | 'buffer', next: Next): void {
    const last = chunk.length - 1;
    const whole = last > 0 && last <= this._maxCommandLength && chunk.indexOf(LF) === last;
    if (!whole || this._dataMode || this.isClosed || this._remainder !== '') super._write(chunk, encoding, next);
    else this.oncommand(chunk.subarray(0, chunk[last - 1] === CR ? last - 1 : last), () => next());
  }

  /** The end is told in a turn of its own, or messages sent without waiting would be handled one inside the other. */
  override _endDataMode(_chunk: Buffer | false, remainder: Buffer, done: Next): void {
    this._dataMode = false;
    this._remainder = '';
    this.readOn = () => this._write(remainder, 'buffer', done);
    process.nextTick(this.onMessageEnd);
  }

  override _feedDataStream(incoming: Buffer, done: Next): void {
    let chunk = this._lastBytes === false ? incoming : Buffer.concat([this._lastBytes, incoming]);
    this._lastBytes = false;
    if (this._atDataStart && chunk[0] === DOT) {
      if (chunk.length < 3 && (chunk.length === 1 || chunk[1] === CR)) {
        this._lastBytes = chunk;
        done();
        return;
      }
      if (chunk[1] === CR && chunk[2] === LF) {
        this._endDataMode(false, chunk.subarray(3), done);
        return;
      }
      if (chunk[1] === DOT) {
        chunk = chunk.subarray(1);
        this._atDataStart = false;
      }
    }
    this.search(chunk, done);
  }

  /** Hands on what is certain; an end of line at the very end waits for what comes next. */
  private search(chunk: Buffer, done: Next): void {
    let from = 0;
    let undecided = chunk[chunk.length - 1] === LF ? chunk.length - 1 : chunk.length;
    for (let at = chunk.indexOf(LINE_AND_DOT); at !== -1; at = chunk.indexOf(LINE_AND_DOT, at + 1)) {
      const next = chunk[at + 2];
      if (next === undefined || (next === CR && chunk[at + 3] === undefined)) {
        undecided = at;
        break;
      }
      if (next === DOT) {
        this.emitBytes(chunk.subarray(from, at + 1));
        from = at + 2;
      } else if (next === CR && chunk[at + 3] === LF && (at === 0 ? this.before : chunk[at - 1]) === CR) {
        this.emitBytes(chunk.subarray(from, at + 1));
        this._endDataMode(false, chunk.subarray(at + 4), done);
        return;
      }
    }
    this.emitBytes(chunk.subarray(from, undecided));
    if (undecided > 0) this.before = chunk[undecided - 1] ?? 0;
    if (undecided < chunk.length) this._lastBytes = chunk.subarray(undecided);
    done();
  }

  private emitBytes(bytes: Buffer): void {
    if (bytes.length === 0 || this.isClosed) return;
    this._atDataStart = false;
    this.onBytes(bytes);
  }
}
