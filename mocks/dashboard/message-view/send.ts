import type { Response } from 'express';
import { Problem } from '../../../src/web/problem.ts';
import { sendPieces } from '../../api/send-pieces.ts';
import { type CopyReader, insidePieces, partPieces } from './copy-reader.ts';
import { attachmentDisposition } from './file-name.ts';
import { VIEW_LIMITS } from './limits.ts';
import type { MimePart } from './mime-part.ts';
import type { OpenedCopy } from './open-copy.ts';
import { openMessage } from './opened-message.ts';
import type { DecodablePart } from './part-bytes.ts';
import { namesOf } from './part-view.ts';
import { PREVIEW_POLICY, previewMessage } from './preview.ts';

// Answers that hold what a stranger wrote. None of them may act on behalf of this server: each is a sandbox of its own, and only
// the preview is anything else than bytes or plain text.

const SANDBOX = "default-src 'none'; frame-ancestors 'none'; sandbox";

const partOf = (parts: readonly MimePart[], index: number): MimePart => {
  const part = parts[index];
  if (part === undefined) throw new Problem(404, `the message has no part ${index}; its parts are numbered from 0 to ${parts.length - 1}`);
  return part;
};

/** The document for the frame of a message's page, which may be opened by itself as well. */
export const sendPreview = async (response: Response, inner: Buffer): Promise<void> => {
  const html = await previewMessage(inner);
  if (html === undefined) throw new Problem(404, 'the message has no HTML; its text is in the view');
  response
    .set({
      'Content-Security-Policy': PREVIEW_POLICY,
      'X-Frame-Options': 'SAMEORIGIN',
      'X-DNS-Prefetch-Control': 'off',
    })
    .type('html')
    .send(html);
};

/** What a download needs to know, with the copy let go. */
export interface Download {
  /** Where the message stands in the copy. */
  readonly place: DecodablePart;
  /** The part; undefined for the message itself. */
  readonly part?: DecodablePart;
  readonly type: 'application/octet-stream' | 'message/rfc822';
  readonly name: string;
  /** Bytes, where they are known beforehand. */
  readonly size?: number;
}

/** One part decoded, under a harmless name. */
export const partDownload = ({ inner, place }: OpenedCopy, index: number): Download => {
  const message = openMessage(inner, VIEW_LIMITS);
  const part = partOf(message.parts, index);
  const { bodyStart, end, encoding } = part;
  const { download: name } = namesOf(message, part);
  return { place, part: { bodyStart, end, encoding }, type: 'application/octet-stream', name };
};

/** The message inside a copy, byte for byte. */
export const messageDownload = ({ inner, place }: OpenedCopy, name: string): Download => ({
  place,
  type: 'message/rfc822',
  name,
  size: inner.length,
});

/** Sends a download piece by piece, as fast as it is taken: nothing of it is held. */
export const sendDownload = async (
  response: Response,
  reader: CopyReader,
  copy: number,
  { place, part, type, name, size }: Download,
): Promise<void> => {
  response.set({
    'Content-Type': type,
    'Content-Disposition': attachmentDisposition(name),
    'Content-Security-Policy': SANDBOX,
    ...(size === undefined ? {} : { 'Content-Length': String(size) }),
  });
  await sendPieces(response, part === undefined ? insidePieces(reader, copy, place) : partPieces(reader, copy, place, part));
};

const LF = 0x0a;

/** Whole lines where there are any; else no character of UTF-8 is cut. */
const endOfPage = (bytes: Buffer, from: number, most: number): number => {
  const limit = Math.min(from + most, bytes.length);
  if (limit === bytes.length) return limit;
  const lineEnd = bytes.lastIndexOf(LF, limit - 1);
  if (lineEnd >= from) return lineEnd + 1;
  let end = limit;
  while (end > from + 1 && end > limit - 3 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return end;
};

export interface SourcePage {
  /** Offset of the first byte. */
  readonly from: number;
  /** Most bytes. */
  readonly bytes: number;
}

/** A page of bytes as plain text. `Source-Size` tells how many bytes there are, `Source-Next` where the next page begins. */
export const sendSource = (response: Response, bytes: Buffer, { from, bytes: most }: SourcePage): void => {
  if (from > bytes.length) throw new Problem(400, `from: there are ${bytes.length} bytes`);
  const end = endOfPage(bytes, from, most);
  response.set({
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Security-Policy': SANDBOX,
    'Source-Size': String(bytes.length),
    ...(end < bytes.length ? { 'Source-Next': String(end) } : {}),
  });
  // A copy of its own: the page must not hold all the rest while it is sent.
  response.send(Buffer.from(bytes.subarray(from, end)));
};

/** The same for one part of a message, its header included, as it stands in the message. */
export const sendPartSource = (response: Response, inner: Buffer, index: number, page: SourcePage): void => {
  const { start, end } = partOf(openMessage(inner, VIEW_LIMITS).parts, index);
  sendSource(response, inner.subarray(start, end), page);
};
