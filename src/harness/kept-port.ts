import { z } from 'zod';

const systemError = z.object({ code: z.literal('EADDRINUSE') });

/** Whether the port was taken, as the error or one that caused it says. */
const isTaken = (error: unknown): boolean => {
  for (let link = error; link instanceof Error; link = link.cause) if (systemError.safeParse(link).success) return true;
  return false;
};

/**
 * A port that servers for a browser use one after the other: what the browser has loaded from it once, it keeps for the next. Where the
 * port is taken, as by a scenario beside this one, a free one is as good.
 */
export class KeptPort {
  private port = 0;

  /** Starts a server on the kept port, or else on a free one; `portOf` tells which one it is. Rejects as `start` does. */
  async use<Server>(start: (port: number) => Promise<Server>, portOf: (server: Server) => number): Promise<Server> {
    const server = await start(this.port).catch((error: unknown) => {
      if (this.port === 0 || !isTaken(error)) throw error;
      return start(0);
    });
    this.port = portOf(server);
    return server;
  }
}
