import { ReferenceSystem } from './reference-system.ts';
import { ExecServer } from './server.ts';

/** Lets the harness at standard input drive the reference forwarder. Resolves when the harness has closed it. Throws StandError for a request that is none. */
export const serveReferenceForwarder = async (): Promise<void> => {
  const server = new ExecServer(process.stdout);
  await server.serve(process.stdin, new ReferenceSystem(() => server.asked));
};
