import type { AddressInfo } from 'node:net';
import type { SMTPServerDataStream, SMTPServerSession } from 'smtp-server';
import type { Clock } from '../clock.ts';
import type { LogFormat } from './log-format.ts';
import type { MailLog } from './mail-log.ts';
import { PromptServer } from './prompt-server.ts';
import type { Scanner, Verdict } from './scan.ts';
import { SpoolError } from './spool/spool.ts';
import { MessageIntake, type StoredMessage } from './stored-message.ts';

export interface ListenerSettings {
  readonly name: string;
  readonly kind: 'incoming' | 'outgoing';
  readonly address: string;
  readonly port: number;
  readonly hostname: string;
  readonly maxMessageBytes: number;
}

/** A message as it came in, before policies are looked at. */
export interface ReceivedMessage {
  readonly mid: number;
  readonly icid: number;
  readonly direction: 'incoming' | 'outgoing';
  readonly listener: string;
  readonly remoteAddress: string;
  readonly helo: string;
  readonly protocol: string;
  readonly sender: string;
  /** In the order given, each once. */
  readonly recipients: readonly string[];
  readonly message: StoredMessage;
  readonly verdict: Verdict;
}

export interface InboundEnvironment {
  readonly clock: Clock;
  readonly log: MailLog;
  readonly format: LogFormat;
  readonly newScanner: () => Scanner;
  readonly nextMid: () => number;
  readonly nextIcid: () => number;
  /** Resolves to true once the message is safe, to false when it cannot be kept. Never rejects. */
  accept(message: ReceivedMessage): Promise<boolean>;
}

interface Transaction {
  readonly mid: number;
  readonly sender: string;
  readonly recipients: string[];
}

class ReplyError extends Error {
  readonly responseCode: number;

  constructor(responseCode: number, message: string) {
    super(message);
    this.responseCode = responseCode;
  }
}

/** One listener of the gateway: takes messages in and hands them over whole. */
export class InboundListener {
  readonly settings: ListenerSettings;
  private readonly environment: InboundEnvironment;
  private readonly server: PromptServer;
  private readonly icids = new Map<string, number>();
  private readonly transactions = new Map<string, Transaction>();
  /** Messages that have come in whole and are not answered yet, each with the end of its entry in the ledger. */
  private readonly unanswered = new Map<Promise<void>, () => void>();
  private stopping = false;

  constructor(settings: ListenerSettings, environment: InboundEnvironment) {
    this.settings = settings;
    this.environment = environment;
    this.server = new PromptServer({
      name: settings.hostname,
      banner: 'ESMTP',
      size: settings.maxMessageBytes,
      disabledCommands: ['AUTH', 'STARTTLS'],
      authOptional: true,
      maxAllowedUnauthenticatedCommands: false,
      disableReverseLookup: true,
      closeTimeout: 1,
      logger: false,
      onConnect: (session, done) => this.connected(session, done),
      onMailFrom: (address, session, done) => this.mailFrom(address.address, session, done),
      onRcptTo: (address, session, done) => this.rcptTo(address.address, session, done),
      onData: (stream, session, done) => this.data(stream, session, done),
      onClose: (session) => this.disconnected(session),
    });
    // A client that breaks off is its own business.
    this.server.on('error', () => {});
  }

  /** Starts to listen; rejects with the system's error, for example EADDRINUSE. */
  listen(): Promise<AddressInfo> {
    const { address, port } = this.settings;
    return new Promise((resolve, reject) => {
      this.server.server.once('error', reject);
      this.server.listen(port, address, () => {
        this.server.server.off('error', reject);
        const bound = this.server.server.address();
        if (bound === null || typeof bound === 'string') reject(new Error(`listener ${this.settings.name} has no address`));
        else resolve(bound);
      });
    });
  }

  /** Answers the messages that have come in whole, then closes the port and drops every connection. */
  async stop(): Promise<void> {
    this.stopping = true;
    await Promise.all(this.unanswered.keys());
    await this.drop();
  }

  /** Closes the port and drops every connection at once; resolves when the port is free. */
  drop(): Promise<void> {
    this.stopping = true;
    for (const end of this.unanswered.values()) end();
    return new Promise((resolve) => {
      this.server.close(() => resolve());
      for (const connection of this.server.connections) connection._socket.destroy();
    });
  }

  private connected(session: SMTPServerSession, done: (error?: Error | null) => void): void {
    const { log, format, nextIcid } = this.environment;
    const icid = this.number(nextIcid, 421, done);
    if (icid === undefined) return;
    this.icids.set(session.id, icid);
    log.info(format.injectionOpened(icid, this.settings.name, session.localAddress, session.remoteAddress));
    log.info(format.injectionAccepted(icid));
    done();
  }

