import type { Clock, Timer } from '../clock.ts';
import { replyText } from '../smtp/reply.ts';
import type { DestinationCounter } from './counters.ts';
import type { ConnectionNames } from './log-format.ts';
import type { MailLog } from './mail-log.ts';
import type { RouteTarget } from './mx.ts';
import type { ForwarderParts } from './parts.ts';
import { Channel } from './smtp-client/channel.ts';
import type { DeliveryFailure, NetworkDetail } from './smtp-client/outcome.ts';
import type { Extensions, SessionSettings } from './smtp-client/session.ts';
import type { Submission, TransactionResult } from './smtp-client/transaction.ts';
import type { TrackingStore } from './tracking/tracking-store.ts';

/** What outgoing connections of one destination have in common. */
export interface OutboundContext {
  readonly clock: Clock;
  readonly log: MailLog;
  readonly counter: DestinationCounter;
  readonly tracking: TrackingStore;
  readonly parts: ForwarderParts;
  readonly nextDcid: () => number;
  /** Whether these are connections of the connector: its log lines are marked (LOG-11). */
  readonly connector: boolean;
  readonly port: number;
  readonly session: Omit<SessionSettings, 'servername'>;
}

export type OutboundState = 'opening' | 'idle' | 'busy' | 'closing';

const NETWORK_TEXTS: { readonly [Detail in NetworkDetail]: { readonly details: string; readonly reason: string } } = {
  refused: { details: '[Errno 111] Connection refused', reason: 'network error' },
  reset: { details: '[Errno 104] Connection reset by peer', reason: 'network error' },
  'timed out': { details: 'timeout', reason: 'connection timed out' },
  closed: { details: '[Errno 0] Connection closed by the remote host', reason: 'network error' },
  unreachable: { details: '[Errno 113] No route to host', reason: 'network error' },
};

/** One outgoing SMTP connection with its DCID, from the first SYN to the close. */
export class OutboundConnection {
  readonly dcid: number;
  readonly channel: Channel;
  state: OutboundState = 'opening';
  /** Since when it is in this state, ms on the clock. */
  sinceMs: number;
  /** Messages sent on it so far. */
  messages = 0;
  /** Which route it was opened for. */
  readonly route: string;
  idleTimer: Timer | undefined;
  private readonly context: OutboundContext;
  private readonly target: RouteTarget;
  private extensions: Extensions = new Map();
  private connected = false;
  private readonly connecting: Promise<NetworkDetail | undefined>;

  constructor(context: OutboundContext, target: RouteTarget, route: string, gone: (connection: OutboundConnection) => void) {
    this.context = context;
    this.target = target;
    this.route = route;
    this.dcid = context.nextDcid();
    this.sinceMs = context.clock.now();
    context.counter.connectionBegan();
    const { promise, resolve } = Promise.withResolvers<NetworkDetail | undefined>();
    this.connecting = promise;
    const { port, parts, clock } = context;
    const address = { address: target.address, port, timeoutMs: context.session.timeouts.connectMs };
    this.channel = Channel.open(address, clock, parts.newReplyParser, (detail) => {
      if (detail === undefined) this.noteConnected();
      resolve(detail);
    });
    this.channel.onClosed = () => {
      this.idleTimer?.cancel();
      if (this.connected) {
        context.counter.connectionClosed();
        context.log.info(parts.logFormat.connectionClosed(this.dcid));
      } else {
        context.counter.connectionFailed();
      }
      gone(this);
    };
  }

  get names(): ConnectionNames {
    return { dcid: this.dcid, localAddress: this.channel.localAddress, address: this.target.address, port: this.context.port };
  }

  setState(state: OutboundState): void {
    this.state = state;
    this.sinceMs = this.context.clock.now();
    this.idleTimer?.cancel();
    this.idleTimer = undefined;
  }

  /** Brings the session up to where mail can be sent. On failure the connection is on its way out already. */
  async open(): Promise<DeliveryFailure | undefined> {
    const detail = await this.connecting;
    if (detail !== undefined) return { kind: 'network error', stage: 'connect', detail };
    const { parts, session, log } = this.context;
    const opened = await parts.dialogue.open(this.channel, { ...session, servername: this.target.host }, ({ protocol, cipher }) =>
      log.info(parts.logFormat.tlsSucceeded(this.dcid, protocol, cipher)),
    );
    if (opened.kind === 'open') {
      this.extensions = opened.extensions;
      return undefined;
    }
    const leave = opened.failure.kind === 'refused' && opened.failure.reply.code !== 421;
    if (leave || opened.failure.kind === 'tls error') this.quit();
    else this.close();
    return opened.failure;
  }

  send(submission: Submission): Promise<TransactionResult> {
    const { parts, session } = this.context;
    this.messages += 1;
    const settings = { extensions: this.extensions, timeouts: session.timeouts, newDotStuffer: parts.newDotStuffer };
    return parts.dialogue.send(this.channel, submission, settings);
  }

  /** Ends a transaction that was refused half-way; false when the connection is of no more use. */
  reset(): Promise<boolean> {
    const { parts, session } = this.context;
    return parts.dialogue.reset(this.channel, session.timeouts.commandMs);
  }

  /** Says QUIT, waits a little for the answer, and closes (SMTP-5). */
  quit(): void {
    if (this.state === 'closing') return;
    this.setState('closing');
    if (!this.channel.quiet) {
      this.channel.finish();
      return;
    }
    const end = this.context.clock.ledger.begin(`QUIT on DCID ${this.dcid}`);
    void this.context.parts.dialogue.quit(this.channel).then(() => {
      this.channel.finish();
      end();
    });
  }

  /** Closes without a word: the other side has ended the session. */
  close(): void {
    this.setState('closing');
    this.channel.finish();
  }

  /** Ends it in the middle of whatever is under way; an idle one may say QUIT first. */
  drop(manner: 'with QUIT' | 'without a word'): void {
    if (manner === 'with QUIT' && this.state === 'idle') this.channel.finish('QUIT');
    else this.channel.destroy('closed');
  }

  /** Writes the log lines for a failure on this connection. */
  logFailure(failure: DeliveryFailure, domain: string): void {
    const { log, parts, connector } = this.context;
    const { logFormat } = parts;
    const error = (details: string, reason: string): void =>
      log.info(logFormat.connectionError(connector, this.names, domain, details, reason));
    if (failure.kind === 'network error') {
      const { details, reason } = NETWORK_TEXTS[failure.detail];
      error(details, reason);
    } else if (failure.kind === 'tls error') {
      log.info(logFormat.tlsFailed(this.dcid, failure.detail));
      log.info(logFormat.tlsRequired(this.dcid, this.target.address));
    } else if (failure.kind === 'garbled reply') {
      error(failure.line, 'unexpected SMTP response');
    } else if (failure.kind === 'refused' && this.messages === 0) {
      error(replyText(failure.reply), 'unexpected SMTP response');
    }
  }

  private noteConnected(): void {
    const { counter, log, parts, connector } = this.context;
    this.connected = true;
    counter.connectionOpened();
    log.info(parts.logFormat.connectionOpened(connector, this.names));
  }
}

/** DNS-2: whether the next host of the route is tried within the same attempt. */
export const isUnreachable = (failure: DeliveryFailure): boolean =>
  failure.kind === 'network error' && (failure.stage === 'connect' || failure.stage === 'greeting');
