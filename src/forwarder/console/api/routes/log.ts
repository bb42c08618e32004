import { Router } from 'express';
import type { EventStreams } from '../../../../web/event-stream.ts';
import { followLog } from '../../../../web/event-stream.ts';
import { methodNotAllowed, parseParameters } from '../../../../web/problem.ts';
import type { ConsoleParts } from '../../console-parts.ts';
import { type LogAnswer, logQuery, logStreamQuery, streamHeaders } from '../schemas.ts';

/** Monitor > Mail Log: the lines that are kept in memory, and those to come. */
export const logRouter = ({ forwarder: { recentLog } }: ConsoleParts, streams: EventStreams): Router => {
  const router = Router();
  router
    .route('/log')
    .get((request, response) => {
      const { after, limit, match } = parseParameters(logQuery, request.query);
      const lines = after === undefined ? recentLog.latest(limit, match) : recentLog.after(after, limit, match);
      const isCut = after !== undefined && lines.length === limit;
      const answer: LogAnswer = { lines, next: isCut ? (lines.at(-1)?.seq ?? after) : recentLog.last };
      response.json(answer);
    })
    .all(methodNotAllowed('GET'));
  router
    .route('/log/stream')
    .get((request, response) => {
      const { after } = parseParameters(logStreamQuery, request.query);
      const { 'last-event-id': seen } = parseParameters(streamHeaders, request.headers);
      streams.begin(
        response,
        followLog(recentLog, seen ?? after ?? recentLog.last, () => 'line'),
      );
    })
    .all(methodNotAllowed('GET'));
  return router;
};
