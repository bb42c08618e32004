import type { SMTPServer } from 'smtp-server';
import type { SmtpStage } from '../../src/smtp/stage.ts';
import type { RuleOf } from '../faults/rule.ts';
import { addressIn, isKnown, sizeParameter, stageOf, verbOf } from './commands.ts';
import { fateAt, type Verdict } from './end-of-data.ts';
import { IncomingCopy } from './incoming-copy.ts';
import type { JournalSession } from './journal-session.ts';
import { MessageParser } from './message-parser.ts';
import { RecordedConnection } from './recorded-connection.ts';
import { limitReply, notStoredReply, type ReplyPlan, replyPlan, tooLargeReply } from './reply-plan.ts';
import { sequenceFault, TriedCommands } from './sequence.ts';
import { smtpRuleAt } from './smtp-actions.ts';
import { hidesStartTls, planTls, startTlsReply } from './start-tls.ts';
import { actOnTcp } from './tcp-actions.ts';

/** Largest message that is taken unless a rule announces another size. */
export const USUAL_SIZE_LIMIT = 50 * 1024 * 1024;

type Done = () => void;
const nothing = (): void => undefined;

/** One SMTP connection of the intake, with places for rules before each command, in each reply and after each message. */
export class IntakeConnection extends RecordedConnection {
  private readonly tried = new TriedCommands();
  private copy: IncomingCopy | undefined;

  constructor(server: SMTPServer, journal: JournalSession) {
    super(server, journal);
    journal.atEnd(() => this.copy?.abandon());
  }

  /** Greets without smtp-server's 100 ms; the two turns of the loop let the bytes of an early talker be seen first. */
  override init(): void {
    const tcp = actOnTcp(this.journal, this._socket, 'connect');
    if (tcp.kind === 'ended') return;
    if (tcp.kind === 'paced') this.setPace(tcp.change);
    this._setListeners(() => setImmediate(() => setImmediate(() => this.greet())));
  }

  override _onCommand(command: Buffer, callback: Done = nothing): void {
    const { journal } = this;
    if (journal.over || journal.handshaking) return;
    const line = command.toString('latin1');
    const verb = verbOf(line);
    const stage = stageOf(verb, journal.secure);
    if (stage !== undefined) journal.stage = stage;
    journal.record({ type: 'commandReceived', connection: journal.number, stage: journal.stage, line, secure: journal.secure });
    this.judge(verb);
    this.awaitsReply = true;
    if (stage === undefined || !this._ready || !this.isDue(verb, line)) {
      if (!this.refuse(verb, callback)) super._onCommand(command, callback);
      return;
    }
    this.note(stage, command);
    this.withRules(stage, (rule) => this.carryOut(stage, rule, command, callback));
  }

  /** smtp-server's, but with a message that is handed on as it comes instead of through a stream. */
  override handler_DATA(command: Buffer, callback: Done): void {
    const parser = this._parser;
    if (!(parser instanceof MessageParser) || this.session.envelope.rcptTo.length === 0) {
      super.handler_DATA(command, callback);
      return;
    }
    const copy = new IncomingCopy(this.journal, this.announcedSize ?? USUAL_SIZE_LIMIT);
    this.copy = copy;
    parser.startMessage(() => this.endOfData(copy));
    this.send(354, 'End data with <CR><LF>.<CR><LF>');
    callback();
  }

  protected override heardMessage(chunk: Buffer): void {
    const { copy } = this;
    if (copy === undefined) return;
    const begins = copy.isEmpty;
    copy.add(chunk);
    if (begins && !this.journal.over) this.unasked('message');
  }

  /** Is the recipient just named one that was issued (SETUP-5)? If so it belongs to the transaction from now on. */
  acceptRecipient(): boolean {
    const { journal } = this;
    const { named } = journal;
    if (named === undefined || journal.stand.accounts.ownerOf(named) === undefined) return false;
    journal.acceptRecipient(named);
    return true;
  }

  private greet(): void {
    const { journal } = this;
    if (journal.over) return;
    journal.stage = 'greeting';
    this.withRules('greeting', (rule) => {
      this.planned = rule && this.planFor(rule, 'greeting');
      this.connectionReady();
    });
  }

