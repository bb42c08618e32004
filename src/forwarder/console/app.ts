import express, { type Express } from 'express';
import type { Access } from '../../web/access.ts';
import { Assets, assetsRouter } from '../../web/assets.ts';
import { EventStreams, everyOnRealTime } from '../../web/event-stream.ts';
import {
  LARGEST_BODY,
  refuseCrossSite,
  refuseCrossSiteButLinks,
  refuseForeignHost,
  requireJson,
  securityHeaders,
} from '../../web/guard.ts';
import { inviteBody } from '../../web/hesitant.ts';
import { pageHandler } from '../../web/page.ts';
import { methodNotAllowed, notFoundIn, problemHandler } from '../../web/problem.ts';
import { cliRouter } from './api/routes/cli.ts';
import { deliveryStatusRouter } from './api/routes/delivery-status.ts';
import { eventsRouter } from './api/routes/events.ts';
import { gatewayRouter } from './api/routes/gateway.ts';
import { logRouter } from './api/routes/log.ts';
import { policiesRouter } from './api/routes/policies.ts';
import { settingsRouter } from './api/routes/settings.ts';
import { trackingRouter } from './api/routes/tracking.ts';
import type { ConsoleParts } from './console-parts.ts';
import { CONSOLE_PAGE, PAGE_PATHS, UI_FOLDER } from './page-options.ts';

export interface AppOptions {
  readonly access: Access;
  /** Names besides `localhost` and the address itself that a Host header may give. */
  readonly hostnames: readonly string[];
}

// Not strict: what is JSON but no object or list is told so by the schemas.
const readJson = [requireJson, inviteBody, express.json({ limit: LARGEST_BODY, inflate: false, strict: false })];

/** The console as an Express application: guards first, then the API and the pages, then what answers errors. */
export const makeConsoleApp = (parts: ConsoleParts, { access, hostnames }: AppOptions): Express => {
  const app = express();
  // Counters and log are told on real time: readers are people, and the gateway's clock may stand still.
  const streams = new EventStreams(everyOnRealTime);
  const assets = new Assets(UI_FOLDER);
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  app.use(securityHeaders, refuseForeignHost(hostnames));
  app.use(
    '/api/v1',
    refuseCrossSite,
    access.required,
    readJson,
    gatewayRouter(parts),
    settingsRouter(parts.forwarder.admin),
    policiesRouter(parts.forwarder.admin),
    deliveryStatusRouter(parts),
    cliRouter(parts),
    trackingRouter(parts),
    logRouter(parts, streams),
    eventsRouter(parts, streams),
  );
  app.route('/login').post(refuseCrossSite, readJson, access.login).all(methodNotAllowed('POST'));
  app.use(refuseCrossSiteButLinks, assetsRouter(assets));
  app
    .route([...PAGE_PATHS])
    .get(access.link, pageHandler(assets, CONSOLE_PAGE))
    .all(methodNotAllowed('GET'));
  app.use(notFoundIn('docs/gateway.md'), problemHandler);
  return app;
};
