import type { Socket } from 'node:net';
import type { SecureContext, TLSSocket } from 'node:tls';
import { SMTPServer, type SMTPServerAddress, type SMTPServerSession } from 'smtp-server';
import { IntakeConnection, USUAL_SIZE_LIMIT } from './intake-connection.ts';
import type { JournalSession } from './journal-session.ts';

/** A refusal that smtp-server words as `550 5.1.1`. */
class UnknownRecipientError extends Error {
  override readonly name = 'UnknownRecipientError';
  readonly responseCode = 550;
}

const DISABLED = ['AUTH', 'WIZ', 'SHELL', 'KILL', 'XCLIENT', 'XFORWARD'];

const isTls = (socket: Socket | TLSSocket): socket is TLSSocket => 'getProtocol' in socket;

/**
 * smtp-server as the intake uses it: it never listens itself but is handed accepted sockets, and asks each
 * connection's own record about senders, recipients and messages. Its timers and look-ups are all off.
 */
export class IntakeServer extends SMTPServer {
  private readonly bySession = new WeakMap<SMTPServerSession, IntakeConnection>();

  constructor() {
    super({
      disabledCommands: DISABLED,
      authOptional: true,
      disableReverseLookup: true,
      hideENHANCEDSTATUSCODES: false,
      size: USUAL_SIZE_LIMIT,
      logger: false,
    });
    this.on('error', () => undefined);
  }

  /** No context is made here: each handshake gets the one that its host and the rules want. */
  override updateSecureContext(): void {
    this.secureContext = new Map();
  }

  /** Speaks SMTP on an accepted socket. */
  admit(journal: JournalSession): void {
    const connection = new IntakeConnection(this, journal);
    this.bySession.set(connection.session, connection);
    connection.on('error', () => undefined);
    connection.init();
  }

  /** The context of the connection stays, whatever name the client asks for: each host has its own certificate. */
  override _resolveSNI(_servername: string, callback: (error: Error | null, context?: SecureContext) => void): void {
    callback(null);
  }

  override onConnect(_session: SMTPServerSession, callback: (error?: Error | null) => void): void {
    callback();
  }

  override onSecure(socket: Socket | TLSSocket, session: SMTPServerSession, callback: (error?: Error | null) => void): void {
    const protocol = isTls(socket) ? (socket.getProtocol() ?? 'unknown') : 'unknown';
    this.bySession.get(session)?.secured(session.servername || null, protocol, () => callback());
  }

  override onMailFrom(_address: SMTPServerAddress, _session: SMTPServerSession, callback: (error?: Error | null) => void): void {
    callback();
  }

  override onRcptTo(_address: SMTPServerAddress, session: SMTPServerSession, callback: (error?: Error | null) => void): void {
    const known = this.bySession.get(session)?.acceptRecipient() ?? false;
    callback(known ? null : new UnknownRecipientError('No such message intake address'));
  }
}
