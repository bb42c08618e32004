import type { TransferDecoder } from './transfer-decoder.ts';

const LF = 0x0a;
/** A line holds 45 bytes; what is much longer is none. */
const LONGEST_LINE = 1_000;

/** The bytes of one line: its first character tells how many there are. */
const decodeLine = (line: Buffer): Buffer => {
  const count = ((line[0] ?? 0x20) - 0x20) & 0x3f;
  const out = Buffer.alloc(Math.ceil(count / 3) * 3);
  for (let at = 1, to = 0; to < count; at += 4, to += 3) {
    const [a = 0, b = 0, c = 0, d = 0] = [0, 1, 2, 3].map((offset) => ((line[at + offset] ?? 0x20) - 0x20) & 0x3f);
    out[to] = (a << 2) | (b >> 4);
    out[to + 1] = (b << 4) | (c >> 2);
    out[to + 2] = (c << 6) | d;
  }
  return out.subarray(0, count);
};

/** uuencode as mail carried it before MIME: what stands between `begin` and `end`. */
export class UuDecoder implements TransferDecoder {
  private rest: Buffer = Buffer.alloc(0);
  private state: 'before' | 'inside' | 'after' = 'before';

  get flaw() {
    if (this.state === 'before') return { kind: 'uuencode broken', detail: 'no line "begin" was found' } as const;
    return this.state === 'inside' ? ({ kind: 'uuencode broken', detail: 'no line "end" was found' } as const) : undefined;
  }

  push(chunk: Buffer): Buffer {
    const bytes = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    const pieces: Buffer[] = [];
    let at = 0;
    for (let next = bytes.indexOf(LF); next >= 0; next = bytes.indexOf(LF, at)) {
      pieces.push(this.take(bytes.subarray(at, next)));
      at = next + 1;
    }
    this.rest = bytes.subarray(at, at + LONGEST_LINE);
    return Buffer.concat(pieces);
  }

  end(): Buffer {
    return this.take(this.rest);
  }

  private take(line: Buffer): Buffer {
    const text = line.length > LONGEST_LINE ? '' : line.toString('latin1').trimEnd();
    if (this.state === 'before') {
      if (/^begin [0-7]{3,4} /.test(text)) this.state = 'inside';
    } else if (this.state === 'inside') {
      if (text === 'end') this.state = 'after';
      else if (text !== '') return decodeLine(line);
    }
    return Buffer.alloc(0);
  }
}
