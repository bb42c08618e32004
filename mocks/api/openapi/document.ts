import { PROBLEM_TITLES, type ProblemStatus } from '../../../src/web/problem.ts';
import type { Answer, Audience, Operation } from '../operation.ts';
import { problemSchema } from '../schema/problem.ts';
import { SchemaBook } from './schema-book.ts';
import type { OpenApiDocument, OperationEntry, ParameterEntry, ResponseEntry } from './types.ts';

// The OpenAPI 3.1 document, made from the same declarations as the routes.

const SECURITY: Readonly<Record<Audience, OperationEntry['security']>> = {
  token: [{ token: [] }, { session: [] }],
  everybody: [],
  client: [{ client: [], apiKey: [] }],
  'message API': [{ accessToken: [], apiKey: [] }],
};

const SECURITY_SCHEMES = {
  token: { type: 'http', scheme: 'bearer', description: 'the token that the mock was given or printed at start' },
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: 'setd-session-<port>',
    description: 'a browser gets it by the printed link or by POST /api/v1/session',
  },
  client: { type: 'http', scheme: 'basic', description: 'client id and client secret of the message API' },
  accessToken: { type: 'http', scheme: 'bearer', description: 'the accessToken that POST /v1/oauth/token gave' },
  apiKey: { type: 'apiKey', in: 'header', name: 'x-api-key' },
};

const PROBLEM_TYPE = 'application/problem+json';

/** What the guards in front of every operation may answer. */
const GUARD_PROBLEMS: readonly ProblemStatus[] = [403, 421];

/** The same, and what the parsing of what it is asked may answer, where that is not told in another shape. */
const usualProblems = ({ audience, body, failures }: Operation): readonly ProblemStatus[] =>
  failures !== undefined
    ? GUARD_PROBLEMS
    : [
        ...GUARD_PROBLEMS,
        400,
        ...(audience === 'token' ? [401 as const] : []),
        ...(body === undefined ? [] : [408 as const, 413 as const, 415 as const, 422 as const]),
      ];

const answerEntry = (answer: Answer, book: SchemaBook): ResponseEntry => {
  const { description } = answer;
  switch (answer.kind) {
    case 'json':
      return { description, content: { 'application/json': { schema: book.output(answer.schema) } } };
    case 'media':
      return { description, content: Object.fromEntries(answer.types.map((type) => [type, {}])) };
    case 'empty':
      return { description };
  }
};

const problemEntry = (status: ProblemStatus, { failures }: Operation, book: SchemaBook): ResponseEntry => {
  const isFailure = failures?.statuses.includes(status) ?? false;
  const isProblem = failures === undefined || GUARD_PROBLEMS.includes(status);
  return {
    description: PROBLEM_TITLES[status],
    content: {
      ...(isProblem ? { [PROBLEM_TYPE]: { schema: book.output(problemSchema) } } : {}),
      ...(failures !== undefined && isFailure ? { 'application/json': { schema: book.output(failures.schema) } } : {}),
    },
  };
};

const responsesOf = (operation: Operation, book: SchemaBook): Record<string, ResponseEntry> => {
  const statuses = new Set([...usualProblems(operation), ...operation.problems, ...(operation.failures?.statuses ?? [])]);
  return Object.fromEntries([
    [String(operation.answer.status), answerEntry(operation.answer, book)],
    ...[...statuses].sort().map((status) => [String(status), problemEntry(status, operation, book)] as const),
  ]);
};

const parametersOf = ({ pathParameters, query, headers }: Operation, book: SchemaBook): ParameterEntry[] =>
  (
    [
      ['path', pathParameters],
      ['query', query],
      ['header', headers],
    ] as const
  ).flatMap(([place, parameters]) =>
    book.properties(parameters).map(({ name, required, schema }) => {
      const { description, ...rest } = schema;
      return { name, in: place, required, ...(typeof description === 'string' ? { description } : {}), schema: rest };
    }),
  );

const entryFor = (operation: Operation, responses: OperationEntry['responses'], book: SchemaBook): OperationEntry => {
  const { id, section, summary, description, audience, body } = operation;
  const parameters = parametersOf(operation, book);
  return {
    operationId: id,
    tags: [section],
    summary,
    ...(description === undefined ? {} : { description }),
    security: SECURITY[audience],
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: { 'application/json': { schema: book.input(body.schema) } } } }),
    responses,
  };
};

const sectionsOf = (operations: readonly Operation[]): { name: string }[] =>
  [...new Set(operations.map(({ section }) => section))].map((name) => ({ name }));

/** Describes operations that are served together. */
export const describeApi = (operations: readonly Operation[], version: string): OpenApiDocument => {
  const book = new SchemaBook();
  // Outputs first, all of them: the book then knows which named schemas take in something else.
  const responses = operations.map((operation) => responsesOf(operation, book));
  const paths: Record<string, Record<string, OperationEntry>> = {};
  operations.forEach((operation, index) => {
    const here = paths[operation.path] ?? {};
    here[operation.method] = entryFor(operation, responses[index] ?? {}, book);
    paths[operation.path] = here;
  });
  return {
    openapi: '3.1.0',
    info: {
      title: 'Mock SETD',
      version,
      description:
        'Arms faults, reads what arrived, changes the DNS, follows the evidence of one mock SETD. Errors are RFC 9457 problem details.',
    },
    servers: [{ url: '/' }],
    tags: sectionsOf(operations),
    paths,
    components: { schemas: book.named, securitySchemes: SECURITY_SCHEMES },
  };
};
