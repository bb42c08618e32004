import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import { z } from 'zod';

const failure = z.object({ code: z.string() });

const isGone = (error: unknown): boolean => failure.safeParse(error).data?.code === 'ERR_STREAM_PREMATURE_CLOSE';

/** Sends an answer piece by piece, as fast as it is taken and no faster. A client that goes away ends it. */
export const sendPieces = async (response: Response, pieces: AsyncIterable<Buffer | string>): Promise<void> => {
  try {
    await pipeline(Readable.from(pieces, { objectMode: false }), response);
  } catch (error) {
    if (!isGone(error)) throw error;
  }
};
