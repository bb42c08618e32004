import { type IWorldOptions, setWorldConstructor, World } from '@cucumber/cucumber';
import type { Zone } from '../mocks/dns/zone.ts';
import type { FaultRule, FaultRuleInput } from '../mocks/faults/rule.ts';
import { faultRuleSchema } from '../mocks/faults/rule.ts';
import type { Evidence } from '../src/evidence/events.ts';
import { type CaseFile, isDelivered, type ReceivedCopy, type SentMessage } from '../src/harness/checks/case-file.ts';
import { errorOf, type Finding } from '../src/harness/checks/finding.ts';
import { waitInVain } from '../src/harness/checks/wait-in-vain.ts';
import type { Capability, MailDirection, PolicyRole, Settings } from '../src/harness/drivers/driver.ts';
import { NotTestableError, type ScenarioOutcome, StandError } from '../src/harness/outcome.ts';
import { buildMessage, type MessageParts } from '../src/harness/test-message.ts';
import { type Parameters, parseParameters } from './run-parameters.ts';
import { Stand } from './stand.ts';
import { PRIMARY_DOMAIN } from './stand-layout.ts';

export interface SendOptions extends Partial<Pick<MessageParts, 'body' | 'subject' | 'extraHeaders' | 'messageIdTail'>> {
  readonly mailFrom?: string;
  readonly direction?: MailDirection;
  /** Recipients that the To field does not name. */
  readonly blindCopies?: readonly string[];
}

type ZoneChange = (zone: Zone) => void;

/** Domain of the sender of test messages. */
export const SENDER_DOMAIN = 'sender.example';
const SENDER = `sender@${SENDER_DOMAIN}`;

/** What one scenario knows: the stand it wants, the stand it has, what it sent, and how it came out. */
export class ConformanceWorld extends World<unknown> {
  readonly runParameters: Parameters;
  readonly sent: SentMessage[] = [];
  readonly outcomes: ScenarioOutcome[] = [];
  /** A departure in this scenario is a warning, not a failure: all its requirements are inferred, or it is advisory. */
  departuresWarn = false;
  private readonly wanted: { -readonly [Key in keyof Settings]: Settings[Key] } = {};
  private readonly rules: FaultRule[] = [];
  /** Rules that a right system need not meet. */
  readonly optionalRules = new Set<string>();
  private readonly zoneChanges: ZoneChange[] = [];
  private running: Stand | undefined;
  /** How long the current step waited for something that never came. */
  private waitedInVain: number | undefined;

  constructor(options: IWorldOptions<unknown>) {
    super(options);
    this.runParameters = parseParameters(options.parameters);
  }

  get seen(): readonly Evidence[] {
    return this.running?.evidence.all ?? [];
  }

  /** What checks judge. */
  get file(): CaseFile {
    return { evidence: this.seen, sent: this.sent, copies: this.copies(), intakeDomain: PRIMARY_DOMAIN };
  }

  get startedStand(): Stand | undefined {
    return this.running;
  }

  /** The stand with the system under test, started at the first call with all that the Given steps asked for. */
  async stand(): Promise<Stand> {
    this.running ??= await Stand.start({
      parameters: this.runParameters,
      settings: this.wanted,
      rules: this.rules,
      prepareZone: (zone) => {
        for (const change of this.zoneChanges) change(zone);
      },
    });
    return this.running;
  }

  /** Asks for a setting of the system; a driver that cannot be configured goes on with what it has. */
  wish(settings: Settings): void {
    if (this.running !== undefined) throw new StandError('settings must come before the first message');
    Object.assign(this.wanted, settings);
  }

  /** Arms a fault rule: before the ports open, or at once when the stand runs. */
  arm(rule: Omit<FaultRuleInput, 'id'>, presence: 'needed' | 'optional' = 'needed'): void {
    const id = `rule-${this.rules.length + 1}`;
    if (presence === 'optional') this.optionalRules.add(id);
    const parsed = faultRuleSchema.parse({ ...rule, id });
    this.rules.push(parsed);
    this.running?.mock.faults.add(parsed);
    this.running?.evidence.record({ type: 'standChanged', what: `rule ${id} armed` });
  }

  /** Disarms every rule: the intake and the name server are sound again. */
  disarmAll(): void {
    const stand = this.running;
    if (stand === undefined) throw new StandError('nothing runs yet, so nothing can recover');
    stand.retireRules();
    stand.evidence.record({ type: 'standChanged', what: 'every rule disarmed' });
  }

  changeZone(change: ZoneChange, what: string): void {
    if (this.running === undefined) {
      this.zoneChanges.push(change);
      return;
    }
    change(this.running.mock.zone);
    this.running.evidence.record({ type: 'standChanged', what });
  }

  needs(capability: Capability, stand: Stand): void {
    if (!stand.driver.capabilities.has(capability)) throw new NotTestableError(capability);
  }

