import type { RequestHandler } from 'express';
import type { z } from 'zod';
import type { Clock } from '../../../src/clock.ts';
import { answerErrors, Problem, type ProblemStatus } from '../../../src/web/problem.ts';
import { gatewayHeader } from '../../account-setup.ts';
import type { AccountBook } from '../../accounts.ts';
import type { CopyReader } from '../../dashboard/message-view/copy-reader.ts';
import type { MessageSummary } from '../../store/message-record.ts';
import type { Store } from '../../store/store.ts';
import { type MessageApiAccess, TOKEN_LIFE_S } from '../message-api/credentials.ts';
import { searchMessages } from '../message-api/search.ts';
import { setdMessageOf } from '../message-api/shape.ts';
import { urlsIn } from '../message-api/urls.ts';
import { json, type Operation, operation } from '../operation.ts';
import { accessToken, setdFailure, setdMessagePage, setdSearch } from '../schema/message-api.ts';

export interface MessageApiParts {
  readonly clock: Clock;
  readonly store: Store;
  readonly accounts: AccountBook;
  readonly messageApi: MessageApiAccess;
  readonly copies: Pick<CopyReader, 'whole'>;
}

const DAY_MS = 86_400_000;
/** What the real service searches at a time, and how far back. */
const LONGEST_STRETCH_DAYS = 32;
const FARTHEST_BACK_DAYS = 90;

const FAILURES = { statuses: [400, 401, 403, 413, 415] as const satisfies ProblemStatus[], schema: setdFailure };

/** ASSUMPTION: the gateway in front of the real service answers for the key, with 403; the service for the rest, with 401. */
const apiKeyGuard =
  (access: MessageApiAccess): RequestHandler =>
  (request, _response, next) => {
    if (!access.knowsApiKey(request.get('x-api-key'))) throw new Problem(403, 'Forbidden');
    next();
  };

const unlessKnown =
  (knows: (authorization: string | undefined) => boolean): RequestHandler =>
  (request, _response, next) => {
    if (!knows(request.get('authorization'))) throw new Problem(401, 'Unauthorized');
    next();
  };

const checkStretch = ({ timestamp: [from, to] }: z.output<typeof setdSearch>, clock: Clock): void => {
  const [fromMs, toMs] = [Date.parse(from), Date.parse(to)];
  if (fromMs >= toMs) throw new Problem(400, 'timestamp: the first time has to be earlier than the second');
  if (toMs - fromMs > LONGEST_STRETCH_DAYS * DAY_MS)
    throw new Problem(400, `timestamp: at most ${LONGEST_STRETCH_DAYS} days are searched at a time`);
  if (fromMs < clock.now() - FARTHEST_BACK_DAYS * DAY_MS)
    throw new Problem(400, `timestamp: nothing is kept for more than ${FARTHEST_BACK_DAYS} days`);
};

const shapeOf = async ({ store, accounts, copies }: MessageApiParts, { id, account }: MessageSummary) => {
  const message = await store.messages.get(id);
  // It may have been deleted while the page was put together.
  if (message === undefined) return [];
  const connection = await store.connections.get(message.connection);
  const urls = await copies.whole(id, (raw) => (raw === undefined ? [] : urlsIn(raw)));
  const headerName = gatewayHeader(accounts.find(account ?? '')?.answers ?? []);
  return [setdMessageOf(message, { headerName, connection, urls })];
};

const pageOf = async (parts: MessageApiParts, search: z.output<typeof setdSearch>) => {
  const found = await searchMessages(parts.store.messages, search);
  if (found === undefined) throw new Problem(400, 'pageToken: this is not the nextPageToken of a page of the same search');
  const { messages, nextPageToken } = found;
  const shapes = await Promise.all(messages.map((message) => shapeOf(parts, message)));
  return { data: { messages: shapes.flat() }, ...(nextPageToken === undefined ? {} : { nextPageToken }) };
};

/** SETD's own message API, as far as its shape is public. It covers every account of the mock. */
export const messageApiOperations = (parts: MessageApiParts): Operation[] => {
  const { messageApi: access, clock } = parts;
  return [
    operation({
      id: 'getSetdToken',
      method: 'post',
      path: '/v1/oauth/token',
      section: "SETD's message API",
      summary: 'Exchanges client id and secret for an access token',
      audience: 'client',
      answer: json('a token for an hour', accessToken),
      failures: FAILURES,
      guards: [apiKeyGuard(access), unlessKnown((authorization) => access.knowsClient(authorization))],
      handle: () => ({ accessToken: access.issue(), tokenType: 'Bearer' as const, expiresIn: TOKEN_LIFE_S }),
    }),
    operation({
      id: 'searchSetdMessages',
      method: 'post',
      path: '/v1/messages/search',
      section: "SETD's message API",
      summary: 'The messages of a stretch of time, newest first',
      description: 'The mock convicts nobody: a message has the verdict that its tag says, such as verdict:phishing, else noVerdict.',
      audience: 'message API',
      body: { schema: setdSearch, hint: 'send {"timestamp": ["…", "…"]}' },
      answer: json('a page of messages', setdMessagePage),
      failures: FAILURES,
      guards: [apiKeyGuard(access), unlessKnown((authorization) => access.knowsToken(authorization))],
      handle: ({ body }) => {
        checkStretch(body, clock);
        return pageOf(parts, body);
      },
    }),
  ];
};

/** ASSUMPTION: an error of the real service is a JSON object with a `message`; what cannot be understood is 400. */
export const messageApiFailures = answerErrors((response, { status, message }) => {
  response.status(status === 422 ? 400 : status).json({ message });
});
