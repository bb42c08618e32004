import { once } from 'node:events';
import { createServer } from 'node:http';
import { listenOn } from '../listen.ts';
import { type ApiParts, makeApp } from './app.ts';
import { noteHesitation } from './hesitant.ts';
import { answerUnreadable } from './unreadable.ts';

export interface ApiOptions {
  /** Default 127.0.0.1. */
  readonly address?: string;
  /** Default 0: a free port. */
  readonly port?: number;
  /** What clients send as `Authorization: Bearer …`. */
  readonly token: string;
  /** Names besides `localhost` and the address itself that a Host header may give. Default none. */
  readonly hostnames?: readonly string[];
}

export interface Api {
  readonly address: string;
  readonly port: number;
  readonly token: string;
  /** Ends every request and event stream at once. */
  close(): Promise<void>;
}

const MOST_CONNECTIONS = 512;
/** For a request to come in whole (real time); the answer may take longer. */
const REQUEST_TIMEOUT_MS = 60_000;

/** Starts the HTTP API. Throws a MockStartError that says what to do when it cannot listen. */
export const startApi = async (parts: ApiParts, options: ApiOptions): Promise<Api> => {
  const { address = '127.0.0.1', token, hostnames = [] } = options;
  let open = true;
  const app = makeApp(parts, { token, hostnames, ready: () => open });
  // A missing Host header is refused by the application, which says what to do.
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS, requireHostHeader: false }, app);
  server.on('checkContinue', (request, response) => {
    noteHesitation(request);
    app(request, response);
  });
  answerUnreadable(server);
  server.maxConnections = MOST_CONNECTIONS;
  const port = await listenOn('the HTTP API', server, address, options.port ?? 0);
  server.on('error', () => {
    // A failed accept (too many open files) costs that one client; the next is served again.
  });
  return {
    address,
    port,
    token,
    close: async () => {
      if (!open) return;
      open = false;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
};
