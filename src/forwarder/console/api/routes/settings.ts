import { Router } from 'express';
import { methodNotAllowed, parseBody, parseParameters } from '../../../../web/problem.ts';
import type { GatewayAdmin } from '../../../admin/gateway-admin.ts';
import { refusing } from '../refusals.ts';
import { abandonBody, commitBody, connectorBody, noQuery } from '../schemas.ts';

const CONNECTOR_HINT = 'send {"enabled": true, "defaultIntakeAddress": "copies@intake.example", "revision": 1}; null: no address';

/** Security Services > Threat Defense Connector Settings, and what is pending: commit or abandon (POLICY-9). */
export const settingsRouter = (admin: GatewayAdmin): Router => {
  const router = Router();
  router
    .route('/settings')
    .get((request, response) => {
      parseParameters(noQuery, request.query);
      response.json(admin.view());
    })
    .all(methodNotAllowed('GET'));
  router
    .route('/settings/connector')
    .put((request, response) => {
      const { revision, ...connector } = parseBody(connectorBody, request.body, CONNECTOR_HINT);
      response.json(refusing(() => admin.setConnector(connector, revision)));
    })
    .all(methodNotAllowed('PUT'));
  router
    .route('/commit')
    .post((request, response) => {
      const { revision, comment } = parseBody(commitBody, request.body, 'send {"revision": 1}, and "comment" if you like');
      response.json(refusing(() => admin.commit(revision, comment)));
    })
    .all(methodNotAllowed('POST'));
  router
    .route('/abandon')
    .post((request, response) => {
      const { revision } = parseBody(abandonBody, request.body, 'send {"revision": 1}');
      response.json(refusing(() => admin.abandon(revision)));
    })
    .all(methodNotAllowed('POST'));
  return router;
};
