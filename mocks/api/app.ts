import express, { type Express, Router } from 'express';
import type { Access } from '../../src/web/access.ts';
import { LARGEST_BODY, refuseCrossSite, refuseForeignHost, requireJson, securityHeaders } from '../../src/web/guard.ts';
import { inviteBody } from '../../src/web/hesitant.ts';
import { methodNotAllowed, notFound, problemHandler } from '../../src/web/problem.ts';
import { pemFile } from '../certificates/pem-file.ts';
import type { Zone } from '../dns/zone.ts';
import type { FaultEngine } from '../faults/engine.ts';
import { accountsRouter } from './routes/accounts.ts';
import { connectionsRouter } from './routes/connections.ts';
import { dnsRouter } from './routes/dns.ts';
import { eventsRouter } from './routes/events.ts';
import { evidenceRouter } from './routes/evidence.ts';
import { healthRouter } from './routes/health.ts';
import { type MessageParts, messagesRouter } from './routes/messages.ts';
import { rulesRouter } from './routes/rules.ts';

/** The parts of a mock SETD that the API shows and changes. */
export interface ApiParts extends MessageParts {
  readonly faults: FaultEngine;
  readonly zone: Zone;
  /** PEM. */
  readonly caCertificate: string;
}

export interface AppOptions {
  readonly access: Access;
  /** Names besides `localhost` and the address itself that a Host header may give. */
  readonly hostnames: readonly string[];
  readonly ready: () => boolean;
}

const caRouter = (caCertificate: string): Router => {
  const router = Router();
  router
    .route('/ca.pem')
    .get((_request, response) => {
      response.type('application/x-pem-file').send(pemFile(caCertificate));
    })
    .all(methodNotAllowed('GET'));
  return router;
};

/** The API as an Express application: guards first, then the routes, then what answers errors. */
export const makeApp = (parts: ApiParts, { access, hostnames, ready }: AppOptions): Express => {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  app.use(securityHeaders, refuseForeignHost(hostnames), refuseCrossSite, healthRouter(ready));
  app.use(
    '/api/v1',
    access.required,
    requireJson,
    inviteBody,
    // Not strict: what is JSON but no object or list is told so by the schemas.
    express.json({ limit: LARGEST_BODY, inflate: false, strict: false }),
    rulesRouter(parts.faults, parts.evidence),
    messagesRouter(parts),
    connectionsRouter(parts.evidence),
    dnsRouter(parts.evidence, parts.zone),
    accountsRouter(parts.accounts, parts.evidence),
    evidenceRouter(parts.evidence),
    eventsRouter(parts.clock, parts.evidence),
    caRouter(parts.caCertificate),
  );
  app.use(notFound, problemHandler);
  return app;
};
