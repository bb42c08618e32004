import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { Express } from 'express';
import { noteHesitation } from './hesitant.ts';
import { answerUnreadable } from './unreadable.ts';

const MOST_CONNECTIONS = 512;
/** For a request to come in whole (real time); the answer may take longer. */
const REQUEST_TIMEOUT_MS = 60_000;

/** An HTTP server for an application, not listening yet. What cannot be read as HTTP is answered as well. */
export const prepareServer = (app: Express): Server => {
  // A missing Host header is refused by the application, which says what to do.
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS, requireHostHeader: false }, app);
  server.on('checkContinue', (request, response) => {
    noteHesitation(request);
    app(request, response);
  });
  answerUnreadable(server);
  server.maxConnections = MOST_CONNECTIONS;
  return server;
};

/** Call once it listens: a failed accept (too many open files) costs that one client; the next is served again. */
export const outliveFailedAccepts = (server: Server): void => {
  server.on('error', () => {});
};

/** Ends every request and event stream at once. */
export const closeServer = async (server: Server): Promise<void> => {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
};
