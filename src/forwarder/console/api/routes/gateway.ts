import { Router } from 'express';
import { methodNotAllowed, parseParameters } from '../../../../web/problem.ts';
import type { ConsoleParts } from '../../console-parts.ts';
import { type GatewayAnswer, noQuery } from '../schemas.ts';

/** What this gateway is. */
export const gatewayRouter = ({ forwarder, version }: ConsoleParts): Router => {
  const router = Router();
  router
    .route('/gateway')
    .get((request, response) => {
      parseParameters(noQuery, request.query);
      const { hostname, cloud, listeners, startedAtMs, spool, admin } = forwarder;
      const answer: GatewayAnswer = {
        ...{ hostname, version, cloud, listeners, startedAtMs, spool },
        nowMs: forwarder.now(),
        configFile: admin.file ?? null,
      };
      response.json(answer);
    })
    .all(methodNotAllowed('GET'));
  return router;
};
