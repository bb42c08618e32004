import { z } from 'zod';
import { type CopyReader, insidePieces } from '../../dashboard/message-view/copy-reader.ts';
import { openCopy } from '../../dashboard/message-view/open-copy.ts';
import type { MessageChoice, MessageSummary } from '../../store/message-record.ts';
import type { MessageShelf, Store } from '../../store/store.ts';
import { asked } from '../asked.ts';
import { exportMbox, exportNdjson } from '../export/formats.ts';
import { media, type Operation, operation } from '../operation.ts';
import { flag } from '../parameters.ts';
import { sendPieces } from '../send-pieces.ts';
import { choiceOf, choiceQuery } from './messages.ts';

const MOST_IDS = 500;
const PAGE = 100;

const exportQuery = z.strictObject({
  ...choiceQuery,
  format: z.enum(['mbox', 'ndjson']),
  of: z.enum(['copy', 'message']).default('copy').describe('the copies as they came, or the messages inside them'),
  bytes: flag.default(false).describe('ndjson: with the bytes, in base64'),
  ids: z
    .string()
    .regex(/^\d{1,15}(?:,\d{1,15})*$/, 'expected numbers of copies with commas between them')
    .transform((text) => text.split(',').map(Number))
    .pipe(z.array(z.int().min(1)).max(MOST_IDS))
    .optional()
    .describe('these copies instead of a search'),
});

/** The messages of a search, page after page, newest first. */
async function* found(messages: MessageShelf, choice: MessageChoice): AsyncGenerator<MessageSummary> {
  let before = choice.before;
  for (;;) {
    const page = await asked(messages.list({ ...choice, ...(before === undefined ? {} : { before }) }, PAGE));
    yield* page.messages;
    if (page.next === null) return;
    before = page.next;
  }
}

async function* named(messages: MessageShelf, ids: readonly number[]): AsyncGenerator<MessageSummary> {
  for (const id of ids) {
    const message = await messages.get(id);
    if (message !== undefined) yield message;
  }
}

/** The message inside a copy. The whole copy has to be there to find it, not to send it. */
async function* inside(copies: CopyReader, { id }: MessageSummary): AsyncGenerator<Buffer> {
  const place = await copies.whole(id, (raw) => (raw === undefined ? undefined : openCopy(raw).place));
  if (place !== undefined) yield* insidePieces(copies, id, place);
}

const TYPES = { mbox: 'application/mbox', ndjson: 'application/x-ndjson' } as const;

/** Messages in bulk, as streams. */
export const exportOperations = ({ messages }: Store, copies: CopyReader): Operation[] => [
  operation({
    id: 'exportMessages',
    method: 'get',
    path: '/api/v1/messages/export',
    section: 'Messages',
    summary: 'The messages that a search finds as one file, newest first',
    description: 'mbox: the mboxrd form, ends of lines as LF. ndjson: one line a message, as GET /api/v1/messages shows it.',
    query: exportQuery,
    answer: media('a file', TYPES.mbox, TYPES.ndjson),
    handle: async ({ query, response }) => {
      const { format, of, bytes, ids } = query;
      // A search that cannot be understood is told before the file begins.
      if (ids === undefined) await asked(messages.list(choiceOf(query), 1));
      const chosen = ids === undefined ? found(messages, choiceOf(query)) : named(messages, ids);
      const bytesOf = (message: MessageSummary) => (of === 'copy' ? messages.rawChunks(message.id) : inside(copies, message));
      response.set({
        'Content-Type': TYPES[format],
        'Content-Disposition': `attachment; filename="messages.${format}"`,
      });
      await sendPieces(response, format === 'mbox' ? exportMbox(chosen, bytesOf) : exportNdjson(chosen, bytes ? bytesOf : undefined));
    },
  }),
];
