import type { Response } from 'express';
import { z } from 'zod';
import type { Clock } from '../../../src/clock.ts';
import type { EvidenceLog } from '../../../src/evidence/evidence-log.ts';
import type { Problem } from '../../../src/web/problem.ts';
import type { MessageChoice, MessageDetails, MessagePage } from '../../store/message-record.ts';
import type { Store } from '../../store/store.ts';
import { asked } from '../asked.ts';
import { done, json, media, type Operation, operation } from '../operation.ts';
import { copyPath, ordinal, pageSize, position, waitMs } from '../parameters.ts';
import { problemOf } from '../problem-kinds.ts';
import { deletion, messageCount, messageCounts, messageDetails, messageList, tagList } from '../schema/message.ts';
import { sendPieces } from '../send-pieces.ts';

export interface MessageParts {
  readonly clock: Clock;
  readonly evidence: EvidenceLog;
  readonly store: Store;
}

export const choiceQuery = {
  q: z.string().optional().describe('the search language: see docs/api.md'),
  account: z.string().min(1).optional(),
  before: ordinal.optional().describe('only ids below'),
  after: position.optional().describe('only ids above'),
};

const listQuery = z.strictObject({
  ...choiceQuery,
  limit: pageSize(50, 500),
  wait: waitMs.optional().describe('how long to wait for a first message that matches: 500ms, 30s, 2m'),
});
const countQuery = z.strictObject(choiceQuery);

type Chosen = z.output<typeof countQuery>;

/** What was left out of an address is left out of the choice. */
export const choiceOf = ({ q, account, before, after }: Chosen): MessageChoice => ({
  ...(q === undefined ? {} : { q }),
  ...(account === undefined ? {} : { account }),
  ...(before === undefined ? {} : { before }),
  ...(after === undefined ? {} : { after }),
});

/** Resolves when a message may match that did not before, when the time is over, or when the client has gone. */
const nextArrival = (store: Store, response: Response, expired: Promise<void>): Promise<void> =>
  new Promise((resolve) => {
    const finish = (): void => {
      leave();
      response.off('close', finish);
      resolve();
    };
    const leave = store.changes.subscribe(({ type }) => {
      if (type === 'messageStored' || type === 'messageRefused' || type === 'messageChanged') finish();
    });
    response.once('close', finish);
    void expired.then(finish);
  });

/** The first page that holds something, or the empty one when the time is over. */
const waitForMatch = async ({ clock, store }: MessageParts, list: () => Promise<MessagePage>, wait: number, response: Response) => {
  const expiry = Promise.withResolvers<void>();
  let over = false;
  const timer = clock.setTimer(wait, () => {
    over = true;
    expiry.resolve();
  });
  try {
    for (;;) {
      const arrival = nextArrival(store, response, expiry.promise);
      const found = await list();
      if (found.messages.length > 0 || over || response.destroyed) return found;
      await arrival;
    }
  } finally {
    timer.cancel();
    expiry.resolve();
  }
};

const notKept = (copy: number): Problem =>
  problemOf('message-missing', `no copy ${copy} is stored; GET /api/v1/messages lists those that are`);

/** One copy, or the answer that there is none. */
export const findMessage = async (store: Store, copy: number): Promise<MessageDetails> => {
  const found = await store.messages.get(copy);
  if (found === undefined) throw notKept(copy);
  return found;
};

/** The copies that reached the intake (DASH-1). */
export const messageOperations = (parts: MessageParts): Operation[] => {
  const { evidence, store } = parts;
  const { messages } = store;
  return [
    operation({
      id: 'listMessages',
      method: 'get',
      path: '/api/v1/messages',
      section: 'Messages',
      summary: 'The copies that arrived, newest first',
      description: 'With `wait` the answer comes when something matches, or when the time is over.',
      query: listQuery,
      answer: json('a page of copies', messageList),
      handle: ({ query, response }) => {
        const list = () => asked(messages.list(choiceOf(query), query.limit));
        return query.wait === undefined ? list() : waitForMatch(parts, list, query.wait, response);
      },
    }),
    operation({
      id: 'countMessages',
      method: 'get',
      path: '/api/v1/messages/count',
      section: 'Messages',
      summary: 'How many copies a search finds',
      query: countQuery,
      answer: json('the number', messageCount),
      handle: async ({ query }) => ({ count: await asked(messages.count(choiceOf(query))) }),
    }),
    operation({
      id: 'getMessageCounts',
      method: 'get',
      path: '/api/v1/messages/counts',
      section: 'Messages',
      summary: 'How many copies each account has, and how many are unread',
      answer: json('a row for each account', messageCounts),
      handle: async () => ({ counts: await messages.counts() }),
    }),
    operation({
      id: 'listTags',
      method: 'get',
      path: '/api/v1/messages/tags',
      section: 'Messages',
      summary: 'The tags that messages have',
      answer: json('a row for each tag', tagList),
      handle: async () => ({ tags: await messages.tags() }),
    }),
    operation({
      id: 'deleteMessages',
      method: 'delete',
      path: '/api/v1/messages',
      section: 'Messages',
      summary: 'Forgets the copies that a search finds, or all of them; the evidence stays',
      query: countQuery,
      answer: json('how many there were', deletion),
      handle: async ({ query }) => {
        const deleted = await asked(messages.delete({ matching: choiceOf(query) }));
        evidence.record({ type: 'standChanged', what: `stored copies deleted: ${deleted}` });
        return { deleted };
      },
    }),
    operation({
      id: 'getMessage',
      method: 'get',
      path: '/api/v1/messages/{copy}',
      section: 'Messages',
      summary: 'One copy: envelope, size, digests, fate, what it is about',
      pathParameters: copyPath,
      answer: json('the copy, without its bytes', messageDetails),
      problems: [404],
      handle: ({ path: { copy } }) => findMessage(store, copy),
    }),
    operation({
      id: 'deleteMessage',
      method: 'delete',
      path: '/api/v1/messages/{copy}',
      section: 'Messages',
      summary: 'Forgets one copy; the evidence stays',
      pathParameters: copyPath,
      answer: done('it is gone'),
      problems: [404],
      handle: async ({ path: { copy } }) => {
        if ((await messages.delete({ ids: [copy] })) === 0) throw notKept(copy);
        evidence.record({ type: 'standChanged', what: `stored copy ${copy} deleted` });
      },
    }),
    operation({
      id: 'getRawMessage',
      method: 'get',
      path: '/api/v1/messages/{copy}/raw',
      section: 'Messages',
      summary: 'The copy byte for byte as it came',
      pathParameters: copyPath,
      answer: media('for saving, never for showing in a page', 'message/rfc822'),
      problems: [404],
      handle: async ({ path: { copy }, response }) => {
        const { kept, size } = await findMessage(store, copy);
        if (!kept) throw problemOf('message-not-kept', `the bytes of copy ${copy} were not kept: it was refused or dropped`);
        // A copy holds whatever a stranger sent: it is for saving, never for showing in a page of this origin.
        response.set({
          'Content-Type': 'message/rfc822',
          'Content-Disposition': `attachment; filename="copy-${copy}.eml"`,
          'Content-Length': String(size),
        });
        await sendPieces(response, messages.rawChunks(copy));
      },
    }),
  ];
};
