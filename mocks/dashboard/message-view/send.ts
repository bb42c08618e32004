import type { Response } from 'express';
import { Problem } from '../../../src/web/problem.ts';
import { sendPieces } from '../../api/send-pieces.ts';
import { attachmentDisposition } from './file-name.ts';
import { VIEW_LIMITS } from './limits.ts';
import type { MimePart } from './mime-part.ts';
import { openMessage } from './opened-message.ts';
import { decodedPieces } from './part-bytes.ts';
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

/** One part decoded, as a download under a harmless name. It is streamed: nothing of it is held. */
export const sendPart = async (response: Response, inner: Buffer, index: number): Promise<void> => {
  const message = openMessage(inner, VIEW_LIMITS);
  const part = partOf(message.parts, index);
  response.set({
    'Content-Type': 'application/octet-stream',
    'Content-Disposition': attachmentDisposition(namesOf(message, part).download),
    'Content-Security-Policy': SANDBOX,
  });
  await sendPieces(response, decodedPieces(inner, part));
};

/** The message inside a copy, byte for byte, as a download. */
export const sendMessage = (response: Response, inner: Buffer, name: string): void => {
  response
    .set({ 'Content-Type': 'message/rfc822', 'Content-Disposition': attachmentDisposition(name), 'Content-Security-Policy': SANDBOX })
    .send(inner);
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
  response.send(bytes.subarray(from, end));
};

/** The same for one part of a message, its header included, as it stands in the message. */
export const sendPartSource = (response: Response, inner: Buffer, index: number, page: SourcePage): void => {
  const { start, end } = partOf(openMessage(inner, VIEW_LIMITS).parts, index);
  sendSource(response, inner.subarray(start, end), page);
};
