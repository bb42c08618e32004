import { z } from 'zod';
import { json, media, type Operation, operation } from '../../api/operation.ts';
import { copyPath, pageSize, position } from '../../api/parameters.ts';
import { problemOf } from '../../api/problem-kinds.ts';
import type { CopyReader } from './copy-reader.ts';
import { type OpenedCopy, openCopy } from './open-copy.ts';
import { copyView } from './view-model.ts';

const SECTION = 'Messages';

const partPath = copyPath.extend({ part: position });

const KIB = 1024;
const sourcePage = {
  from: position.default(0).describe('offset of the first byte'),
  bytes: pageSize(64 * KIB, 1024 * KIB).describe('most bytes'),
};
const sourceQuery = z.strictObject({
  ...sourcePage,
  of: z.enum(['copy', 'message']).default('copy').describe('the copy, or the message inside it'),
});

const WHOLE_LINES =
  'Whole lines, where there are any. `Source-Size` tells how many bytes there are, `Source-Next` the offset of the page that follows.';

// Loaded when a message is first looked at: readers of HTML and CSS take longer to load than a mock to start.
const sending = () => import('./send.ts');
const viewing = () => import('./view-copy.ts');

/** One copy taken apart: for its page, for its frame, for saving, as source. */
export const viewOperations = (reader: CopyReader): Operation[] => {
  const withCopy = <Result>(copy: number, work: (raw: Buffer) => Result | Promise<Result>): Promise<Result> =>
    reader.whole(copy, (raw) => {
      if (raw === undefined) throw problemOf('message-missing', `no copy ${copy} is stored; GET /api/v1/messages lists those that are`);
      return work(raw);
    });
  const withMessage = <Result>(copy: number, work: (opened: OpenedCopy) => Result | Promise<Result>): Promise<Result> =>
    withCopy(copy, (raw) => work(openCopy(raw)));
  return [
    operation({
      id: 'viewMessage',
      method: 'get',
      path: '/api/v1/messages/{copy}/view',
      section: SECTION,
      summary: 'One copy taken apart: wrapper, header, parts, text, links, attachments, flaws',
      description: 'All texts are decoded, and free of control characters and of marks that reverse the direction of writing.',
      pathParameters: copyPath,
      answer: json('what a page shows of it', copyView),
      problems: [404],
      handle: ({ path: { copy } }) => withCopy(copy, async (raw) => (await viewing()).viewCopy(raw)),
    }),
    operation({
      id: 'previewMessage',
      method: 'get',
      path: '/api/v1/messages/{copy}/preview',
      section: SECTION,
      summary: 'The HTML of the message inside, made harmless',
      description: 'For a frame with an empty `sandbox`. Nothing in it runs, loads or leads anywhere; the view tells what was blocked.',
      pathParameters: copyPath,
      answer: media('a document of its own', 'text/html'),
      problems: [404],
      handle: ({ path: { copy }, response }) => withMessage(copy, async ({ inner }) => (await sending()).sendPreview(response, inner)),
    }),
    operation({
      id: 'downloadPart',
      method: 'get',
      path: '/api/v1/messages/{copy}/parts/{part}',
      section: SECTION,
      summary: 'One part of the message inside, decoded',
      pathParameters: partPath,
      answer: media('for saving', 'application/octet-stream'),
      problems: [404],
      handle: async ({ path: { copy, part }, response }) => {
        const { partDownload, sendDownload } = await sending();
        await sendDownload(response, reader, copy, await withMessage(copy, (opened) => partDownload(opened, part)));
      },
    }),
    operation({
      id: 'readPartSource',
      method: 'get',
      path: '/api/v1/messages/{copy}/parts/{part}/source',
      section: SECTION,
      summary: 'One part of the message inside as it was sent, page by page',
      description: WHOLE_LINES,
      pathParameters: partPath,
      query: z.strictObject(sourcePage),
      answer: media('bytes as they came', 'text/plain'),
      problems: [404],
      handle: ({ path: { copy, part }, query, response }) =>
        withMessage(copy, async ({ inner }) => (await sending()).sendPartSource(response, inner, part, query)),
    }),
    operation({
      id: 'readSource',
      method: 'get',
      path: '/api/v1/messages/{copy}/source',
      section: SECTION,
      summary: 'The copy, or the message inside it, page by page',
      description: WHOLE_LINES,
      pathParameters: copyPath,
      query: sourceQuery,
      answer: media('bytes as they came', 'text/plain'),
      problems: [404],
      handle: ({ path: { copy }, query: { of, ...page }, response }) =>
        withCopy(copy, async (raw) => (await sending()).sendSource(response, of === 'copy' ? raw : openCopy(raw).inner, page)),
    }),
    operation({
      id: 'downloadMessage',
      method: 'get',
      path: '/api/v1/messages/{copy}/message',
      section: SECTION,
      summary: 'The message inside a copy, byte for byte',
      pathParameters: copyPath,
      answer: media('for saving', 'message/rfc822'),
      problems: [404],
      handle: async ({ path: { copy }, response }) => {
        const { messageDownload, sendDownload } = await sending();
        await sendDownload(response, reader, copy, await withMessage(copy, (opened) => messageDownload(opened, `message-${copy}.eml`)));
      },
    }),
  ];
};
