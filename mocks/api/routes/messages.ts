import { type Response, Router } from 'express';
import { z } from 'zod';
import type { Clock } from '../../../src/clock.ts';
import type { EvidenceLog } from '../../../src/evidence/evidence-log.ts';
import { methodNotAllowed, Problem, parseParameters } from '../../../src/web/problem.ts';
import type { AccountBook } from '../../accounts.ts';
import type { StoredCopy } from '../../intake/copy-store.ts';
import { copyPath, newestFirst, page, position, waitMs } from '../parameters.ts';

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

const noQuery = z.strictObject({});
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
export const messagesRouter = (parts: MessageParts): Router => {
  const { evidence, store } = parts;
  const router = Router();
  const find = (parameters: unknown): StoredCopy => {
    const { copy } = parseParameters(copyPath, parameters);
    const found = store.get(copy);
    if (found === undefined) throw new Problem(404, `no copy ${copy} is stored; GET /api/v1/messages lists those that are`);
    return found;
  };
  router
    .route('/messages')
    .get(async (request, response) => {
      const wanted = parseParameters(listQuery, request.query);
      await waitForMatch(parts, wanted, response);
      if (response.destroyed) return;
      const { page: copies, next } = page(matching(parts, wanted), wanted.limit, ({ copy }) => copy);
      response.json({ messages: copies.map(metaOf), next });
    })
    .delete((request, response) => {
      parseParameters(noQuery, request.query);
      const deleted = store.list().length;
      store.clear();
      evidence.record({ type: 'standChanged', what: `stored copies deleted: ${deleted}` });
      response.json({ deleted });
    })
    .all(methodNotAllowed('GET', 'DELETE'));
  router
    .route('/messages/:copy')
    .get((request, response) => {
      response.json(metaOf(find(request.params)));
    })
    .all(methodNotAllowed('GET'));
  router
    .route('/messages/:copy/raw')
    .get((request, response) => {
      const { copy, raw } = find(request.params);
      // A copy holds whatever a stranger sent: it is for saving, never for showing in a page of this origin.
      response.set({ 'Content-Type': 'message/rfc822', 'Content-Disposition': `attachment; filename="copy-${copy}.eml"` }).send(raw);
    })
    .all(methodNotAllowed('GET'));
  return router;
};
