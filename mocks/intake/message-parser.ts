import { SMTPStream } from 'smtp-server/lib/smtp-stream.js';

const LINE_AND_DOT = Buffer.from('\n.');
const LF = 0x0a;
const CR = 0x0d;
const DOT = 0x2e;

/**
 * smtp-server's parser with a data mode of its own. The stock one looks at every byte in a loop and waits a turn of the
 * event loop for every line that begins with a dot; this one searches, and hands the bytes on at once instead of
 * through a stream. Both end and unstuff a message alike: a test compares them.
 */
export class MessageParser extends SMTPStream {
  private readonly onBytes: (chunk: Buffer) => void;
  /** The byte before the first one not yet handed on. */
  private before = 0;

  /** `onBytes` gets the message's bytes, unstuffed; the stream of `startDataMode` only tells the end. */
  constructor(onBytes: (chunk: Buffer) => void) {
    super();
    this.onBytes = onBytes;
  }

  override startDataMode(...size: Parameters<SMTPStream['startDataMode']>): ReturnType<SMTPStream['startDataMode']> {
    this.before = 0;
    return super.startDataMode(...size);
  }

  override _feedDataStream(incoming: Buffer, done: (error?: Error | null) => void): void {
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
  private search(chunk: Buffer, done: (error?: Error | null) => void): void {
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
    this._countDataBytes(bytes.length);
    this.onBytes(bytes);
  }
}
