import { hash } from 'node:crypto';
import { SMTPServer, type SMTPServerAddress, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import type { Clock } from '../src/clock.ts';
import type { EvidenceSink } from '../src/evidence/evidence-log.ts';

/** An original as the next hop took it. `raw`: the bytes after dot-unstuffing. */
export interface Original {
  readonly mailFrom: string;
  readonly rcptTo: readonly string[];
  readonly raw: Buffer;
}

export interface NextHopOptions {
  readonly clock: Clock;
  readonly evidence: EvidenceSink;
  readonly address?: string;
  readonly port?: number;
  /** Whether originals are kept for `messages`. Default true; a stand that runs for days says false. */
  readonly keep?: boolean;
}

/** The mail server behind the gateway, to which originals go (SCOPE-4). */
export interface NextHop {
  readonly address: string;
  readonly port: number;
  /** From now on this recipient, in any case of letters, is answered with this reply, such as `550 no such user`. */
  refuse(recipient: string, reply: string): void;
  /** From now on no message is answered: it is not taken, and its connection stays open until the client gives up. */
  keepSilent(): void;
  /** The originals taken so far, in order. */
  messages(): readonly Original[];
  close(): Promise<void>;
}

/** The next hop could not be started. */
export class NextHopStartError extends Error {
  override readonly name = 'NextHopStartError';
}

/** smtp-server keeps a closed connection half open for a while; nothing here may wait for that. */
const SOCKET_TIMEOUT_MS = 2 ** 31 - 1;

/** What makes smtp-server answer with a reply of ours; it puts an enhanced status code in front of the text by itself. */
class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly responseCode: number;

  constructor(reply: string) {
    super(reply.slice(4));
    this.responseCode = Number(reply.slice(0, 3));
  }
}

class NextHopServer extends SMTPServer {
  /** Replies to recipients that are refused, by the address in small letters. */
  readonly refusals = new Map<string, string>();
  isSilent = false;
  private readonly take: (original: Original) => void;

  constructor(take: (original: Original) => void) {
    super({
      disabledCommands: ['AUTH', 'STARTTLS'],
      authOptional: true,
      disableReverseLookup: true,
      hideENHANCEDSTATUSCODES: false,
      socketTimeout: SOCKET_TIMEOUT_MS,
      logger: false,
    });
    this.take = take;
    this.on('error', () => undefined);
  }

  /** STARTTLS is not offered; the library would make a context of its built-in certificate for each server. */
  override updateSecureContext(): void {
    this.secureContext = new Map();
  }

  /** Greets at once: `connectionReady` is what smtp-server calls after its 100 ms; its own later call must then do nothing. */
  override connect(...parameters: Parameters<SMTPServer['connect']>): void {
    super.connect(...parameters);
    const connection = [...this.connections].at(-1);
    if (connection === undefined) return;
    const ready = connection.connectionReady.bind(connection);
    connection.connectionReady = () => undefined;
    ready();
  }

  override onRcptTo(address: SMTPServerAddress, _session: SMTPServerSession, callback: (error?: Error | null) => void): void {
    const reply = this.refusals.get(address.address.toLowerCase());
    callback(reply === undefined ? null : new Refusal(reply));
  }

  override onData(stream: SMTPServerDataStream, session: SMTPServerSession, callback: (error: null) => void): void {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('error', () => undefined);
    stream.on('end', () => {
      if (this.isSilent) return;
      const { mailFrom, rcptTo } = session.envelope;
      this.take({
        mailFrom: mailFrom === false ? '' : mailFrom.address,
        rcptTo: rcptTo.map((recipient) => recipient.address),
        raw: Buffer.concat(chunks),
      });
      callback(null);
    });
  }
}

const listen = (server: NextHopServer, address: string, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    const failed = (error: Error): void =>
      reject(
        new NextHopStartError(
          `the next hop cannot listen on ${address}:${port}: ${error.message}: stop what listens there or choose another port (0 picks a free one)`,
          { cause: error },
        ),
      );
    server.server.once('error', failed);
    server.listen(port, address, () => {
      server.server.removeListener('error', failed);
      const bound = server.server.address();
      resolve(typeof bound === 'object' && bound !== null ? bound.port : port);
    });
  });

/** Starts a plain SMTP server that takes every message. Throws `NextHopStartError` when the port cannot be opened. */
export const startNextHop = async (options: NextHopOptions): Promise<NextHop> => {
  const { evidence, address = '127.0.0.1', port = 0, keep = true } = options;
  const taken: Original[] = [];
  const server = new NextHopServer((original) => {
    if (keep) taken.push(original);
    evidence.record({
      type: 'originalReceived',
      mailFrom: original.mailFrom,
      rcptTo: original.rcptTo,
      size: original.raw.length,
      sha256: hash('sha256', original.raw),
    });
  });
  const bound = await listen(server, address, port);
  let closed: Promise<void> | undefined;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      for (const connection of server.connections) connection._socket.destroy();
    });
  return {
    address,
    port: bound,
    refuse: (recipient, reply) => void server.refusals.set(recipient.toLowerCase(), reply),
    keepSilent: () => {
      server.isSilent = true;
    },
    messages: () => taken,
    close: () => {
      closed ??= close();
      return closed;
    },
  };
};
