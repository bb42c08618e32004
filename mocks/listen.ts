import { once } from 'node:events';
import type { Server } from 'node:net';
import { z } from 'zod';

/** Thrown when a part of the mock cannot start. The message names the part and its address, and says what to do. */
export class MockStartError extends Error {
  override readonly name = 'MockStartError';
}

const systemError = z.object({ code: z.string() });

const REMEDIES: Readonly<Record<string, string>> = {
  EADDRINUSE: 'the port is in use: stop the program that holds it, or choose another port (0 takes a free one)',
  EACCES: 'the system does not allow it: ports below 1024 need privileges, so choose a higher one (0 takes a free one)',
  EPERM: 'the system does not allow it: choose a port above 1023 (0 takes a free one)',
  EADDRNOTAVAIL: 'this machine does not have that address: choose one that it has, such as 127.0.0.1',
  EAFNOSUPPORT: 'this machine does not speak that address family: choose an IPv4 address such as 127.0.0.1',
};

/** Puts a failure to start into words. What a part has put into words itself, around its cause, is kept. */
export const startFailure = (part: string, place: string, cause: unknown): MockStartError => {
  if (cause instanceof MockStartError) return cause;
  if (cause instanceof Error && cause.cause !== undefined) return new MockStartError(cause.message, { cause });
  const { data } = systemError.safeParse(cause);
  const message = cause instanceof Error ? cause.message : String(cause);
  const remedy = data === undefined ? undefined : REMEDIES[data.code];
  return new MockStartError(remedy === undefined ? `${part}: ${message}` : `${part} cannot listen on ${place}: ${remedy}`, { cause });
};

/** Listens on a TCP port and tells which one it became. Throws a MockStartError. */
export const listenOn = async (part: string, server: Server, address: string, port: number): Promise<number> => {
  try {
    const listening = once(server, 'listening');
    server.listen({ host: address, port });
    await listening;
  } catch (error) {
    throw startFailure(part, `${address}:${port}`, error);
  }
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new MockStartError(`${part}: expected a TCP address, the system gave ${bound}`);
  return bound.port;
};
