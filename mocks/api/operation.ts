import type { IncomingHttpHeaders } from 'node:http';
import type { Request, RequestHandler, Response } from 'express';
import { z } from 'zod';
import { type ProblemStatus, parseBody, parseParameters } from '../../src/web/problem.ts';
import { bodyReaders } from './request-body.ts';

// One declaration an operation: the route that is served and its entry in the OpenAPI document both come from it.

export type Method = 'get' | 'put' | 'post' | 'patch' | 'delete';

/**
 * Who may ask: holders of the token (as Bearer or by a session), everybody, whoever has the client credentials of the message API, or
 * whoever has an access token of it.
 */
export type Audience = 'token' | 'everybody' | 'client' | 'message API';

export interface JsonAnswer<Schema extends z.ZodType = z.ZodType> {
  readonly kind: 'json';
  readonly status: 200 | 201;
  readonly description: string;
  readonly schema: Schema;
}

/** Bytes or text that the operation writes by itself. */
export interface MediaAnswer {
  readonly kind: 'media';
  readonly status: 200;
  readonly description: string;
  /** Content types that may come, without parameters. */
  readonly types: readonly [string, ...string[]];
}

export interface EmptyAnswer {
  readonly kind: 'empty';
  readonly status: 204;
  readonly description: string;
}

export type Answer = JsonAnswer | MediaAnswer | EmptyAnswer;

export const json = <Schema extends z.ZodType>(description: string, schema: Schema): JsonAnswer<Schema> => ({
  kind: 'json',
  status: 200,
  description,
  schema,
});

/** The same for something new: 201. */
export const created = <Schema extends z.ZodType>(description: string, schema: Schema): JsonAnswer<Schema> => ({
  ...json(description, schema),
  status: 201,
});

export const media = (description: string, ...types: MediaAnswer['types']): MediaAnswer => ({
  kind: 'media',
  status: 200,
  description,
  types,
});

export const done = (description: string): EmptyAnswer => ({ kind: 'empty', status: 204, description });

/** What a schema puts out, as it may be handed over: nobody changes it on the way. */
export type Frozen<Value> = Value extends readonly (infer Item)[]
  ? readonly Frozen<Item>[]
  : Value extends object
    ? { readonly [Key in keyof Value]: Frozen<Value[Key]> }
    : Value;

/** What `handle` gives. Media are written by the operation itself. */
type Given<A extends Answer> = A extends JsonAnswer<infer Schema> ? Frozen<z.output<Schema>> : unknown;

/** What an operation is asked, parsed. */
export interface Asked<Path extends z.ZodObject, Query extends z.ZodObject, Body extends z.ZodType, Headers extends z.ZodObject> {
  readonly path: z.output<Path>;
  readonly headers: z.output<Headers>;
  readonly query: z.output<Query>;
  readonly body: z.output<Body>;
  readonly request: Request;
  readonly response: Response;
}

/** Errors in another shape than problem details, where a foreign API is imitated. */
export interface Failures {
  readonly statuses: readonly ProblemStatus[];
  readonly schema: z.ZodType;
}

export interface BodyDeclaration<Body extends z.ZodType = z.ZodType> {
  readonly schema: Body;
  /** Said first when a body does not fit: what to send. */
  readonly hint: string;
  /** Largest body, in bytes. Default 1 MiB. */
  readonly mostBytes?: number;
}

interface Declaration<
  Path extends z.ZodObject,
  Query extends z.ZodObject,
  Body extends z.ZodType,
  A extends Answer,
  Headers extends z.ZodObject,
> {
  /** Unique; programs made from the document name their functions after it. */
  readonly id: string;
  readonly method: Method;
  /** From the root, in OpenAPI's form: `/api/v1/rules/{id}`. */
  readonly path: string;
  /** The section of the reference that it stands in. */
  readonly section: string;
  readonly summary: string;
  readonly description?: string;
  /** Default: holders of the token. */
  readonly audience?: Audience;
  /** Asked before the body is read, where another audience than holders of the token has to show something. */
  readonly guards?: readonly RequestHandler[];
  readonly pathParameters?: Path;
  readonly query?: Query;
  /** Headers that mean something to it, by their names in lower case. */
  readonly headers?: Headers;
  readonly body?: BodyDeclaration<Body>;
  readonly answer: A;
  /** Problems besides those that come from guards and from parsing. */
  readonly problems?: readonly ProblemStatus[];
  readonly failures?: Failures;
  readonly handle: (asked: Asked<Path, Query, Body, Headers>) => Given<A> | Promise<Given<A>>;
}

/** An operation with its types worn off: what the router and the document are made from. */
export interface Operation {
  readonly id: string;
  readonly method: Method;
  readonly path: string;
  readonly section: string;
  readonly summary: string;
  readonly description: string | undefined;
  readonly audience: Audience;
  readonly pathParameters: z.ZodObject;
  readonly query: z.ZodObject;
  readonly headers: z.ZodObject;
  readonly body: BodyDeclaration | undefined;
  readonly answer: Answer;
  readonly problems: readonly ProblemStatus[];
  readonly failures: Failures | undefined;
  /** Reads the body where there is one, then answers. */
  readonly handlers: readonly RequestHandler[];
}

const NO_PARAMETERS = z.strictObject({});

type AnyDeclaration = Declaration<z.ZodObject, z.ZodObject, z.ZodType, Answer, z.ZodObject>;

/** Of all that a client sends along, those that are declared. */
const declared = ({ shape }: z.ZodObject, sent: IncomingHttpHeaders): Record<string, unknown> =>
  Object.fromEntries(Object.keys(shape).map((name) => [name, sent[name]]));

/** Declares an operation: `handle` gets what the schemas let through, and gives what the answer's schema describes. */
export function operation<
  A extends Answer,
  Path extends z.ZodObject = typeof NO_PARAMETERS,
  Query extends z.ZodObject = typeof NO_PARAMETERS,
  Body extends z.ZodType = z.ZodUndefined,
  Headers extends z.ZodObject = typeof NO_PARAMETERS,
>(declaration: Declaration<Path, Query, Body, A, Headers>): Operation;
export function operation(declaration: AnyDeclaration): Operation {
  const { pathParameters = NO_PARAMETERS, query = NO_PARAMETERS, headers = NO_PARAMETERS, body, answer, handle } = declaration;
  const { description, audience = 'token', guards = [], problems = [], failures } = declaration;
  const answerWith: RequestHandler = async (request, response) => {
    const asked = {
      path: parseParameters(pathParameters, request.params),
      query: parseParameters(query, request.query),
      headers: parseParameters(headers, declared(headers, request.headers)),
      body: body === undefined ? undefined : parseBody(body.schema, request.body, body.hint),
      request,
      response,
    };
    const given: unknown = await handle(asked);
    if (answer.kind === 'media' || response.destroyed) return;
    response.status(answer.status);
    if (answer.kind === 'json') response.json(given);
    else response.end();
  };
  const handlers = [...guards, ...(body === undefined ? [] : bodyReaders(body.mostBytes)), answerWith];
  return { ...declaration, description, audience, problems, failures, pathParameters, query, headers, body, handlers };
}
