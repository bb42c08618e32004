import { isAscii } from 'node:buffer';

/** The bytes of an accepted message, held once and shared by the original and all its copies. Line ends are CRLF. */
export interface StoredMessage {
  readonly chunks: readonly Buffer[];
  readonly size: number;
  /** Whether any byte is over 127. */
  readonly eightBit: boolean;
}

const CR = 0x0d;
const STRAY_LINE_END = /\r(?!\n)|(?<!\r)\n/;
const STRAY_LINE_ENDS = /\r(?!\n)|(?<!\r)\n/g;

/**
 * Takes in a message piece by piece. SMTP-1: every bare CR or LF becomes CRLF on the way in, so that none is ever sent on.
 * A CR at the end of a piece waits for the next one.
 */
export class MessageIntake {
  private readonly chunks: Buffer[] = [];
  private size = 0;
  private eightBit = false;
  private heldCr = false;

  /** Returns the piece as it was stored, for scanners. */
  push(incoming: Buffer): Buffer {
    let chunk = incoming;
    if (this.heldCr) chunk = Buffer.concat([Buffer.from('\r'), chunk]);
    this.heldCr = chunk.length > 0 && chunk[chunk.length - 1] === CR;
    if (this.heldCr) chunk = chunk.subarray(0, -1);
    return this.store(chunk);
  }

  /** Ends the message; a last bare CR is completed. */
  finish(): StoredMessage {
    if (this.heldCr) this.append(Buffer.from('\r\n'));
    return { chunks: this.chunks, size: this.size, eightBit: this.eightBit };
  }

  private store(chunk: Buffer): Buffer {
    const text = chunk.toString('latin1');
    // A piece may begin with the LF of a bare LF line; with a held CR the CR was put back in front, so the look-behind is right.
    const stored = STRAY_LINE_END.test(text) ? Buffer.from(text.replace(STRAY_LINE_ENDS, '\r\n'), 'latin1') : chunk;
    this.append(stored);
    return stored;
  }

  private append(chunk: Buffer): void {
    if (chunk.length === 0) return;
    this.chunks.push(chunk);
    this.size += chunk.length;
    if (!this.eightBit && !isAscii(chunk)) this.eightBit = true;
  }
}

/** The message as one buffer's first bytes, up to `limit`: enough for its header. */
const beginning = (message: StoredMessage, limit: number): Buffer => {
  const first = message.chunks[0];
  if (first === undefined) return Buffer.alloc(0);
  if (first.length >= limit || message.chunks.length === 1) return first.subarray(0, limit);
  const taken: Buffer[] = [];
  let length = 0;
  for (const chunk of message.chunks) {
    taken.push(chunk);
    length += chunk.length;
    if (length >= limit) break;
  }
  return Buffer.concat(taken).subarray(0, limit);
};

/** A header longer than this is cut when fields are looked up. */
const LONGEST_HEADER = 256 * 1024;

/** The two header fields that the log and the journal name. */
export interface NamedFields {
  readonly messageId: string;
  readonly subject: string;
}

const decodeText = (bytes: string): string => {
  const buffer = Buffer.from(bytes, 'latin1');
  const text = buffer.toString('utf8');
  return text.includes('\ufffd') ? bytes : text;
};

/** Reads Message-ID and Subject, unfolded; an absent field is empty. */
export const readNamedFields = (message: StoredMessage): NamedFields => {
  const bytes = beginning(message, LONGEST_HEADER);
  const text = bytes.toString('latin1');
  const end = text.startsWith('\r\n') ? 0 : text.indexOf('\r\n\r\n');
  const header = end === -1 ? text : text.slice(0, end + 2);
  const field = (name: RegExp): string => {
    const value = name.exec(header)?.[1];
    return value === undefined ? '' : decodeText(value.replace(/\r\n(?=[ \t])/g, '').trim());
  };
  return {
    messageId: field(/^Message-ID[ \t]*:((?:[^\r]|\r\n[ \t])*)/im),
    subject: field(/^Subject[ \t]*:((?:[^\r]|\r\n[ \t])*)/im),
  };
};

/** Whether `needle` occurs in the message, also across the borders of its pieces. */
export const contains = (message: StoredMessage, needle: Buffer): boolean => {
  let tail: Buffer = Buffer.alloc(0);
  for (const chunk of message.chunks) {
    if (chunk.indexOf(needle) !== -1) return true;
    if (tail.length > 0 && Buffer.concat([tail, chunk.subarray(0, needle.length - 1)]).indexOf(needle) !== -1) return true;
    const kept = chunk.length >= needle.length ? chunk : Buffer.concat([tail, chunk]);
    tail = kept.subarray(Math.max(0, kept.length - needle.length + 1));
  }
  return false;
};
