import { Router } from 'express';
import { z } from 'zod';
import type { EvidenceLog } from '../../../src/evidence/evidence-log.ts';
import { methodNotAllowed, parseParameters } from '../../../src/web/problem.ts';
import { pageSize, position } from '../parameters.ts';

const listQuery = z.strictObject({ after: position.default(0), limit: pageSize(200, 1_000) });

/** The evidence log, oldest first, a page at a time: ask again with `after` set to `next`. */
export const evidenceRouter = (evidence: EvidenceLog): Router => {
  const router = Router();
  router
    .route('/evidence')
    .get((request, response) => {
      const { after, limit } = parseParameters(listQuery, request.query);
      const entries = evidence.after(after, limit);
      response.json({ evidence: entries, next: entries.at(-1)?.seq ?? after, dropped: evidence.dropped });
    })
    .all(methodNotAllowed('GET'));
  return router;
};
