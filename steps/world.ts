import { type IWorldOptions, setWorldConstructor, World } from '@cucumber/cucumber';
import type { Zone } from '../mocks/dns/zone.ts';
import type { FaultRule, FaultRuleInput } from '../mocks/faults/rule.ts';
import { faultRuleSchema } from '../mocks/faults/rule.ts';
import type { Evidence } from '../src/evidence/events.ts';
import type { Capability, MailDirection, PolicyRole, Settings } from '../src/harness/drivers/driver.ts';
import {
  type DepartureDetails,
  DepartureError,
  InconclusiveError,
  NotTestableError,
  type ScenarioOutcome,
  StandError,
} from '../src/harness/outcome.ts';
import { buildMessage, type MessageParts, type TestMessage } from '../src/harness/test-message.ts';
import type { ReceivedCopy } from './copies.ts';
import { type Parameters, parseParameters } from './run-parameters.ts';
import { Stand } from './stand.ts';

/** A message that the scenario handed in. */
export interface SentMessage extends TestMessage {
  readonly mailFrom: string;
  readonly rcptTo: readonly string[];
  /** Roles of the policies of its recipients. */
  readonly roles: readonly PolicyRole[];
  readonly accepted: boolean;
  readonly reply: string;
  readonly sentAtMs: number;
}

export interface SendOptions extends Partial<Pick<MessageParts, 'body' | 'subject' | 'extraHeaders' | 'messageIdTail'>> {
  readonly mailFrom?: string;
  readonly direction?: MailDirection;
  /** Recipients that the To field does not name. */
  readonly blindCopies?: readonly string[];
}

type ZoneChange = (zone: Zone) => void;

const SENDER = 'sender@sender.example';

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

  constructor(options: IWorldOptions<unknown>) {
    super(options);
    this.runParameters = parseParameters(options.parameters);
  }

  get seen(): readonly Evidence[] {
    return this.running?.evidence.all ?? [];
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
    return this.copies(message).filter((copy) => copy.answeredAtMs !== undefined);
  }

  /** Lets `seconds` pass under observation: the proof that a negative needs. */
  async watch(seconds: number): Promise<void> {
    const stand = await this.stand();
    const fromMs = stand.clock.now();
    await stand.clock.advance(seconds * 1000);
    stand.evidence.record({ type: 'timeWatched', fromMs, untilMs: stand.clock.now() });
  }

  /** Lets time pass until something holds, for at most `seconds`. */
  async await(done: () => boolean, seconds: number): Promise<boolean> {
    const stand = await this.stand();
    return stand.clock.runUntil(done, seconds * 1000);
  }

  depart(details: DepartureDetails): never {
    throw new DepartureError(details);
  }

  inconclusive(reason: string): never {
    throw new InconclusiveError(reason);
  }
}

setWorldConstructor(ConformanceWorld);
