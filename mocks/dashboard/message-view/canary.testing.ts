import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';

/** Takes every connection that a browser makes to a host below canary.example, and remembers what was asked for. */
export interface Canary extends AsyncDisposable {
  /** What came, in order: the host with the request's first line, or `connection` for one that told no name. */
  readonly seen: readonly string[];
  /** Argument of Chromium that leads all such hosts here, whatever their port. */
  readonly resolverRule: string;
  /** Host and port at which it is reached without that argument. */
  readonly place: string;
  forget(): void;
  /** Resolves once something came for a host of that domain. */
  heard(domain: string): Promise<void>;
}

/** Runs where it is loaded as a script. */
const BODY = 'window.ran=1;try{top.ran=1}catch(e){}';
const ANSWER = [
  'HTTP/1.1 200 OK',
  'Content-Type: text/javascript',
  'Access-Control-Allow-Origin: *',
  'Connection: close',
  `Content-Length: ${BODY.length}`,
  '',
  BODY,
].join('\r\n');

/** The name stands in a Host field, or in clear at the beginning of a TLS handshake. */
const describe = (bytes: Buffer): { text: string; tls: boolean } => {
  const text = bytes.toString('latin1');
  const host = /[a-z0-9.-]+\.canary\.example/.exec(text)?.[0] ?? 'unknown';
  const line = /^[A-Z]+ \S+/.exec(text)?.[0];
  return { text: `${host} ${line ?? 'TLS'}`, tls: line === undefined };
};

export const startCanary = async (): Promise<Canary> => {
  const seen: string[] = [];
  const sockets = new Set<Socket>();
  const waiting = new Map<string, () => void>();
  const take = (socket: Socket): void => {
    const place = seen.push('connection') - 1;
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    socket.once('data', (bytes: Buffer) => {
      const { text, tls } = describe(bytes);
      if (seen[place] === 'connection') seen[place] = text;
      for (const [domain, wake] of waiting) if (text.includes(domain)) wake();
      if (tls) socket.destroy();
      else socket.end(ANSWER);
    });
  };
  const server = createServer(take);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    seen,
    resolverRule: `--host-resolver-rules=MAP *.canary.example 127.0.0.1:${port}`,
    place: `127.0.0.1:${port}`,
    forget: () => {
      seen.length = 0;
    },
    heard: (domain) =>
      seen.some((text) => text.includes(domain)) ? Promise.resolve() : new Promise((resolve) => waiting.set(domain, resolve)),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
};
