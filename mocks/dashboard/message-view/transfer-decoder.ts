import { QuotedPrintableDecoder } from './quoted-printable.ts';
import { UuDecoder } from './uuencode.ts';
import type { FlawKind } from './view-model.ts';

/** How the body of a part is really read. */
export type TransferEncoding = 'identity' | 'base64' | 'quoted-printable' | 'uuencode';

/** Takes the bytes of a body piece by piece and gives them back decoded. Never fails: what makes no sense is skipped. */
export interface TransferDecoder {
  push(chunk: Buffer): Buffer;
  /** What is left at the end. */
  end(): Buffer;
  /** After the end: what was wrong. */
  readonly flaw: { readonly kind: FlawKind; readonly detail: string } | undefined;
}

const NOT_BASE64 = 255;
const PADDING = 254;
const BLANK = 253;

const VALUES = new Uint8Array(256).fill(NOT_BASE64);
for (const [value, character] of [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].entries())
  VALUES[character.charCodeAt(0)] = value;
VALUES['='.charCodeAt(0)] = PADDING;
for (const blank of ' \t\r\n') VALUES[blank.charCodeAt(0)] = BLANK;

/** RFC 2045 section 6.8. Padding ends a group of four; what follows begins a new one, as senders do who join encoded pieces. */
class Base64Decoder implements TransferDecoder {
  private bits = 0;
  private held = 0;
  private illegal = 0;
  private lost = false;

  get flaw() {
    if (this.illegal > 0) return { kind: 'base64 broken', detail: `${this.illegal} characters that are no base64 were skipped` } as const;
    return this.lost ? ({ kind: 'base64 broken', detail: 'it ends in the middle of a byte' } as const) : undefined;
  }

  push(chunk: Buffer): Buffer {
    const out = Buffer.allocUnsafe(Math.ceil((chunk.length * 3) / 4) + 3);
    let length = 0;
    let { bits, held } = this;
    for (let at = 0; at < chunk.length; at += 1) {
      const value = VALUES[chunk[at] ?? 0] ?? NOT_BASE64;
      if (value < 64) {
        bits = (bits << 6) | value;
        held += 6;
        if (held >= 8) {
          held -= 8;
          out[length] = (bits >> held) & 0xff;
          length += 1;
          bits &= (1 << held) - 1;
        }
      } else if (value === PADDING) {
        if (held === 6) this.lost = true;
        bits = held = 0;
      } else if (value === NOT_BASE64) this.illegal += 1;
    }
    this.bits = bits;
    this.held = held;
    return out.subarray(0, length);
  }

  end(): Buffer {
    if (this.held === 6) this.lost = true;
    return Buffer.alloc(0);
  }
}

class IdentityDecoder implements TransferDecoder {
  readonly flaw = undefined;

  push(chunk: Buffer): Buffer {
    return chunk;
  }

  end(): Buffer {
    return Buffer.alloc(0);
  }
}

export const makeTransferDecoder = (encoding: TransferEncoding): TransferDecoder => {
  switch (encoding) {
    case 'identity':
      return new IdentityDecoder();
    case 'base64':
      return new Base64Decoder();
    case 'quoted-printable':
      return new QuotedPrintableDecoder();
    case 'uuencode':
      return new UuDecoder();
  }
};
