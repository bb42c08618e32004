import { z } from 'zod';
import type { Store } from '../../store/store.ts';
import { json, type Operation, operation } from '../operation.ts';
import { pageSize, position } from '../parameters.ts';
import { evidenceList } from '../schema/evidence.ts';

const listQuery = z.strictObject({ after: position.default(0).describe('the place after which to begin'), limit: pageSize(200, 1_000) });

/** The evidence, oldest first, a page at a time. */
export const evidenceOperations = (store: Store): Operation[] => [
  operation({
    id: 'listEvidence',
    method: 'get',
    path: '/api/v1/evidence',
    section: 'Live',
    summary: 'Everything that was seen, oldest first; ask again with `after` set to `next`',
    query: listQuery,
    answer: json('a page of the log', evidenceList),
    handle: async ({ query: { after, limit } }) => {
      const [evidence, { pruned }] = await Promise.all([store.evidence.after(after, limit), store.status()]);
      return { evidence, next: evidence.at(-1)?.seq ?? after, dropped: pruned.evidence };
    },
  }),
];
