import type { Socket } from 'node:net';
import { z } from 'zod';
import type { ConnectionEnd, Fact, WireAnomalyKind } from '../../src/evidence/events.ts';
import type { SmtpStage } from '../../src/smtp/stage.ts';
import type { ActionOf } from '../faults/engine.ts';
import type { ConnectionFacts } from '../faults/match.ts';
import type { RuleOf } from '../faults/rule.ts';
import { Outbound } from './outbound.ts';
import type { IntakeHost, IntakeStand } from './stand.ts';

/** Stages at which `attempt` is the round of connections; later it is how often the recipient was named. */
const BY_ROUND: ReadonlySet<SmtpStage> = new Set(['connect', 'greeting', 'EHLO', 'STARTTLS', 'TLS', 'EHLO over TLS', 'MAIL FROM']);

/** smtp-server puts words of its own over OpenSSL's and keeps those in `meta`: the alert that the peer sent stands only there. */
const wrapped = z.object({ meta: z.object({ message: z.string() }) });

const handshakeReason = (error: NodeJS.ErrnoException): string => {
  const { data } = wrapped.safeParse(error);
  const words = (data?.meta.message ?? error.message).trim();
  return error.code === undefined || words.includes(error.code) ? words : `${error.code}: ${words}`;
};

/** Everything known of one connection, whatever layer speaks on it: its facts for rules, its evidence, its end. */
export class JournalSession {
  readonly stand: IntakeStand;
  readonly host: IntakeHost;
  readonly raw: Socket;
  readonly number: number;
  readonly round: number;
  readonly out: Outbound;
  stage: SmtpStage = 'connect';
  secure = false;
  /** True between the 220 to STARTTLS and the end of the handshake. */
  handshaking = false;
  quit = false;
  /** A rule has set the pace for the rest of the connection: it need not fire again at each stage. */
  paced = false;
  /** Ordinal of the transaction under way, or of the last one; 0 before the first MAIL FROM. */
  transaction = 0;
  /** Messages that were answered 2yz at end of data. */
  messages = 0;
  mailFrom: string | undefined;
  /** Recipients accepted in this transaction, in order, repeats included. */
  accepted: string[] = [];
  /** Recipient that rules go by: at RCPT TO the one just named, afterwards the first that was accepted. */
  private recipient: string | undefined;
  private recipientAttempt = 0;
  private firstAttempt = 0;
  private end: ConnectionEnd | undefined;
  private peerReset = false;
  private closed = false;
  private silent = false;
  private tlsFailureTold = false;
  private readonly anomalies = new Set<WireAnomalyKind>();
  private readonly onClosed: () => void;
  /** Set by the connection that speaks SMTP: stops its parser. */
  onSilence: () => void = () => undefined;
  private readonly undo = new Set<() => void>();

  constructor(stand: IntakeStand, host: IntakeHost, raw: Socket, number: number, onClosed: () => void) {
    this.stand = stand;
    this.host = host;
    this.raw = raw;
    this.number = number;
    this.onClosed = onClosed;
    this.out = new Outbound(stand.clock, raw);
    this.round = stand.rounds.opened(stand.clock.now());
    stand.evidence.record({
      type: 'connectionOpened',
      connection: number,
      round: this.round,
      host: host.name,
      localAddress: raw.localAddress ?? host.address,
      localPort: raw.localPort ?? 0,
      remoteAddress: raw.remoteAddress ?? 'unknown',
      remotePort: raw.remotePort ?? 0,
    });
    this.listen();
  }

  /** True once the connection ended, we ended our side of it, or nothing more is answered on it. */
  get over(): boolean {
    return this.closed || this.silent || this.end !== undefined;
  }

  /** From now on what the peer sends is neither parsed nor answered. */
  silence(): void {
    this.silent = true;
    this.onSilence();
  }

  /** Hears the raw socket; called again after TLS was put on top of it, which drops all listeners. */
  listen(): void {
    this.raw.on('error', (error: NodeJS.ErrnoException) => this.heardError(error));
    this.raw.on('close', () => this.finish());
  }

  heardError(error: NodeJS.ErrnoException): void {
    if (error.code === 'ECONNRESET' || error.code === 'EPIPE') this.peerReset = true;
    if (this.handshaking) this.tlsFailed(handshakeReason(error));
    // A reset that failed is never followed by 'close'.
    if (error.syscall === 'reset') this.finish();
  }

  record(fact: Fact): void {
    this.stand.evidence.record(fact);
  }

  /** Finds and counts the TCP rule that fires here; undefined when none does, or the connection is over. */
  fireTcp(actions: readonly ActionOf<'tcp'>[], stage: SmtpStage): RuleOf<'tcp'> | undefined {
    if (this.stand.rules.tcp.length === 0 || this.over) return undefined;
    return this.noted(this.stand.faults.fire('tcp', this.facts(stage), { connection: this.number }, actions));
  }

  /** The same for TLS rules. */
  fireTls(actions: readonly ActionOf<'tls'>[], stage: SmtpStage): RuleOf<'tls'> | undefined {
    if (this.stand.rules.tls.length === 0 || this.over) return undefined;
    return this.noted(this.stand.faults.fire('tls', this.facts(stage), { connection: this.number }, actions));
  }

  /** The same for SMTP rules; `headers` at end of data only. */
  fireSmtp(actions: readonly ActionOf<'smtp'>[], stage: SmtpStage, headers?: () => readonly string[]): RuleOf<'smtp'> | undefined {
    if (this.stand.rules.smtp.length === 0 || this.over) return undefined;
    return this.noted(this.stand.faults.fire('smtp', this.facts(stage, headers), { connection: this.number }, actions));
  }

