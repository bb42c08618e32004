import type { Zone } from '../mocks/dns/zone.ts';
import type { FaultRule, FaultRuleInput } from '../mocks/faults/rule.ts';
import { faultRuleSchema } from '../mocks/faults/rule.ts';
import type { Evidence } from '../src/evidence/events.ts';
import type { ReceivedCopy, SentMessage } from '../src/harness/checks/case-file.ts';
import { acceptedBytes } from '../src/harness/checks/copy.ts';
import type { ChangeResult, Envelope, JournalingChange, JournalingPolicy, PolicyRole, Settings } from '../src/harness/drivers/driver.ts';
import type { ObservedSystem } from '../src/harness/observed-system.ts';
import { StandError } from '../src/harness/outcome.ts';
import { profileAt } from '../src/harness/profile/profile.ts';
import { type LaneTaken, takeLane } from '../src/harness/profile/take-lane.ts';
import { buildMessage, type TestMessage } from '../src/harness/test-message.ts';
import { Dashboard } from './dashboard.ts';
import { JudgingWorld } from './judging-world.ts';
import { accountsOf, handIn, SENDER, type SendOptions } from './sending.ts';
import { borrowPage } from './shared-browser.ts';
import { Stand } from './stand.ts';
import { hostAddress } from './stand-places.ts';

type ZoneChange = (zone: Zone) => void;

/** The stand that one scenario wants, the one it has, and what it sent. */
export class StandWorld extends JudgingWorld {
  private readonly wanted: { -readonly [Key in keyof Settings]: Settings[Key] } = {};
  private readonly rules: FaultRule[] = [];
  /** How far the evidence had come when each rule was armed, and each message without a token announced. */
  readonly armedAfter = new Map<string, number>();
  readonly foreign: { readonly token: string; readonly accepted: Buffer; readonly afterSeq: number }[] = [];
  private readonly zoneChanges: ZoneChange[] = [];
  private policies: readonly JournalingPolicy[] = [];
  private running: Stand | undefined;
  private laneTaken: LaneTaken | undefined;
  private withDashboard = false;
  private readonly accountsToSetUp: string[] = [];
  private visitor: Dashboard | undefined;

  override get seen(): readonly Evidence[] {
    return this.running?.evidence.all ?? [];
  }

  protected override get nowMs(): number {
    return this.running?.clock.now() ?? 0;
  }

  protected override noteDelay(): void {
    this.running?.noteDelay();
  }

  get startedStand(): Stand | undefined {
    return this.running;
  }

  /** What judgements may ask besides the evidence; undefined when nothing was started. */
  get startedSystem(): ObservedSystem | undefined {
    return this.running;
  }

  /** The same, started if it was not. Steps that judge ask this, and never the stand. */
  async system(): Promise<ObservedSystem> {
    return this.stand();
  }

  /** The policies that the scenario set last, from the top. */
  get policiesSet(): readonly JournalingPolicy[] {
    return this.policies;
  }

  /** The stand with the system under test, started at the first call with all that the Given steps asked for. */
  async stand(): Promise<Stand> {
    this.running ??= await Stand.start({
      profile: this.lane.profile,
      parameters: this.runParameters,
      settings: this.wanted,
      rules: this.rules,
      dashboard: this.withDashboard,
      accountsToSetUp: this.accountsToSetUp,
      prepareZone: (zone) => {
        for (const change of this.zoneChanges) change(zone);
      },
    });
    return this.running;
  }

  /** Where the scenario is run: taken at the first call, until its end. */
  private get lane(): LaneTaken {
    const { sut } = this.runParameters;
    this.laneTaken ??= takeLane(sut === undefined ? undefined : profileAt(sut));
    return this.laneTaken;
  }

  /** Address of an MX host of the stand. Throws StandError for a name that no host has. */
  hostAddress(name: string): string {
    return hostAddress(this.lane.profile, name);
  }

  /** Asks for the dashboard of the mock, with these accounts besides the usual ones, still to be set up. */
  wishDashboard(accountsToSetUp: readonly string[] = []): void {
    if (this.running !== undefined) throw new StandError('the dashboard must be asked for before the first message');
    this.withDashboard = true;
    this.accountsToSetUp.push(...accountsToSetUp);
  }

  /** Somebody at the dashboard; the browser is started for the first who wants it. */
  async dashboard(): Promise<Dashboard> {
    const place = (await this.stand()).dashboard;
    this.visitor ??= new Dashboard(await borrowPage(), place);
    return this.visitor;
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
    this.armedAfter.set(id, this.lastSeq);
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
    const foreign = { token: message.token, accepted: acceptedBytes(message) };
    this.foreign.push({ ...foreign, afterSeq: this.lastSeq });
    stand.copies.expect(foreign);
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

  override copies(message?: SentMessage): readonly ReceivedCopy[] {
    const index = this.running?.copies;
    if (index === undefined) return [];
    return message === undefined ? index.all : index.of(message.token);
  }

  /** Only then may another scenario have the lane. */
  private async stopped(): Promise<void> {
    try {
      await this.running?.stop();
    } finally {
      this.laneTaken?.giveBack();
    }
  }

  /** The scenario is over: nobody looks any more. */
  async end(): Promise<void> {
    try {
      await this.visitor?.leave();
    } finally {
      await this.stopped();
    }
  }
}
