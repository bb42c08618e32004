import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';

// A client that sends `Expect: 100-continue` (curl does so before a large body) holds its body back until it is asked for it.
// Asking only after the guards are through lets it read a refusal at once, without sending what nobody wants.

const waiting = new WeakSet<IncomingMessage>();

/** Notes that the client waits to be asked for its body. */
export const noteHesitation = (request: IncomingMessage): void => {
  waiting.add(request);
};

/** True while the body is held back: whoever waits for it would wait for ever. */
export const holdsBodyBack = (request: IncomingMessage): boolean => waiting.has(request);

/** Asks for the body, where the client waits for that. */
export const inviteBody: RequestHandler = (request, response, next) => {
  if (waiting.delete(request)) response.writeContinue();
  next();
};
