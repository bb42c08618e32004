import { setImmediate } from 'node:timers/promises';
import type { MimePart } from './mime-part.ts';
import { makeTransferDecoder, type TransferDecoder } from './transfer-decoder.ts';

// Bodies are decoded when somebody wants them, in pieces: a part of 100 MB is never held decoded.

/** So much is decoded at a time; then the event loop gets a turn. */
const PIECE_BYTES = 256 * 1024;

export type DecodablePart = Pick<MimePart, 'bodyStart' | 'end' | 'encoding'>;

function* decodedBy(decoder: TransferDecoder, raw: Buffer, { bodyStart, end }: DecodablePart): Generator<Buffer> {
  for (let at = bodyStart; at < end; at += PIECE_BYTES) {
    const piece = decoder.push(raw.subarray(at, Math.min(at + PIECE_BYTES, end)));
    if (piece.length > 0) yield piece;
  }
  const last = decoder.end();
  if (last.length > 0) yield last;
}

export interface DecodedBytes {
  readonly bytes: Buffer;
  /** There is more than was asked for. */
  readonly cut: boolean;
  readonly flaw: TransferDecoder['flaw'];
}

/** The first `most` bytes of a body, decoded. */
export const decodeStart = (raw: Buffer, part: DecodablePart, most: number): DecodedBytes => {
  const decoder = makeTransferDecoder(part.encoding);
  const pieces: Buffer[] = [];
  let size = 0;
  for (const piece of decodedBy(decoder, raw, part)) {
    pieces.push(piece);
    size += piece.length;
    if (size > most) return { bytes: Buffer.concat(pieces).subarray(0, most), cut: true, flaw: undefined };
  }
  return { bytes: Buffer.concat(pieces), cut: false, flaw: decoder.flaw };
};

/** How many bytes a body has when decoded, and what is wrong with its encoding. */
export const measure = async (raw: Buffer, part: DecodablePart): Promise<{ size: number; flaw: TransferDecoder['flaw'] }> => {
  if (part.encoding === 'identity') return { size: part.end - part.bodyStart, flaw: undefined };
  const decoder = makeTransferDecoder(part.encoding);
  let size = 0;
  let unbroken = 0;
  for (const piece of decodedBy(decoder, raw, part)) {
    size += piece.length;
    unbroken += piece.length;
    if (unbroken < 8 * PIECE_BYTES) continue;
    unbroken = 0;
    await setImmediate();
  }
  return { size, flaw: decoder.flaw };
};
