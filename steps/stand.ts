import { isDeepStrictEqual } from 'node:util';
import type { Zone } from '../mocks/dns/zone.ts';
import type { RuleStatus } from '../mocks/faults/engine.ts';
import type { FaultRule } from '../mocks/faults/rule.ts';
import { type NextHop, startNextHop } from '../mocks/next-hop.ts';
import { type MockSetd, startMockSetd } from '../mocks/setd.ts';
import type { RunnableClock } from '../src/clock.ts';
import { EvidenceLog } from '../src/evidence/evidence-log.ts';
import { DelayWatch } from '../src/harness/delay-watch.ts';
import type { Driver, PolicyRole, Settings, TophostsKey, TrackingQuery } from '../src/harness/drivers/driver.ts';
import { clockFor, openDriver } from '../src/harness/drivers/open-driver.ts';
import { KeptPort } from '../src/harness/kept-port.ts';
import type { ObservedSystem } from '../src/harness/observed-system.ts';
import { NotTestableError, StandError } from '../src/harness/outcome.ts';
import type { Profile } from '../src/harness/profile/profile.ts';
import { lastCounters } from '../src/harness/views/tophosts.ts';
import { lastSearch } from '../src/harness/views/tracking.ts';
import { CopyIndex } from './copies.ts';
import type { DashboardPlace } from './dashboard.ts';
import type { Parameters } from './run-parameters.ts';
import { ACCOUNTS, PRIMARY_DOMAIN } from './stand-layout.ts';
import { placesFor } from './stand-places.ts';

export interface StandPlan {
  /** The system, in the lane that the scenario has; without one, the reference forwarder. */
  readonly profile: Profile | undefined;
  readonly parameters: Parameters;
  readonly settings: Settings;
  readonly rules: readonly FaultRule[];
  readonly prepareZone: (zone: Zone) => void;
  /** Serve the dashboard of the mock: a scenario that does without is spared its store and its pages. */
  readonly dashboard: boolean;
  /** Accounts besides the usual ones, their wizards still to be gone through. */
  readonly accountsToSetUp: readonly string[];
}

let tokens = 0;

const dashboardPort = new KeptPort();

/** Both sides of the wire, for one scenario: the mock SETD, the next hop of originals, and the system under test. */
export class Stand implements ObservedSystem {
  readonly clock: RunnableClock;
  readonly evidence: EvidenceLog;
  readonly mock: MockSetd;
  readonly nextHop: NextHop;
  readonly driver: Driver;
  readonly copies: CopyIndex;
  private readonly retired: RuleStatus[] = [];
  private readonly delays: DelayWatch | undefined;
  private logLines = 0;

  private constructor(mock: MockSetd, nextHop: NextHop, driver: Driver) {
    this.clock = driver.clock;
    this.evidence = mock.evidence;
    this.mock = mock;
    this.copies = new CopyIndex(mock.evidence, mock.store);
    this.nextHop = nextHop;
    this.driver = driver;
    this.delays = this.clock.kind === 'wall' ? new DelayWatch(mock.evidence) : undefined;
  }

  /** Takes into the evidence for how long the stand is held up at this moment, if it is. */
  noteDelay(): void {
    this.delays?.look();
  }

  get capabilities(): Driver['capabilities'] {
    return this.driver.capabilities;
  }

  get facts(): Driver['facts'] {
    return this.driver.facts;
  }

  get nowMs(): number {
    return this.clock.now();
  }

  policyName(role: PolicyRole): string {
    return this.driver.policyName(role);
  }

  originals(): ReturnType<NextHop['messages']> {
    return this.nextHop.messages();
  }

