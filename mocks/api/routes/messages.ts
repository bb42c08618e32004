import type { Response } from 'express';
import { z } from 'zod';
import type { Clock } from '../../../src/clock.ts';
import type { EvidenceLog } from '../../../src/evidence/evidence-log.ts';
import { Problem } from '../../../src/web/problem.ts';
import type { AccountBook } from '../../accounts.ts';
import type { StoredCopy } from '../../intake/copy-store.ts';
import { json, media, type Operation, operation } from '../operation.ts';
import { copyPath, newestFirst, page, position, waitMs } from '../parameters.ts';
import { deletion, message, messageList } from '../schema/message.ts';

/** What the API needs of the store of copies. */
export interface CopyShelf {
  /** Oldest first. */
  list(): readonly StoredCopy[];
  get(copy: number): StoredCopy | undefined;
  /** Forgets every copy; the evidence stays. */
  clear(): void;
}

export interface MessageParts {
  readonly clock: Clock;
  readonly evidence: EvidenceLog;
  readonly store: CopyShelf;
  readonly accounts: AccountBook;
}

const listQuery = z.strictObject({
  ...newestFirst,
  account: z.string().min(1).optional(),
  after: position.optional(),
  wait: waitMs.optional(),
});

type Wanted = z.output<typeof listQuery>;

const metaOf = ({ raw, receivedAtMs, ...meta }: StoredCopy) => ({
  ...meta,
  receivedAt: new Date(receivedAtMs).toISOString(),
  size: raw.length,
});

/** One message may be for several accounts: it belongs to each of them. */
const isFor = (accounts: AccountBook, account: string, copy: StoredCopy): boolean =>
  copy.account === account || copy.rcptTo.some((address) => accounts.ownerOf(address)?.name === account);

const matching = ({ store, accounts }: MessageParts, wanted: Wanted): StoredCopy[] => {
  const { account, before = Number.POSITIVE_INFINITY, after = 0 } = wanted;
  return store
    .list()
    .filter((one) => one.copy < before && one.copy > after && (account === undefined || isFor(accounts, account, one)))
    .reverse();
};

/** Resolves when something matches, when the time is over, or when the client has gone. */
const waitForMatch = (parts: MessageParts, wanted: Wanted, response: Response): Promise<void> => {
  const { clock, evidence } = parts;
  const { wait } = wanted;
  if (wait === undefined || matching(parts, wanted).length > 0) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = clock.setTimer(wait, () => finish());
    const leave = evidence.subscribe(({ type }) => {
      // The store may take the copy just after the evidence; a turn later it has.
      if (type === 'copyReceived') setImmediate(() => matching(parts, wanted).length > 0 && finish());
    });
    const finish = (): void => {
      timer.cancel();
      leave();
      response.off('close', finish);
      resolve();
    };
    response.once('close', finish);
  });
};

/** The copies that reached the intake (DASH-1). */
export const messageOperations = (parts: MessageParts): Operation[] => {
  const { evidence, store } = parts;
  const find = (copy: number): StoredCopy => {
    const found = store.get(copy);
    if (found === undefined) throw new Problem(404, `no copy ${copy} is stored; GET /api/v1/messages lists those that are`);
    return found;
  };
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
      handle: async ({ query: wanted, response }) => {
        await waitForMatch(parts, wanted, response);
        const { page: copies, next } = page(matching(parts, wanted), wanted.limit, ({ copy }) => copy);
        return { messages: copies.map(metaOf), next };
      },
    }),
    operation({
      id: 'deleteMessages',
      method: 'delete',
      path: '/api/v1/messages',
      section: 'Messages',
      summary: 'Forgets all copies; the evidence stays',
      answer: json('how many there were', deletion),
      handle: () => {
        const deleted = store.list().length;
        store.clear();
        evidence.record({ type: 'standChanged', what: `stored copies deleted: ${deleted}` });
        return { deleted };
      },
    }),
    operation({
      id: 'getMessage',
      method: 'get',
      path: '/api/v1/messages/{copy}',
      section: 'Messages',
      summary: 'One copy: envelope, size, digest, fate',
      pathParameters: copyPath,
      answer: json('the copy, without its bytes', message),
      problems: [404],
      handle: ({ path: { copy } }) => metaOf(find(copy)),
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
      handle: ({ path: { copy }, response }) => {
        const { raw } = find(copy);
        // A copy holds whatever a stranger sent: it is for saving, never for showing in a page of this origin.
        response.set({ 'Content-Type': 'message/rfc822', 'Content-Disposition': `attachment; filename="copy-${copy}.eml"` }).send(raw);
      },
    }),
  ];
};