  /** The next number; undefined when the spool can give none, which is answered then. */
  private number(next: () => number, refusal: number, done: (error: Error) => void): number | undefined {
    try {
      return next();
    } catch (error) {
      if (!(error instanceof SpoolError)) throw error;
      done(new ReplyError(refusal, 'no mail can be taken now, try again later'));
      return undefined;
    }
  }

  private disconnected(session: SMTPServerSession): void {
    const icid = this.icids.get(session.id);
    if (icid === undefined) return;
    this.abort(session, 'Receiving aborted by sender');
    this.icids.delete(session.id);
    this.environment.log.info(this.environment.format.injectionClosed(icid));
  }

  private mailFrom(sender: string, session: SMTPServerSession, done: (error?: Error | null) => void): void {
    const { log, format, nextMid } = this.environment;
    this.abort(session, 'Receiving aborted');
    const icid = this.icids.get(session.id) ?? 0;
    const mid = this.number(nextMid, 451, done);
    if (mid === undefined) return;
    this.transactions.set(session.id, { mid, sender, recipients: [] });
    log.info(format.messageStarted(mid, icid));
    log.info(format.messageFrom(mid, icid, sender));
    done();
  }

  private rcptTo(recipient: string, session: SMTPServerSession, done: (error?: Error | null) => void): void {
    const transaction = this.transactions.get(session.id);
    if (transaction === undefined) {
      done(new ReplyError(503, 'need MAIL command'));
      return;
    }
    if (!transaction.recipients.includes(recipient)) {
      const { log, format } = this.environment;
      log.info(format.messageTo(transaction.mid, this.icids.get(session.id) ?? 0, transaction.recipients.length, recipient));
      transaction.recipients.push(recipient);
    }
    done();
  }

  private data(stream: SMTPServerDataStream, session: SMTPServerSession, done: (error?: Error | null, reply?: string) => void): void {
    const { clock, newScanner } = this.environment;
    const end = clock.ledger.begin(`inbound message on ICID ${this.icids.get(session.id) ?? 0}`);
    const intake = new MessageIntake();
    const scanner = newScanner();
    stream.on('data', (chunk: Buffer) => {
      // Once it is known to be too large, nothing more is kept.
      if (stream.byteLength <= this.settings.maxMessageBytes) scanner.push(intake.push(chunk));
    });
    let whole = false;
    stream.once('end', () => {
      whole = true;
      const answered = this.take(stream, session, intake, scanner, done).finally(() => {
        this.unanswered.delete(answered);
        end();
      });
      this.unanswered.set(answered, end);
    });
    stream.once('close', () => {
      if (!whole) end();
    });
  }

  /** Ends a message that has come in whole; calls `done` when its fate is known. */
  private async take(
    stream: SMTPServerDataStream,
    session: SMTPServerSession,
    intake: MessageIntake,
    scanner: Scanner,
    done: (error?: Error | null, reply?: string) => void,
  ): Promise<void> {
    const { log, format } = this.environment;
    const transaction = this.transactions.get(session.id);
    this.transactions.delete(session.id);
    if (transaction === undefined) {
      done(new ReplyError(451, 'transaction was lost'));
    } else if (stream.sizeExceeded) {
      log.info(format.aborted(transaction.mid, 'Message size exceeds the limit'));
      done(new ReplyError(552, 'message exceeds the maximum size'));
    } else if (this.stopping) {
      log.info(format.aborted(transaction.mid, 'Gateway is stopping'));
      done(new ReplyError(421, 'gateway is stopping'));
    } else if (await this.hand(transaction, session, intake, scanner)) {
      done(null, `ok: Message ${transaction.mid} accepted`);
    } else {
      done(new ReplyError(451, 'message cannot be kept now, try again later'));
    }
  }

  private hand(transaction: Transaction, session: SMTPServerSession, intake: MessageIntake, scanner: Scanner): Promise<boolean> {
    return this.environment.accept({
      mid: transaction.mid,
      icid: this.icids.get(session.id) ?? 0,
      direction: this.settings.kind,
      listener: this.settings.name,
      remoteAddress: session.remoteAddress,
      helo: session.hostNameAppearsAs || 'unknown',
      protocol: session.transmissionType,
      sender: transaction.sender,
      recipients: transaction.recipients,
      message: intake.finish(),
      verdict: scanner.verdict(),
    });
  }

  private abort(session: SMTPServerSession, why: string): void {
    const unfinished = this.transactions.get(session.id);
    if (unfinished === undefined) return;
    this.transactions.delete(session.id);
    this.environment.log.info(this.environment.format.aborted(unfinished.mid, why));
  }
}
