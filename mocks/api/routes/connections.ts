import { z } from 'zod';
import type { EvidenceLog } from '../../../src/evidence/evidence-log.ts';
import { Problem } from '../../../src/web/problem.ts';
import { newestConnections, transcriptOf } from '../connection-list.ts';
import { json, type Operation, operation } from '../operation.ts';
import { connectionPath, flag, newestFirst, page } from '../parameters.ts';
import { connectionDetails, connectionList } from '../schema/connection.ts';

const listQuery = z.strictObject({ ...newestFirst, open: flag.optional().describe('only open ones, or only closed ones') });

/** Connections to the intake, newest first, and the transcript of one. */
export const connectionOperations = (evidence: EvidenceLog): Operation[] => [
  operation({
    id: 'listConnections',
    method: 'get',
    path: '/api/v1/connections',
    section: 'Connections',
    summary: 'The connections to the intake, newest first',
    query: listQuery,
    answer: json('a page of connections', connectionList),
    handle: ({ query: { before = Number.POSITIVE_INFINITY, limit, open } }) => {
      const wanted = newestConnections(evidence.all, { before, open, limit: limit + 1 });
      const { page: connections, next } = page(wanted, limit, ({ connection }) => connection);
      return { connections, next };
    },
  }),
  operation({
    id: 'getConnection',
    method: 'get',
    path: '/api/v1/connections/{connection}',
    section: 'Connections',
    summary: 'One connection with its transcript',
    pathParameters: connectionPath,
    answer: json('the connection and everything seen on it', connectionDetails),
    problems: [404],
    handle: ({ path: { connection } }) => {
      const transcript = transcriptOf(evidence.all, connection);
      const [summary] = newestConnections(transcript, { before: Number.POSITIVE_INFINITY, open: undefined, limit: 1 });
      if (summary === undefined) throw new Problem(404, `no connection ${connection} in the evidence; GET /api/v1/connections lists them`);
      return { ...summary, transcript };
    },
  }),
];
