import { Access } from '../../src/web/access.ts';
import { closeServer, outliveFailedAccepts, prepareServer } from '../../src/web/server.ts';
import { listenOn } from '../listen.ts';
import { type ApiParts, makeApp } from './app.ts';
import { type ClientCredentials, freshCredentials, MessageApiAccess } from './message-api/credentials.ts';
import type { OpenApiDocument } from './openapi/types.ts';

export interface ApiOptions {
  /** Default 127.0.0.1. */
  readonly address?: string;
  /** Default 0: a free port. */
  readonly port?: number;
  /** What clients send as `Authorization: Bearer …`. */
  readonly token: string;
  /** Credentials of clients of the message API. Default: fresh ones. */
  readonly messageApi?: Partial<ClientCredentials>;
  /** Names besides `localhost` and the address itself that a Host header may give. Default none. */
  readonly hostnames?: readonly string[];
}

export interface Api {
  readonly address: string;
  readonly port: number;
  readonly token: string;
  readonly messageApi: ClientCredentials;
  /** What it serves, as OpenAPI 3.1. */
  readonly describe: () => OpenApiDocument;
  /** Ends every request and event stream at once. */
  close(): Promise<void>;
}

/** Starts the HTTP API. Throws a MockStartError that says what to do when it cannot listen. */
export const startApi = async (parts: Omit<ApiParts, 'messageApi'>, options: ApiOptions): Promise<Api> => {
  const { address = '127.0.0.1', token, hostnames = [] } = options;
  const credentials = freshCredentials(options.messageApi);
  const messageApi = new MessageApiAccess(credentials, parts.clock);
  let open = true;
  const { app, describe } = makeApp({ ...parts, messageApi }, { access: new Access(token), hostnames, ready: () => open });
  const server = prepareServer(app);
  const port = await listenOn('the HTTP API', server, address, options.port ?? 0);
  outliveFailedAccepts(server);
  return {
    address,
    port,
    token,
    messageApi: credentials,
    describe,
    close: async () => {
      if (!open) return;
      open = false;
      await closeServer(server);
    },
  };
};
