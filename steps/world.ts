import { isDeepStrictEqual } from 'node:util';
import { type IWorldOptions, setWorldConstructor, World } from '@cucumber/cucumber';
import type { Zone } from '../mocks/dns/zone.ts';
import type { FaultRule, FaultRuleInput } from '../mocks/faults/rule.ts';
import { faultRuleSchema } from '../mocks/faults/rule.ts';
import type { Evidence } from '../src/evidence/events.ts';
import { type CaseFile, isDelivered, type ReceivedCopy, type SentMessage } from '../src/harness/checks/case-file.ts';
import { acceptedBytes } from '../src/harness/checks/copy.ts';
import { errorOf, type Finding } from '../src/harness/checks/finding.ts';
import { tellableInTime } from '../src/harness/checks/timing.ts';
import { waitInVain } from '../src/harness/checks/wait-in-vain.ts';
import type {
  Capability,
  ChangeResult,
  Envelope,
  JournalingChange,
  JournalingPolicy,
  PolicyRole,
  Settings,
  TophostsKey,
  TrackingQuery,
} from '../src/harness/drivers/driver.ts';
import { NotTestableError, type ScenarioOutcome, StandError } from '../src/harness/outcome.ts';
import { buildMessage, type TestMessage } from '../src/harness/test-message.ts';
import { lastSearch } from '../src/harness/views/tracking.ts';
import { type Parameters, parseParameters } from './run-parameters.ts';
import { accountsOf, handIn, SENDER, type SendOptions } from './sending.ts';
import { Stand } from './stand.ts';
import { ACCOUNTS, PRIMARY_DOMAIN } from './stand-layout.ts';

