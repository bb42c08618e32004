import { setImmediate } from 'node:timers/promises';
import type { DecodablePart } from './part-bytes.ts';
import { makeTransferDecoder, type TransferEncoding } from './transfer-decoder.ts';

// How the routes of a message get at its bytes. To find the parts of a message all of it has to be there; to send one of them it has
// not, and a client may take its time over that.

export interface CopyReader {
  /** Hands `work` the whole copy, undefined where its bytes are not kept. It is let go when `work` is done. */
  whole<Result>(copy: number, work: (raw: Buffer | undefined) => Result | Promise<Result>): Promise<Result>;
  /** A stretch of the copy in pieces, none of them large. */
  pieces(copy: number, from: number, to: number): AsyncIterable<Buffer>;
}

async function* decoded(pieces: AsyncIterable<Buffer>, encoding: TransferEncoding): AsyncGenerator<Buffer> {
  const decoder = makeTransferDecoder(encoding);
  for await (const piece of pieces) {
    const bytes = decoder.push(piece);
    if (bytes.length > 0) yield bytes;
    await setImmediate();
  }
  const last = decoder.end();
  if (last.length > 0) yield last;
}

async function* stretchOf(pieces: AsyncIterable<Buffer>, from: number, to: number): AsyncGenerator<Buffer> {
  let passed = 0;
  for await (const piece of pieces) {
    const bytes = piece.subarray(Math.max(from - passed, 0), Math.max(to - passed, 0));
    if (bytes.length > 0) yield bytes;
    passed += piece.length;
    if (passed >= to) return;
  }
}

/** A stretch of the message inside a copy; `place` is where that stands in the copy. */
export const insidePieces = (
  reader: Pick<CopyReader, 'pieces'>,
  copy: number,
  place: DecodablePart,
  from = 0,
  to = Number.POSITIVE_INFINITY,
): AsyncIterable<Buffer> => {
  const { bodyStart, end, encoding } = place;
  if (encoding === 'identity') return reader.pieces(copy, bodyStart + from, Math.min(bodyStart + to, end));
  return stretchOf(decoded(reader.pieces(copy, bodyStart, end), encoding), from, to);
};

/** The body of a part of the message inside a copy, decoded. */
export const partPieces = (
  reader: Pick<CopyReader, 'pieces'>,
  copy: number,
  place: DecodablePart,
  { bodyStart, end, encoding }: DecodablePart,
): AsyncIterable<Buffer> => decoded(insidePieces(reader, copy, place, bodyStart, end), encoding);