  /** Hands one message in, addressed to recipients under the given roles (a role twice: two mailboxes of it). */
  async send(roles: readonly PolicyRole[], options: SendOptions = {}): Promise<SentMessage> {
    const stand = await this.stand();
    const rcptTo = roles.map((role, index) => stand.driver.recipientUnder(role, `reader${roles.indexOf(role) === index ? '' : index + 1}`));
    return this.sendTo(rcptTo, roles, options);
  }

  async sendTo(rcptTo: readonly string[], roles: readonly PolicyRole[], options: SendOptions = {}): Promise<SentMessage> {
    const stand = await this.stand();
    const token = stand.nextToken();
    const mailFrom = options.mailFrom ?? SENDER;
    const blind = options.blindCopies ?? [];
    const message = buildMessage({ ...options, token, mailFrom: mailFrom === '' ? SENDER : mailFrom, to: rcptTo });
    const sentAtMs = stand.clock.now();
    const result = await stand.driver.inject({ mailFrom, rcptTo: [...rcptTo, ...blind] }, message.raw, options.direction ?? 'incoming');
    stand.evidence.record({
      type: 'messageInjected',
      message: token,
      mailFrom,
      rcptTo: [...rcptTo, ...blind],
      size: message.raw.length,
      reply: result.reply,
      accepted: result.accepted,
    });
    const sent: SentMessage = { ...message, mailFrom, rcptTo: [...rcptTo, ...blind], roles, ...result, sentAtMs };
    this.sent.push(sent);
    if (!sent.accepted) throw new StandError(`the system refused the test message: ${sent.reply}`);
    return sent;
  }

  /** The one message of the scenario. */
  get onlyMessage(): SentMessage {
    const [message, ...others] = this.sent;
    if (message === undefined || others.length > 0)
      throw new StandError(`the scenario sent ${this.sent.length} messages, the step speaks of one`);
    return message;
  }

  /** Copies that arrived whole and were not plainly refused, answered or not. */
  copies(message?: SentMessage): readonly ReceivedCopy[] {
    const index = this.running?.copies;
    if (index === undefined) return [];
    return message === undefined ? index.all : index.of(message.token);
  }

  /** Copies whose end of data the intake answered with 2yz: what the system may take for delivered. */
  delivered(message?: SentMessage): readonly ReceivedCopy[] {
    return this.copies(message).filter(isDelivered);
  }

  /** Lets `seconds` pass under observation: the proof that a negative needs. */
  async watch(seconds: number): Promise<void> {
    const stand = await this.stand();
    const fromMs = stand.clock.now();
    await stand.clock.advance(seconds * 1000);
    stand.evidence.record({ type: 'timeWatched', fromMs, untilMs: stand.clock.now() });
  }

  /** Lets time pass until something holds, for at most `seconds`. */
  async await(done: () => boolean, seconds: number): Promise<void> {
    const stand = await this.stand();
    const held = await stand.clock.runUntil(done, seconds * 1000);
    this.waitedInVain = held ? undefined : seconds;
  }

  /** Waits until there are so many of something; that there are none is proved only by time watched to its end. */
  async awaitCount(wanted: number, count: () => number, seconds: number): Promise<void> {
    if (wanted === 0) await this.watch(seconds);
    else await this.await(() => count() >= wanted, seconds);
  }

  /** Waits for the copy of the only message, for as long as it may live in the queue (QUEUE-1), and then some. */
  async awaitCopy(seconds = 150): Promise<void> {
    const message = this.onlyMessage;
    await this.await(() => this.copies(message).length > 0, seconds);
  }

  /** Takes what the system has logged so far into the evidence. */
  async readLog(): Promise<void> {
    const stand = await this.stand();
    this.needs('mail-log', stand);
    await stand.readMailLog();
  }

  /** Reads the log, second by second, until it holds what is looked for, for at most `seconds`. */
  async awaitLog(found: () => boolean, seconds: number): Promise<void> {
    const stand = await this.stand();
    await this.readLog();
    for (let waited = 0; !found() && waited < seconds; waited += 1) {
      await stand.clock.advance(1000);
      await this.readLog();
    }
    this.waitedInVain = found() ? undefined : seconds;
  }

  /** Ends the step by what a check found: with a departure, as inconclusive, or well. */
  conclude(finding: Finding): void {
    if (finding !== undefined) throw errorOf(finding);
  }

  /** A step begins: what earlier ones waited for is no concern of it. */
  beginStep(): void {
    this.waitedInVain = undefined;
  }

  /** After a step that failed: what was seen last, if it had waited in vain. */
  showWait(): void {
    if (this.waitedInVain !== undefined) this.attach(waitInVain(this.seen, this.waitedInVain), 'text/plain');
  }
}

setWorldConstructor(ConformanceWorld);