type ZoneChange = (zone: Zone) => void;

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
  private policies: readonly JournalingPolicy[] = [];
  private running: Stand | undefined;
  /** How long the current step waited for something that never came. */
  private waitedInVain: number | undefined;
  /** When the current step began, on the stand's clock; and whether it let a stretch of time run out. */
  private stepFromMs = 0;
  private ranOut = false;

  constructor(options: IWorldOptions<unknown>) {
    super(options);
    this.runParameters = parseParameters(options.parameters);
  }

  get seen(): readonly Evidence[] {
    return this.running?.evidence.all ?? [];
  }

  /** What checks judge. */
  get file(): CaseFile {
    return { evidence: this.seen, sent: this.sent, copies: this.copies(), accounts: Object.values(ACCOUNTS), intakeDomain: PRIMARY_DOMAIN };
  }

  get startedStand(): Stand | undefined {
    return this.running;
  }

  /** The policies that the scenario set last, from the top. */
  get policiesSet(): readonly JournalingPolicy[] {
    return this.policies;
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

  /** Hands one message in. `roles`: the policies of its recipients, none where the scenario has policies of its own. */
  async sendTo(rcptTo: readonly string[], roles: readonly PolicyRole[], options: SendOptions = {}): Promise<SentMessage> {
    const stand = await this.stand();
    const mailFrom = options.mailFrom ?? SENDER;
    const message = buildMessage({ ...options, token: stand.nextToken(), mailFrom: mailFrom === '' ? SENDER : mailFrom, to: rcptTo });
    return this.handIn(message, { mailFrom, rcptTo: [...rcptTo, ...(options.blindCopies ?? [])] }, roles, options);
  }

  /** Hands in a message that is not of our making, and bears no token; `name`: what it is called. Its line ends are CRLF. */
  async sendForeign(raw: Buffer, name: string, role: PolicyRole, options: SendOptions = {}): Promise<SentMessage> {
    const stand = await this.stand();
    const message: TestMessage = { token: `${stand.nextToken()} (${name})`, messageId: '', subject: '', raw };
    stand.copies.expect({ token: message.token, accepted: acceptedBytes(message) });
    const rcptTo = [stand.driver.recipientUnder(role)];
    return this.handIn(message, { mailFrom: options.mailFrom ?? SENDER, rcptTo }, [role], options);
  }

  private async handIn(message: TestMessage, envelope: Envelope, roles: readonly PolicyRole[], options: SendOptions): Promise<SentMessage> {
    const handed = await handIn(await this.stand(), message, envelope, options);
    const forwarded = options.direction !== 'outgoing' && options.convicted !== true;
    const expectedAt = this.rolesHold(roles) ? accountsOf(forwarded ? roles : []) : undefined;
    const sent: SentMessage = { ...handed, roles, expectedAt };
    this.sent.push(sent);
    if (!sent.accepted && options.mayBeRefused !== true) throw new StandError(`the system refused the test message: ${sent.reply}`);
    return sent;
  }

  /** Whether roles still say where copies go: a scenario that changed what is journaled knows better itself. */
  private rolesHold(roles: readonly PolicyRole[]): boolean {
    return roles.length > 0 && !this.seen.some(({ type }) => type === 'journalingChanged');
  }

  /** Changes what is journaled, and commits. `what`: the change in words. */
  async configure(change: JournalingChange, what: string): Promise<ChangeResult> {
    const stand = await this.stand();
    this.needs('configure', stand);
    const result = await stand.driver.configureJournaling(change);
    if (result.kind === 'accepted') this.policies = change.policies ?? this.policies;
    const reason = result.kind === 'refused' ? result.reason : '';
    stand.evidence.record({ type: 'journalingChanged', what, accepted: result.kind === 'accepted', reason });
    return result;
  }

  /** The one message of the scenario. */
  get onlyMessage(): SentMessage {
    const [message, ...others] = this.sent;
    if (message === undefined || others.length > 0)
      throw new StandError(`the scenario sent ${this.sent.length} messages, the step speaks of one`);
    return message;
  }

  /** The message that was handed in first, second, … */
  messageNumber(ordinal: number): SentMessage {
    const message = this.sent[ordinal - 1];
    if (message === undefined) throw new StandError(`the step speaks of message ${ordinal}, the scenario sent ${this.sent.length}`);
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
    this.ranOut = true;
    stand.evidence.record({ type: 'timeWatched', fromMs, untilMs: stand.clock.now() });
  }

  /** Lets time pass until something holds, for at most `seconds`. */
  async await(done: () => boolean, seconds: number): Promise<void> {
    const stand = await this.stand();
    const held = await stand.clock.runUntil(done, seconds * 1000);
    this.noteWait(held, seconds);
  }

  private noteWait(held: boolean, seconds: number): void {
    this.waitedInVain = held ? undefined : seconds;
    this.ranOut = !held;
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

  /** The same, where the system has a log: for checks that can do without. */
  async readLogIfThere(): Promise<void> {
    await (await this.stand()).readMailLog();
  }

  /** Reads the log, second by second, until it holds what is looked for, for at most `seconds`. */
  awaitLog(found: () => boolean, seconds: number): Promise<void> {
    return this.awaitRead(() => this.readLog(), found, seconds);
  }

  /** Asks the system, second by second, until what was read is as wanted, for at most `seconds`. */
  async awaitRead(read: () => Promise<void>, asWanted: () => boolean, seconds: number): Promise<void> {
    const stand = await this.stand();
    await read();
    for (let waited = 0; !asWanted() && waited < seconds; waited += 1) {
      await stand.clock.advance(1000);
      await read();
    }
    this.noteWait(asWanted(), seconds);
  }

  /** Takes what `tophosts` prints now into the evidence. */
  async readCounters(key: TophostsKey = 'active_rcpts'): Promise<void> {
    const stand = await this.stand();
    this.needs('counters', stand);
    await stand.readCounters(key);
  }

  /** Takes what the message tracking finds into the evidence. */
  async track(query: TrackingQuery): Promise<void> {
    const stand = await this.stand();
    this.needs('tracking', stand);
    const read = { query: { ...query }, found: await stand.driver.tracking(query) };
    const last = lastSearch(this.seen);
    // Asked again and again until something changes, it is worth writing down only when it has.
    const isSame = isDeepStrictEqual(last && { query: last.query, found: last.found }, read);
    if (!isSame) stand.evidence.record({ type: 'trackingRead', ...read });
  }

  /** Ends the step by what a check found, as far as the time is beyond doubt: with a departure, as inconclusive, or well. */
  conclude(finding: Finding): void {
    this.running?.noteDelay();
    const { toleranceMs } = this.runParameters;
    const told = tellableInTime(finding, this.seen, { fromMs: this.stepFromMs, ranOut: this.ranOut, toleranceMs });
    if (told !== undefined) throw errorOf(told);
  }

  /** A step begins: what earlier ones waited for is no concern of it. */
  beginStep(): void {
    this.waitedInVain = undefined;
    this.stepFromMs = this.running?.clock.now() ?? 0;
    this.ranOut = false;
  }

  /** After a step that failed: what was seen last, if it had waited in vain. */
  showWait(): void {
    if (this.waitedInVain !== undefined) this.attach(waitInVain(this.seen, this.waitedInVain), 'text/plain');
  }
}

setWorldConstructor(ConformanceWorld);
