import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunnableClock } from '../../clock.ts';
import type { TrackedEntry } from '../../evidence/events.ts';
import type { ForwarderParts } from '../../forwarder/forwarder.ts';
import { clientFor, injectBySmtp } from '../inject.ts';
import { StandError } from '../outcome.ts';
import type {
  Capability,
  ChangeResult,
  Driver,
  Envelope,
  InjectionResult,
  JournalingChange,
  MailDirection,
  PolicyRole,
  Settings,
  StandAddresses,
  SystemFacts,
  TophostsKey,
  TrackingQuery,
} from './driver.ts';
import { changed, ordinaryJournaling, ROLE_DOMAINS, ROLE_POLICIES } from './journaling-table.ts';
import { factsFor, ORDINARY_FACTS, REFERENCE_CAPABILITIES } from './reference-config.ts';
import { type GatewayOrder, ReferenceGateway } from './reference-gateway.ts';

/** The bundled reference forwarder, in this process and on the stand's clock. It gets no favours: mail goes in and out by SMTP. */
export class ReferenceDriver implements Driver {
  readonly name = 'reference forwarder';
  readonly capabilities: ReadonlySet<Capability>;
  readonly clock: RunnableClock;
  facts: SystemFacts = ORDINARY_FACTS;
  private readonly parts: Partial<ForwarderParts>;
  private readonly lines: string[] = [];
  /** What it was last started with; journaling as changed since. */
  private order: GatewayOrder | undefined;
  private gateway: ReferenceGateway | undefined;

  /** `capabilities`: those that a profile claims. */
  constructor(clock: RunnableClock, parts: Partial<ForwarderParts> = {}, capabilities: readonly Capability[] = REFERENCE_CAPABILITIES) {
    this.clock = clock;
    this.parts = parts;
    this.capabilities = new Set(capabilities);
  }

  async start(stand: StandAddresses, settings: Settings): Promise<void> {
    this.facts = factsFor(settings);
    const stateFolder = settings.durableQueue === true ? mkdtempSync(join(tmpdir(), 'setd-spool-')) : null;
    this.order = { stand, settings, journaling: ordinaryJournaling(stand), stateFolder };
    await this.restart();
  }

  recipientUnder(role: PolicyRole, variant = 'reader'): string {
    return `${variant}@${ROLE_DOMAINS[role]}`;
  }

  async inject(envelope: Envelope, message: Buffer, direction: MailDirection): Promise<InjectionResult> {
    const listener = this.running.listener(direction);
    const clientAddress = clientFor(envelope);
    return { ...(await injectBySmtp({ ...listener, clientAddress }, envelope, message)), clientAddress };
  }

  async configureJournaling(change: JournalingChange): Promise<ChangeResult> {
    const { running, order } = this;
    if (order === undefined) throw new StandError('the reference forwarder was never configured');
    const journaling = changed(order.journaling, change);
    const result = running.setJournaling(journaling);
    if (result.kind === 'accepted') this.order = { ...order, journaling };
    return result;
  }

  async mailLog(): Promise<readonly string[]> {
    return this.lines;
  }

  async tophosts(key: TophostsKey): Promise<string> {
    return this.running.tophosts(key);
  }

  async tracking(query: TrackingQuery): Promise<readonly TrackedEntry[]> {
    return this.running.tracking(query);
  }

  consoleUrl(): Promise<string> {
    return this.running.consoleUrl();
  }

  policyName(role: PolicyRole): string {
    return ROLE_POLICIES[role];
  }

  async crash(): Promise<void> {
    if (this.order?.stateFolder === null) throw new StandError('the scenario did not ask for a queue that survives a crash');
    await this.running.crash();
    this.gateway = undefined;
  }

  async restart(): Promise<void> {
    if (this.order === undefined) throw new StandError('the reference forwarder was never configured');
    this.gateway = await ReferenceGateway.start(this.order, {
      clock: this.clock,
      parts: this.parts,
      // As whoever reads a log file does: a line end within a line begins a new one (LOG-12).
      log: (line) => void this.lines.push(...line.split(/\r?\n/)),
    });
  }

  async stop(): Promise<void> {
    await this.gateway?.stop();
    const { stateFolder = null } = this.order ?? {};
    if (stateFolder !== null) rmSync(stateFolder, { recursive: true });
  }

  private get running(): ReferenceGateway {
    if (this.gateway === undefined) throw new StandError('the reference forwarder is not running');
    return this.gateway;
  }
}