  /** What rules are matched against at `stage`. The attempt is the round up to MAIL FROM, the recipient's count from RCPT TO on. */
  facts(stage: SmtpStage, headers?: () => readonly string[]): ConnectionFacts {
    const { recipient } = this;
    const account = recipient === undefined ? undefined : this.stand.accounts.ownerOf(recipient)?.name;
    return {
      stage,
      connection: this.number,
      mx: this.host.name,
      attempt: recipient === undefined || BY_ROUND.has(stage) ? this.round : this.recipientAttempt,
      ...(account === undefined ? {} : { account }),
      ...(this.mailFrom === undefined ? {} : { from: this.mailFrom }),
      ...(recipient === undefined ? {} : { to: recipient }),
      ...(this.transaction === 0 ? {} : { transaction: this.transaction }),
      ...(headers === undefined ? {} : { headers }),
    };
  }

  /** The handshake is done: all begins anew, so that what was told of the connection in clear hides nothing (TLS-6). */
  beginTls(): void {
    this.handshaking = false;
    this.secure = true;
    this.anomalies.clear();
  }

  /** A MAIL FROM came in its turn: a new transaction, with nothing left of the one before. */
  beginTransaction(mailFrom: string): void {
    this.transaction += 1;
    this.mailFrom = mailFrom;
    this.recipient = undefined;
    this.accepted = [];
    this.anomalies.clear();
  }

  /** A RCPT TO came in its turn. */
  nameRecipient(address: string): void {
    this.recipient = address;
    this.recipientAttempt = this.stand.recipients.count(address);
  }

  /** The recipient just named was accepted. */
  acceptRecipient(address: string): void {
    if (this.accepted.length === 0) this.firstAttempt = this.recipientAttempt;
    this.accepted.push(address);
  }

  /** From DATA on, rules go by the first recipient that was accepted. */
  goByFirstRecipient(): void {
    this.recipient = this.accepted[0];
    this.recipientAttempt = this.firstAttempt;
  }

  /** The recipient that rules go by at present, as it was sent. */
  get named(): string | undefined {
    return this.recipient;
  }

  /** Tells an anomaly, once for each kind and transaction. */
  anomaly(kind: WireAnomalyKind, detail: string): void {
    if (this.anomalies.has(kind)) return;
    this.anomalies.add(kind);
    this.record({ type: 'wireAnomaly', connection: this.number, stage: this.stage, kind, detail });
  }

  /** Sends bytes as a reply at the present stage and writes them down. */
  reply(text: string, gapMs?: number, ruleId?: string): void {
    const { stage, secure } = this;
    this.out.send(text, gapMs, (sent) => {
      this.record({
        type: 'replySent',
        connection: this.number,
        stage,
        text: sent,
        secure,
        ...(ruleId === undefined ? {} : { ruleId }),
      });
    });
  }

  tlsFailed(reason: string): void {
    if (this.tlsFailureTold) return;
    this.tlsFailureTold = true;
    this.record({ type: 'tlsFailed', connection: this.number, reason });
  }

  /** Calls `fire` after `delayMs` on the clock; never once the connection has ended. */
  timer(delayMs: number, fire: () => void): void {
    const cancel = (): void => {
      this.undo.delete(cancel);
      timer.cancel();
    };
    const timer = this.stand.clock.setTimer(delayMs, () => {
      this.undo.delete(cancel);
      fire();
    });
    this.undo.add(cancel);
  }

  /** The same, for something that a rule delays: the connection counts as held for so long. */
  later(delayMs: number, label: string, fire: () => void): void {
    const release = this.hold(label);
    this.timer(delayMs, () => {
      release();
      fire();
    });
  }

  /** Enters the connection as held until the returned function is called or it ends. */
  hold(label: string): () => void {
    const end = this.stand.clock.ledger.hold(label);
    const release = (): void => {
      this.undo.delete(release);
      end();
    };
    this.undo.add(release);
    return release;
  }

  /** Runs `undo` when the connection ends. */
  atEnd(undo: () => void): void {
    this.undo.add(undo);
  }

  /** Notes that we end the connection, unless its end is already decided. */
  decideEnd(end: ConnectionEnd): void {
    this.end ??= end;
  }

  /**
   * Resets the connection: the peer sees ECONNRESET. Safe under TLS.
   * Node cannot reset a socket whose FIN still waits behind unsent bytes: it would never tell that the socket closed. Such
   * a one is destroyed.
   */
  reset(end: ConnectionEnd = 'reset by intake'): void {
    if (end === 'intake stopped') this.end = end;
    else this.decideEnd(end);
    this.out.stop();
    const top = this.out.socket;
    if (finWaits(top) || finWaits(this.raw)) top.destroy();
    else this.raw.resetAndDestroy();
  }

  private noted<Rule>(rule: Rule | undefined): Rule | undefined {
    if (rule !== undefined) this.stand.rounds.faultFired(this.round);
    return rule;
  }

  private finish(): void {
    if (this.closed) return;
    this.closed = true;
    this.out.stop();
    for (const undo of [...this.undo]) undo();
    this.undo.clear();
    if (this.handshaking) this.tlsFailed('the connection ended during the handshake');
    this.stand.rounds.closed();
    this.record({
      type: 'connectionClosed',
      connection: this.number,
      end: this.end ?? (this.quit ? 'QUIT' : this.peerReset ? 'reset by peer' : 'closed by peer'),
      stage: this.stage,
      bytesIn: this.raw.bytesRead,
      bytesOut: this.raw.bytesWritten,
    });
    this.onClosed();
  }
}

const finWaits = (socket: Socket): boolean => socket.writableEnded && !socket.writableFinished;
