import { z } from 'zod';
import { Problem } from '../../../src/web/problem.ts';
import { json, type Operation, operation } from '../operation.ts';

/** Programs that watch over others look at the root; the API's own prefix works as well. */
const PLACES = [
  { prefix: '', id: '' },
  { prefix: '/api/v1', id: 'ApiIs' },
] as const;

const live = z.strictObject({ status: z.literal('live') });
const readiness = z.strictObject({ status: z.literal('ready') });

/** Whether the process answers, and whether every part takes traffic. Both tell nothing else and ask for no token. */
export const healthOperations = (ready: () => boolean): Operation[] =>
  PLACES.flatMap(({ prefix, id }) => [
    operation({
      id: `check${id}Live`,
      method: 'get',
      path: `${prefix}/livez`,
      section: 'Health',
      summary: 'Whether the process answers',
      audience: 'everybody',
      answer: json('it does', live),
      handle: () => ({ status: 'live' as const }),
    }),
    operation({
      id: `check${id}Ready`,
      method: 'get',
      path: `${prefix}/readyz`,
      section: 'Health',
      summary: 'Whether every part takes traffic',
      audience: 'everybody',
      answer: json('it does', readiness),
      problems: [503],
      handle: () => {
        if (!ready()) throw new Problem(503, 'the mock is starting or stopping; ask again');
        return { status: 'ready' as const };
      },
    }),
  ]);
