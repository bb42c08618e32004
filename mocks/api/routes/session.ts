import { z } from 'zod';
import type { Access } from '../../../src/web/access.ts';
import { done, type Operation, operation } from '../operation.ts';

const login = z.strictObject({ token: z.string().max(1000) });

/** How a browser gets in where nobody followed the printed link. */
export const sessionOperations = (access: Access): Operation[] => [
  operation({
    id: 'openSession',
    method: 'post',
    path: '/api/v1/session',
    section: 'Session',
    summary: 'Exchanges the token for a session cookie that scripts cannot read',
    audience: 'everybody',
    body: { schema: login, hint: 'send {"token": "…"} with the token that was given or printed at start' },
    answer: done('the session is open'),
    problems: [401],
    handle: ({ body: { token }, request, response }) => access.exchange(request, response, token),
  }),
];
