import { z } from 'zod';
import type { OpenApiDocument } from '../openapi/types.ts';
import { json, type Operation, operation } from '../operation.ts';

const document = z.looseObject({ openapi: z.literal('3.1.0') });

/** What is served, for programs. Asked for late: the document tells of this operation too. */
export const openApiOperations = (describe: () => OpenApiDocument): Operation[] => [
  operation({
    id: 'getOpenApi',
    method: 'get',
    path: '/api/v1/openapi.json',
    section: 'Reference',
    summary: 'This reference as OpenAPI 3.1',
    answer: json('the document', document),
    handle: () => ({ ...describe() }),
  }),
];