  /** Asks for rules at a stage: TCP first, then SMTP, after whose delay `proceed` is called. */
  private withRules(stage: SmtpStage, proceed: (rule: RuleOf<'smtp'> | undefined) => void): void {
    const { journal } = this;
    const tcp = actOnTcp(journal, this._socket, stage);
    if (tcp.kind === 'ended') return;
    if (tcp.kind === 'paced') this.setPace(tcp.change);
    const rule = smtpRuleAt(journal, stage);
    const delayMs = rule?.do.delayMs ?? 0;
    if (delayMs === 0) proceed(rule);
    else journal.later(delayMs, `reply delayed at ${stage}`, () => proceed(rule));
  }

  private planFor(rule: RuleOf<'smtp'>, stage: SmtpStage): ReplyPlan | undefined {
    const { maxConnections, maxMessagesPerConnection } = rule.do;
    if (maxConnections !== undefined) return limitReply(rule.id, this.name, 'Too many connections, try again later');
    if (maxMessagesPerConnection !== undefined) return limitReply(rule.id, this.name, 'Too many messages on this connection');
    return replyPlan(rule, stage);
  }

  private carryOut(stage: SmtpStage, rule: RuleOf<'smtp'> | undefined, command: Buffer, callback: Done): void {
    const plan = rule && this.planFor(rule, stage);
    if (plan !== undefined && !plan.positive) {
      this.answer(plan, callback);
      return;
    }
    this.planned = plan;
    if (stage === 'STARTTLS') {
      this.startTls(command, callback);
      return;
    }
    if (stage === 'EHLO' || stage === 'EHLO over TLS') {
      this.announcedSize = rule?.do.announceSize;
      this.hidden = [...(rule?.do.omitExtensions ?? []), ...(hidesStartTls(this.journal) ? ['STARTTLS'] : [])];
    }
    const declared = stage === 'MAIL FROM' && this.announcedSize !== undefined ? sizeParameter(command.toString('latin1')) : undefined;
    if (declared !== undefined && this.announcedSize !== undefined && declared > this.announcedSize) {
      this.answer(tooLargeReply(this.announcedSize), callback);
      return;
    }
    this.perform(stage, command, callback);
  }

  /** Has smtp-server carry a command out; for one of a transaction, known to be due, without its general checks. */
  private perform(stage: SmtpStage, command: Buffer, callback: Done): void {
    const done = (): void => this._whenWritable(callback);
    if (stage === 'MAIL FROM') this.handler_MAIL(command, done);
    else if (stage === 'RCPT TO') this.handler_RCPT(command, done);
    else if (stage === 'DATA') this.handler_DATA(command, done);
    else super._onCommand(command, callback);
  }

  private answer(plan: ReplyPlan, callback: Done): void {
    this.say(plan.text, plan.ruleId);
    this.afterReply(plan.afterwards);
    if (plan.afterwards === 'continue') callback();
  }

  private startTls(command: Buffer, callback: Done): void {
    const refusal = startTlsReply(this.journal);
    if (refusal !== undefined) {
      this.answer(refusal, callback);
      return;
    }
    const plan = planTls(this.journal);
    if (!(plan instanceof Promise)) {
      this.tlsPlan = plan;
      super._onCommand(command, callback);
      return;
    }
    plan.then(
      (ready) => {
        this.tlsPlan = ready;
        super._onCommand(command, callback);
      },
      () => {
        this.send(454, 'TLS is not available: no certificate could be made');
        callback();
      },
    );
  }

  /** Would smtp-server carry this command out, its syntax aside? Rules fire only on commands that come in their turn. */
  private isDue(verb: string, line: string): boolean {
    const { envelope } = this.session;
    switch (verb) {
      case 'STARTTLS':
        return !this.journal.secure && !this.hidden.includes('STARTTLS') && line.trim().length === verb.length;
      case 'MAIL':
        return this.hostNameAppearsAs !== false && !envelope.mailFrom && !this.needsTls() && addressIn(line) !== undefined;
      case 'RCPT':
        return envelope.mailFrom !== false && addressIn(line) !== undefined;
      case 'DATA':
        return envelope.rcptTo.length > 0;
      default:
        return true;
    }
  }

