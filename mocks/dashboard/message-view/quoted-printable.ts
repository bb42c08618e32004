import type { TransferDecoder } from './transfer-decoder.ts';

const EQUALS = 0x3d;
const LF = 0x0a;
const CR = 0x0d;

const isBlank = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x09;

const HEX = new Int8Array(256).fill(-1);
for (const [value, digit] of [...'0123456789ABCDEF'].entries()) {
  HEX[digit.charCodeAt(0)] = value;
  HEX[digit.toLowerCase().charCodeAt(0)] = value;
}

/** Past this a piece without a line end is decoded as it stands. */
const LONGEST_HELD_BACK = 64 * 1024;

/** RFC 2045 section 6.7. Blanks at the end of a line go; what is no escape stays as it is. */
export class QuotedPrintableDecoder implements TransferDecoder {
  private rest: Buffer = Buffer.alloc(0);
  private illegal = 0;

  get flaw() {
    return this.illegal === 0
      ? undefined
      : ({ kind: 'quoted-printable broken', detail: `${this.illegal} equals signs without two hexadecimal digits` } as const);
  }

  push(chunk: Buffer): Buffer {
    const bytes = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    const lineEnd = bytes.lastIndexOf(LF);
    // Two bytes behind an equals sign, and blanks before a line end, have to be seen together.
    const whole = lineEnd >= 0 || bytes.length < LONGEST_HELD_BACK ? lineEnd + 1 : this.safeCut(bytes);
    this.rest = bytes.subarray(whole);
    return this.decode(bytes.subarray(0, whole));
  }

  end(): Buffer {
    const last = this.decode(this.rest);
    this.rest = Buffer.alloc(0);
    return last;
  }

  /** Never between an equals sign and what belongs to it. */
  private safeCut(bytes: Buffer): number {
    const { length } = bytes;
    if (bytes[length - 1] === EQUALS) return length - 1;
    return bytes[length - 2] === EQUALS ? length - 2 : length;
  }

  private decode(bytes: Buffer): Buffer {
    const out = Buffer.allocUnsafe(bytes.length);
    let length = 0;
    let at = 0;
    while (at < bytes.length) {
      const found = bytes.indexOf(LF, at);
      const next = found < 0 ? bytes.length : found + 1;
      let end = next;
      while (end > at && (bytes[end - 1] === LF || bytes[end - 1] === CR)) end -= 1;
      const lineEnd = end;
      if (lineEnd < next) while (end > at && isBlank(bytes[end - 1])) end -= 1;
      const soft = end > at && bytes[end - 1] === EQUALS && (lineEnd < next || next === bytes.length);
      length = this.decodeLine(bytes.subarray(at, soft ? end - 1 : end), out, length);
      if (!soft) length += bytes.copy(out, length, lineEnd, next);
      at = next;
    }
    return out.subarray(0, length);
  }

  private decodeLine(line: Buffer, out: Buffer, from: number): number {
    let length = from;
    for (let at = 0; at < line.length; at += 1) {
      let byte = line[at] ?? 0;
      if (byte === EQUALS) {
        const high = HEX[line[at + 1] ?? 0] ?? -1;
        const low = HEX[line[at + 2] ?? 0] ?? -1;
        if (high >= 0 && low >= 0) {
          byte = (high << 4) | low;
          at += 2;
        } else this.illegal += 1;
      }
      out[length] = byte;
      length += 1;
    }
    return length;
  }
}
