import { type RequestHandler, Router } from 'express';
import type { Access } from '../../src/web/access.ts';
import { Assets, assetsRouter } from '../../src/web/assets.ts';
import { refuseCrossSiteButLinks } from '../../src/web/guard.ts';
import { pageHandler, staticPageHandler } from '../../src/web/page.ts';
import { methodNotAllowed } from '../../src/web/problem.ts';
import { DASHBOARD_PAGE, DASHBOARD_UI } from '../dashboard/dashboard-pages.ts';
import type { OpenApiDocument } from './openapi/types.ts';
import { referenceBody } from './reference/reference-page.ts';
import { REFERENCE_LANGUAGES, REFERENCE_TEXT } from './reference/reference-text.ts';

/** Each with everything below it; the page itself finds out what its address means. */
const SECTIONS = ['messages', 'connections', 'faults', 'dns', 'policy', 'setup', 'runs', 'lab'] as const;

const PATHS = ['/', ...SECTIONS.flatMap((section) => [`/${section}`, `/${section}/*rest`])];

/** An address that nobody knows, opened in a browser: the dashboard says so and leads on. Programs are told by problem details. */
const missingPage =
  (page: RequestHandler): RequestHandler =>
  (request, response, next) => {
    const forBrowser = request.method === 'GET' && !request.path.startsWith('/api/') && request.accepts(['json', 'html']) === 'html';
    if (!forBrowser) return next();
    response.status(404);
    return page(request, response, next);
  };

export interface Pages {
  readonly router: Router;
  /** Stands behind everything that is served. */
  readonly missing: RequestHandler;
}

/** The dashboard: one document for all its addresses, and the modules that fill it. Pages hold no data, so they ask for no token. */
export const dashboardPages = (access: Access, describe: () => OpenApiDocument): Pages => {
  const assets = new Assets(DASHBOARD_UI);
  const page = pageHandler(assets, DASHBOARD_PAGE);
  const reference = staticPageHandler(assets, {
    styles: [`${DASHBOARD_UI}/api/reference.css`],
    languages: REFERENCE_LANGUAGES,
    title: (language) => `${REFERENCE_TEXT[language].title} – ${DASHBOARD_PAGE.title}`,
    body: (language) => referenceBody(describe(), language),
  });
  const router = Router();
  router.route(PATHS).get(refuseCrossSiteButLinks, access.link, page).all(methodNotAllowed('GET'));
  router.route('/api').get(refuseCrossSiteButLinks, access.link, reference).all(methodNotAllowed('GET'));
  router.use(assetsRouter(assets));
  return { router, missing: missingPage(page) };
};
