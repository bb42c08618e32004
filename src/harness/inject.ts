import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { Envelope, InjectionResult } from './drivers/driver.ts';
import { StandError } from './outcome.ts';

export interface InjectionTarget {
  readonly address: string;
  readonly port: number;
  /** Address that the client takes for itself (COPY-5). Default: what the system picks. */
  readonly clientAddress?: string;
  /** Where TLS is wanted: the authority that the server's certificate is checked against, PEM, and its name. Default: in clear. */
  readonly tls?: { readonly ca: string; readonly servername: string };
}

/** Addresses on loopback from which mail is handed in. */
const USUAL_CLIENT = '127.0.0.1';
const OTHER_CLIENT = '127.0.0.9';

/** The address that a client on loopback takes for itself. */
export const clientFor = ({ fromAnotherClient = false }: Envelope): string => (fromAnotherClient ? OTHER_CLIENT : USUAL_CLIENT);

/** The reply that a failed command met, on one line; undefined where there was none. */
const refusalOf = (error: unknown): string | undefined =>
  error instanceof Error && 'response' in error && typeof error.response === 'string' && error.response !== ''
    ? error.response.replace(/\r?\n/g, ' / ')
    : undefined;

/**
 * Hands one message to a server, which is the system under test unless it is the mock that is judged, on a connection of its own.
 * A refusal is a result; a server that cannot be reached is a StandError.
 */
export const injectBySmtp = (
  target: InjectionTarget,
  envelope: Envelope,
  message: Buffer,
): Promise<Omit<InjectionResult, 'clientAddress'>> =>
  new Promise((resolve, reject) => {
    const { clientAddress, tls } = target;
    const connection = new SMTPConnection({
      host: target.address,
      port: target.port,
      ...(clientAddress === undefined ? {} : { localAddress: clientAddress }),
      name: 'sender.example',
      ...(tls === undefined ? { ignoreTLS: true } : { requireTLS: true, tls }),
      allowInternalNetworkInterfaces: true,
      socketCloseTimeout: 0,
    });
    const settle = (error: unknown, reply: string): void => {
      connection.removeAllListeners('error');
      connection.on('error', () => {});
      connection.close();
      const refusal = refusalOf(error);
      if (error === null || error === undefined) resolve({ accepted: true, reply });
      else if (refusal !== undefined) resolve({ accepted: false, reply: refusal });
      else reject(new StandError(`cannot hand a message to ${target.address}:${target.port}: ${String(error)}`, { cause: error }));
    };
    connection.once('error', (error) => settle(error, ''));
    connection.connect((error) => {
      if (error) return settle(error, '');
      connection.send({ from: envelope.mailFrom, to: [...envelope.rcptTo] }, message, (sendError, info) => {
        settle(sendError, info?.response ?? '');
      });
    });
  });
