import { z } from 'zod';
import type { EvidenceLog } from '../../../src/evidence/evidence-log.ts';
import { json, type Operation, operation } from '../operation.ts';
import { pageSize, position } from '../parameters.ts';
import { evidenceList } from '../schema/evidence.ts';

const listQuery = z.strictObject({ after: position.default(0).describe('the place after which to begin'), limit: pageSize(200, 1_000) });

/** The evidence log, oldest first, a page at a time. */
export const evidenceOperations = (log: EvidenceLog): Operation[] => [
  operation({
    id: 'listEvidence',
    method: 'get',
    path: '/api/v1/evidence',
    section: 'Evidence',
    summary: 'Everything that was seen, oldest first; ask again with `after` set to `next`',
    query: listQuery,
    answer: json('a page of the log', evidenceList),
    handle: ({ query: { after, limit } }) => {
      const entries = log.after(after, limit);
      return { evidence: entries, next: entries.at(-1)?.seq ?? after, dropped: log.dropped };
    },
  }),
];
