import { Router } from 'express';
import { methodNotAllowed, Problem, parseParameters } from '../../../../web/problem.ts';
import type { ConsoleParts } from '../../console-parts.ts';
import { midPath, noQuery, type TrackingAnswer, trackingOf, trackingQuery } from '../schemas.ts';

/** Monitor > Message Tracking (TRACK-3). */
export const trackingRouter = ({ forwarder }: ConsoleParts): Router => {
  const router = Router();
  router
    .route('/tracking')
    .get((request, response) => {
      const answer: TrackingAnswer = forwarder.track(trackingOf(parseParameters(trackingQuery, request.query)));
      response.json(answer);
    })
    .all(methodNotAllowed('GET'));
  router
    .route('/tracking/:mid')
    .get((request, response) => {
      parseParameters(noQuery, request.query);
      const { mid } = parseParameters(midPath, request.params);
      const tracked = forwarder.tracked(mid);
      if (tracked === undefined) {
        throw new Problem(
          404,
          `message ${mid} is not known: it was never accepted, or is older than what is kept since the gateway started`,
        );
      }
      response.json(tracked);
    })
    .all(methodNotAllowed('GET'));
  return router;
};
