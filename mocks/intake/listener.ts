import { createServer, type Server, type Socket } from 'node:net';
import type { IntakeHost } from './stand.ts';

/** The intake could not be started; the message says where and what to do. */
export class IntakeStartError extends Error {
  override readonly name = 'IntakeStartError';
  readonly code: string;

  constructor(message: string, code: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

const advice = (code: string): string => {
  switch (code) {
    case 'EADDRINUSE':
      return 'another program listens there: stop it, or choose another port (0 picks a free one)';
    case 'EADDRNOTAVAIL':
      return 'this machine does not have the address: use a loopback address (on macOS add it with ifconfig lo0 alias)';
    case 'EACCES':
      return 'ports below 1024 need privileges: choose a higher port';
    default:
      return 'check the address and the port';
  }
};

const isErrno = (error: unknown): error is NodeJS.ErrnoException => error instanceof Error && 'code' in error;

/** The listening socket of one host. It can be closed and opened again on the same port, while connections live on. */
export class Listener {
  readonly host: IntakeHost;
  private readonly accept: (socket: Socket) => void;
  private readonly onTrouble: (error: Error) => void;
  private server: Server | undefined;

  /** `onTrouble` hears of errors after the first opening, for example when the port was taken meanwhile. */
  constructor(host: IntakeHost, accept: (socket: Socket) => void, onTrouble: (error: Error) => void) {
    this.host = host;
    this.accept = accept;
    this.onTrouble = onTrouble;
  }

  get listening(): boolean {
    return this.server !== undefined;
  }

  /** Opens the port (0: a free one) and returns its number. Throws `IntakeStartError`. */
  open(port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      const server = this.listen(port);
      const failed = (error: Error): void => {
        this.server = undefined;
        reject(this.explain(error, port));
      };
      server.once('error', failed);
      server.once('listening', () => {
        server.removeListener('error', failed);
        server.on('error', this.onTrouble);
        const address = server.address();
        resolve(typeof address === 'object' && address !== null ? address.port : port);
      });
    });
  }

  /**
   * Opens the port again. Node binds an address literal in the tick that follows, before any event of a socket is
   * handled; so a caller that is about to answer a DNS query may go on at once: no peer can connect before.
   */
  reopen(port: number): void {
    if (this.server !== undefined) return;
    const server = this.listen(port);
    server.on('error', (error) => {
      if (this.server === server) this.server = undefined;
      this.onTrouble(this.explain(error, port));
    });
  }

  /** Stops listening at once: from now on the kernel refuses connections. */
  close(): void {
    this.server?.close();
    this.server = undefined;
  }

  private listen(port: number): Server {
    const server = createServer({ noDelay: true }, this.accept);
    this.server = server;
    server.listen({ host: this.host.address, port });
    return server;
  }

  private explain(error: Error, port: number): IntakeStartError {
    const code = (isErrno(error) ? error.code : undefined) ?? 'UNKNOWN';
    const where = `${this.host.address}:${port} (MX host ${this.host.name})`;
    return new IntakeStartError(`the intake cannot listen on ${where}: ${code}: ${advice(code)}`, code, { cause: error });
  }
}
