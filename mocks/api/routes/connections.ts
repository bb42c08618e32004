import { z } from 'zod';
import type { ConnectionChoice } from '../../store/message-record.ts';
import type { Store } from '../../store/store.ts';
import { json, type Operation, operation } from '../operation.ts';
import { connectionPath, flag, newestFirst, pageSize, position, stretch } from '../parameters.ts';
import { problemOf } from '../problem-kinds.ts';
import { connectionDetails, connectionList, timeline } from '../schema/connection.ts';
import { timelineOf } from '../timeline.ts';

const listQuery = z.strictObject({ ...newestFirst, ...stretch, open: flag.optional().describe('only open ones, or only closed ones') });
const detailsQuery = z.strictObject({ after: position.default(0).describe('place in the evidence'), limit: pageSize(1_000, 5_000) });
const timelineQuery = z.strictObject({ ...stretch, before: newestFirst.before, limit: pageSize(100, 300) });

type Chosen = Partial<z.output<typeof listQuery>>;

const choiceOf = ({ open, before, fromMs, untilMs }: Chosen): ConnectionChoice => ({
  ...(open === undefined ? {} : { open }),
  ...(before === undefined ? {} : { before }),
  ...(fromMs === undefined ? {} : { fromMs }),
  ...(untilMs === undefined ? {} : { untilMs }),
});

/** Connections to the intake, newest first, the transcript of one, and lanes of many. */
export const connectionOperations = (store: Store): Operation[] => [
  operation({
    id: 'listConnections',
    method: 'get',
    path: '/api/v1/connections',
    section: 'Connections',
    summary: 'The connections to the intake, newest first',
    query: listQuery,
    answer: json('a page of connections', connectionList),
    handle: async ({ query }) => {
      const { rows, next } = await store.connections.list(choiceOf(query), query.limit);
      return { connections: rows, next };
    },
  }),
  operation({
    id: 'getConnection',
    method: 'get',
    path: '/api/v1/connections/{connection}',
    section: 'Connections',
    summary: 'One connection with its transcript',
    pathParameters: connectionPath,
    query: detailsQuery,
    answer: json('the connection and what was seen on it', connectionDetails),
    problems: [404],
    handle: async ({ path: { connection }, query: { after, limit } }) => {
      const found = await store.connections.get(connection);
      if (found === undefined)
        throw problemOf('connection-missing', `no connection ${connection} in the evidence; GET /api/v1/connections lists them`);
      const entries = await store.connections.transcript(connection, after, limit + 1);
      const transcript = entries.slice(0, limit);
      return { ...found, transcript, transcriptNext: entries.length > limit ? (transcript.at(-1)?.seq ?? null) : null };
    },
  }),
  operation({
    id: 'getTimeline',
    method: 'get',
    path: '/api/v1/connections/timeline',
    section: 'Connections',
    summary: 'Connections as lanes in time: stages, faults, messages, how many were open at once',
    query: timelineQuery,
    answer: json('lanes, and how many were open', timeline),
    handle: async ({ query }) => {
      const { rows, next } = await store.connections.list(choiceOf(query), query.limit);
      return { ...(await timelineOf(store, rows)), next };
    },
  }),
];
