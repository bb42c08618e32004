import { finished } from 'node:stream';
import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import { z } from 'zod';
import { holdsBodyBack } from './hesitant.ts';

/** Where an input is wrong, and what was expected there. */
export interface Complaint {
  /** `match.stage`, `2.do.reply`; empty when the whole is meant. */
  readonly path: string;
  readonly message: string;
}

export const PROBLEM_TITLES = {
  400: 'Bad request',
  401: 'Token missing or wrong',
  403: 'Cross-site request refused',
  404: 'Not found',
  405: 'Method not allowed',
  408: 'Request timed out',
  409: 'Conflict',
  412: 'Changed meanwhile',
  413: 'Body too large',
  415: 'Content type not supported',
  421: 'Misdirected request',
  422: 'Input not valid',
  428: 'Precondition required',
  431: 'Headers too large',
  500: 'Internal error',
  503: 'Not available now',
} as const;

export type ProblemStatus = keyof typeof PROBLEM_TITLES;

/** What a problem is, where its status alone does not say it. */
export interface ProblemKind {
  /** A URI reference that stays the same whatever the words are: programs, and pages in other languages, go by it. */
  readonly type: string;
  readonly title: string;
}

/** An answer that is an error (RFC 9457). `detail` says what to do about it. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: ProblemStatus;
  readonly complaints: readonly Complaint[];
  readonly kind: ProblemKind;

  constructor(status: ProblemStatus, detail: string, complaints: readonly Complaint[] = [], kind?: ProblemKind) {
    super(detail);
    this.status = status;
    this.complaints = complaints;
    this.kind = kind ?? { type: 'about:blank', title: PROBLEM_TITLES[status] };
  }
}

export const problemJson = ({ status, message, complaints, kind }: Problem): string =>
  JSON.stringify({
    ...kind,
    status,
    detail: message,
    ...(complaints.length > 0 ? { errors: complaints } : {}),
  });

export const sendProblem = (response: Response, problem: Problem): void => {
  response.status(problem.status).type('application/problem+json').send(problemJson(problem));
};

/** What a schema complains about, one entry for each place. */
export const complaintsOf = (error: z.ZodError): Complaint[] =>
  error.issues.map(({ path, message }) => ({ path: path.map(String).join('.'), message }));

const listed = (complaints: readonly Complaint[]): string =>
  complaints
    .slice(0, 3)
    .map(({ path, message }) => (path === '' ? message : `${path}: ${message}`))
    .join('; ');

/** Parses a body; what does not fit becomes a 422 that lists every place. */
export const parseBody = <Schema extends z.ZodType>(schema: Schema, body: unknown, hint: string): z.output<Schema> => {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const complaints = complaintsOf(result.error);
  throw new Problem(422, `${hint}. ${listed(complaints)}`, complaints);
};

/** Parses query parameters or parts of the path; what does not fit becomes a 400. */
export const parseParameters = <Schema extends z.ZodType>(schema: Schema, parameters: unknown): z.output<Schema> => {
  const result = schema.safeParse(parameters);
  if (result.success) return result.data;
  const complaints = complaintsOf(result.error);
  throw new Problem(400, `correct the parameters of the address: ${listed(complaints)}`, complaints);
};

const MEBIBYTE = 1024 * 1024;

export const bodyTooLarge = (mostBytes: number): Problem =>
  new Problem(413, `send at most ${Math.floor(mostBytes / MEBIBYTE)} MiB; split it into several requests`);

/** What body-parser and the router throw, as far as we look at it. */
const knownFailure = z.object({ status: z.int(), type: z.string().optional(), limit: z.int().optional() });

const asProblem = (error: unknown): Problem => {
  if (error instanceof Problem) return error;
  const { data: failure } = knownFailure.safeParse(error);
  switch (failure?.status) {
    case 413:
      return bodyTooLarge(failure.limit ?? MEBIBYTE);
    case 415:
      return new Problem(415, 'send the body as uncompressed JSON in UTF-8 with Content-Type: application/json');
    case 400:
      return new Problem(
        400,
        failure.type === 'entity.parse.failed'
          ? `the body is not JSON (${error instanceof Error ? error.message : 'no detail'}); check quotes and commas`
          : 'the request cannot be read; check the percent-encoding of its address and that its body is complete',
      );
    default:
      return new Problem(500, `a defect of this program, please report it: ${error instanceof Error ? error.message : String(error)}`);
  }
};

/** How much of a refused body is read on, so that its sender gets to read the answer instead of a reset. */
const MOST_DISCARDED_BYTES = 32 * 1024 * 1024;

const whenRead = (request: Request, then: () => void): void => {
  let discarded = 0;
  request.on('data', (chunk: Buffer) => {
    discarded += chunk.length;
    if (discarded > MOST_DISCARDED_BYTES) request.socket.destroy();
  });
  request.resume();
  finished(request, { writable: false }, then);
};

/** Turns whatever was thrown into an answer. One already begun can only be cut off. */
export const answerErrors =
  (send: (response: Response, problem: Problem) => void): ErrorRequestHandler =>
  (error: unknown, request, response, _next) => {
    if (response.headersSent) {
      response.destroy();
      return;
    }
    const problem = asProblem(error);
    if (holdsBodyBack(request)) {
      // The body may come all the same, and nobody would read it.
      response.set('Connection', 'close');
      send(response, problem);
      return;
    }
    whenRead(request, () => send(response, problem));
  };

/** Last in line: answers with problem+json. */
export const problemHandler: ErrorRequestHandler = answerErrors(sendProblem);

export const notFoundIn =
  (manual: string): RequestHandler =>
  (request) => {
    throw new Problem(404, `nothing at ${request.path}; ${manual} lists what there is`);
  };

export const notFound = notFoundIn('docs/api.md');

/** For routes that exist, asked with a method that they do not have. */
export const methodNotAllowed =
  (...allowed: string[]): RequestHandler =>
  (request, response) => {
    response.set('Allow', allowed.join(', '));
    throw new Problem(405, `${request.method} is not possible here; use ${allowed.join(' or ')}`);
  };