  static async start(plan: StandPlan): Promise<Stand> {
    const { profile } = plan;
    const clock = clockFor(plan.parameters.clock, profile);
    const places = await placesFor(profile);
    const evidence = new EvidenceLog(clock);
    const accounts = [...Object.values(ACCOUNTS), ...plan.accountsToSetUp.map((name) => ({ name, domain: PRIMARY_DOMAIN }))];
    const startMock = (api: { readonly port: number } | false): Promise<MockSetd> =>
      startMockSetd({ clock, evidence, accounts, ...places.mock, rules: plan.rules, api });
    const mock = plan.dashboard
      ? await dashboardPort.use(
          (port) => startMock({ port }),
          ({ api }) => api?.port ?? 0,
        )
      : await startMock(false);
    plan.prepareZone(mock.zone);
    const nextHop = await startNextHop({ clock, evidence, ...places.nextHop });
    const driver = openDriver(profile, clock, plan.parameters.variant);
    const stand = new Stand(mock, nextHop, driver);
    try {
      await driver.start(
        {
          dns: { address: mock.dns.address, port: mock.dns.port },
          intakePort: mock.intake.port,
          caCertificate: mock.authority.caCertificate,
          intakeAddresses: {
            Default: ACCOUNTS.Default.intakeAddress,
            Custom: ACCOUNTS.Custom.intakeAddress,
            'second Custom': ACCOUNTS['second Custom'].intakeAddress,
          },
          nextHop: { address: nextHop.address, port: nextHop.port },
        },
        plan.settings,
      );
    } catch (error) {
      await stand.stop();
      if (error instanceof StandError || error instanceof NotTestableError) throw error;
      throw new StandError(`the system under test did not start: ${String(error)}`, { cause: error });
    }
    return stand;
  }

  /** A fresh name for a message, unique in the process. */
  nextToken(): string {
    tokens += 1;
    return `token-${tokens}`;
  }

  /** Disarms every rule, and remembers how often each fired. */
  retireRules(): void {
    this.retired.push(...this.mock.faults.status());
    this.mock.faults.replaceAll([]);
  }

  /** Every rule of the scenario with its hits, disarmed ones included. */
  ruleStatus(): RuleStatus[] {
    return [...this.retired, ...this.mock.faults.status()];
  }

  /** Reads what the system has logged since the last call into the evidence: the lines that are `wanted`, and the last one. */
  async readMailLog(wanted: (line: string) => boolean = () => true): Promise<void> {
    if (!this.driver.capabilities.has('mail-log')) return;
    const lines = await this.driver.mailLog();
    for (const line of lines.slice(this.logLines)) {
      if (line === lines.at(-1) || wanted(line)) this.evidence.record({ type: 'logLineRead', line });
    }
    this.logLines = lines.length;
  }

  /** Reads what `tophosts` prints at this moment into the evidence, unless it printed the same the last time. */
  async readCounters(sortKey: TophostsKey = 'active_rcpts'): Promise<void> {
    if (!this.driver.capabilities.has('counters')) return;
    const text = await this.driver.tophosts(sortKey);
    const last = lastCounters(this.evidence.all);
    if (last?.sortKey !== sortKey || withoutTime(last.text) !== withoutTime(text)) {
      this.evidence.record({ type: 'countersRead', sortKey, text });
    }
  }

  /** Where the dashboard is served. */
  get dashboard(): DashboardPlace {
    const { api } = this.mock;
    if (api === undefined) throw new StandError('the scenario did not ask for the dashboard before it began');
    return { url: `http://${api.address}:${api.port}`, token: api.token };
  }

  /** Reads what the message tracking finds now into the evidence, unless it found the same the last time. */
  async readTracking(query: TrackingQuery): Promise<void> {
    const read = { query: { ...query }, found: await this.driver.tracking(query) };
    const last = lastSearch(this.evidence.all);
    const isSame = isDeepStrictEqual(last && { query: last.query, found: last.found }, read);
    if (!isSame) this.evidence.record({ type: 'trackingRead', ...read });
  }

  intakeDomain(role: Exclude<PolicyRole, 'No Scan'>): string {
    return domainOf(ACCOUNTS[role].intakeAddress);
  }

  async stop(): Promise<void> {
    this.delays?.stop();
    await this.driver.stop();
    await Promise.all([this.mock.close(), this.nextHop.close()]);
  }
}

/** What `tophosts` prints but for the time at which it does. */
const withoutTime = (text: string): string => text.replace(/^Status as of:.*$/m, '');

const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1);
