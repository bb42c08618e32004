import { Router } from 'express';
import { z } from 'zod';
import type { EvidenceLog } from '../../../src/evidence/evidence-log.ts';
import { methodNotAllowed, Problem, parseParameters } from '../../../src/web/problem.ts';
import { newestConnections, transcriptOf } from '../connection-list.ts';
import { connectionPath, flag, newestFirst, page } from '../parameters.ts';

const listQuery = z.strictObject({ ...newestFirst, open: flag.optional() });
const noQuery = z.strictObject({});

/** Connections to the intake, newest first, and the transcript of one. */
export const connectionsRouter = (evidence: EvidenceLog): Router => {
  const router = Router();
  router
    .route('/connections')
    .get((request, response) => {
      const { before = Number.POSITIVE_INFINITY, limit, open } = parseParameters(listQuery, request.query);
      const wanted = newestConnections(evidence.all, { before, open, limit: limit + 1 });
      const { page: connections, next } = page(wanted, limit, ({ connection }) => connection);
      response.json({ connections, next });
    })
    .all(methodNotAllowed('GET'));
  router
    .route('/connections/:connection')
    .get((request, response) => {
      parseParameters(noQuery, request.query);
      const { connection } = parseParameters(connectionPath, request.params);
      const transcript = transcriptOf(evidence.all, connection);
      const [summary] = newestConnections(transcript, { before: Number.POSITIVE_INFINITY, open: undefined, limit: 1 });
      if (summary === undefined) throw new Problem(404, `no connection ${connection} in the evidence; GET /api/v1/connections lists them`);
      response.json({ ...summary, transcript });
    })
    .all(methodNotAllowed('GET'));
  return router;
};
