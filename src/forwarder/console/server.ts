import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Server } from 'node:http';
import { isIPv6 } from 'node:net';
import { Access } from '../../web/access.ts';
import { closeServer, outliveFailedAccepts, prepareServer } from '../../web/server.ts';
import { GatewayStartError } from '../gateway-start-error.ts';
import { makeConsoleApp } from './app.ts';
import type { ConsoleParts } from './console-parts.ts';

export interface ConsoleOptions {
  /** Default 127.0.0.1. */
  readonly address?: string;
  /** Default 0: a free port. */
  readonly port?: number;
  /** What clients have to show. Default: none on loopback, a fresh one elsewhere. */
  readonly token?: string | undefined;
  /** Names besides `localhost` and the address itself that a Host header may give. Default none. */
  readonly hostnames?: readonly string[];
}

/** A console that is being served. */
export interface Console {
  readonly address: string;
  readonly port: number;
  /** Undefined: everybody on this machine may use it. */
  readonly token: string | undefined;
  /** `http://127.0.0.1:8026`, without a path. */
  readonly url: string;
  /** Opens the console in a browser; where a token is asked for, it carries it once. */
  readonly link: string;
  /** Ends every request and event stream at once. */
  close(): Promise<void>;
}

const isLoopback = (address: string): boolean => address === '::1' || /^(?:::ffff:)?127\./.test(address);

const listen = async (server: Server, address: string, port: number): Promise<number> => {
  try {
    server.listen(port, address);
    await once(server, 'listening');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new GatewayStartError(`the console cannot listen on ${address}:${port}: ${why}; choose another console.address or console.port`, {
      cause: error,
    });
  }
  const bound = server.address();
  return bound !== null && typeof bound === 'object' ? bound.port : port;
};

/** Where a browser on this machine reaches what listens on `address`. */
const reachable = (address: string): string => {
  if (address === '0.0.0.0') return '127.0.0.1';
  if (address === '::') return '[::1]';
  return isIPv6(address) ? `[${address}]` : address;
};

/**
 * Serves the console of a gateway: its pages, and its API under /api/v1.
 * @throws GatewayStartError when it cannot listen
 */
export const startConsole = async (parts: ConsoleParts, options: ConsoleOptions = {}): Promise<Console> => {
  const { address = '127.0.0.1' } = options;
  const hostnames = (options.hostnames ?? []).map((name) => name.toLowerCase());
  const token = options.token ?? (isLoopback(address) ? undefined : randomBytes(24).toString('base64url'));
  const server = prepareServer(makeConsoleApp(parts, { access: new Access(token), hostnames }));
  const port = await listen(server, address, options.port ?? 0);
  outliveFailedAccepts(server);
  const url = `http://${reachable(address)}:${port}`;
  let open = true;
  return {
    address,
    port,
    token,
    url,
    link: token === undefined ? `${url}/` : `${url}/?token=${encodeURIComponent(token)}`,
    close: async () => {
      if (!open) return;
      open = false;
      await closeServer(server);
    },
  };
};
