import { Router } from 'express';
import { methodNotAllowed, Problem } from '../../../src/web/problem.ts';

/** Whether the process answers, and whether every part takes traffic. Both tell nothing else and ask for no token. */
export const healthRouter = (ready: () => boolean): Router => {
  const router = Router();
  router
    .route(['/livez', '/api/v1/livez'])
    .get((_request, response) => {
      response.json({ status: 'live' });
    })
    .all(methodNotAllowed('GET'));
  router
    .route(['/readyz', '/api/v1/readyz'])
    .get((_request, response) => {
      if (!ready()) throw new Problem(503, 'the mock is starting or stopping; ask again');
      response.json({ status: 'ready' });
    })
    .all(methodNotAllowed('GET'));
  return router;
};