  private needsTls(): boolean {
    return this.journal.stand.requireTls && !this.journal.secure;
  }

  /** Refuses what the stand's settings or a rule on EHLO forbid; false when smtp-server is to answer. */
  private refuse(verb: string, callback: Done): boolean {
    if (verb === 'STARTTLS' && this.hidden.includes('STARTTLS')) this.send(502, 'Error: command not implemented');
    else if (verb === 'MAIL' && this.hostNameAppearsAs !== false && this.needsTls()) this.send(530, 'Must issue a STARTTLS command first');
    else return false;
    callback();
    return true;
  }

  private judge(verb: string): void {
    const { journal, tried } = this;
    if (!isKnown(verb)) journal.anomaly('unknown command', `${JSON.stringify(verb.slice(0, 40))} is not a command of RFC 5321`);
    const misplaced = sequenceFault(verb, {
      saidHello: this.hostNameAppearsAs !== false,
      inTransaction: Boolean(this.session.envelope?.mailFrom),
      secure: journal.secure,
      mailTried: tried.mail,
      rcptTried: tried.rcpt,
    });
    if (misplaced !== undefined) journal.anomaly('bad sequence', misplaced);
    tried.note(verb);
  }

  private note(stage: SmtpStage, command: Buffer): void {
    const { journal } = this;
    if (stage === 'MAIL FROM') journal.beginTransaction(addressIn(command.toString('utf8')) ?? '');
    else if (stage === 'RCPT TO') journal.nameRecipient(addressIn(command.toString('utf8')) ?? '');
    else if (stage === 'DATA') journal.goByFirstRecipient();
    else if (stage === 'QUIT') journal.quit = true;
  }

  /** Asks for rules at a stage at which no command waits for a reply: what is said comes unasked. */
  private unasked(stage: 'message' | 'between messages'): void {
    const { journal } = this;
    const tcp = actOnTcp(journal, this._socket, stage);
    if (tcp.kind === 'ended') return;
    if (tcp.kind === 'paced') this.setPace(tcp.change);
    const rule = smtpRuleAt(journal, stage);
    const plan = rule && replyPlan(rule, stage);
    if (rule === undefined || plan === undefined) return;
    const speak = (): void => {
      this.say(plan.text, plan.ruleId);
      this.afterReply(plan.afterwards);
    };
    if (rule.do.delayMs === undefined) speak();
    else journal.later(rule.do.delayMs, `reply delayed at ${stage}`, speak);
  }

  private endOfData(copy: IncomingCopy): void {
    const { journal } = this;
    if (journal.over) {
      copy.abandon();
      return;
    }
    journal.stage = 'end of data';
    this.awaitsReply = true;
    const tcp = actOnTcp(journal, this._socket, 'end of data');
    if (tcp.kind === 'ended') {
      copy.finish('refused');
      return;
    }
    if (tcp.kind === 'paced') this.setPace(tcp.change);
    const verdict = fateAt(journal, copy);
    const number = copy.finish(verdict.fate);
    const settled = number === undefined ? { ...verdict, plan: notStoredReply, accepted: false } : verdict;
    const respond = (): void => this.respond(settled, `OK: queued as copy ${number}`);
    if (verdict.delayMs === 0) respond();
    else journal.later(verdict.delayMs, 'reply delayed at end of data', respond);
  }

  private respond(verdict: Verdict, text: string): void {
    const { journal } = this;
    this.planned = verdict.plan;
    this.tried.clear();
    const { stage } = journal;
    this.send(250, text, 'DATA_OK');
    this.endTransaction();
    if (journal.over || !verdict.accepted || journal.stage !== stage) return;
    journal.messages += 1;
    journal.stage = 'between messages';
    this.unasked('between messages');
  }

  /** What smtp-server does once a message is answered. */
  private endTransaction(): void {
    this._transactionCounter += 1;
    this._unrecognizedCommands = 0;
    this._resetSession();
    if (this._parser) this._parser.continue();
  }
}
