import type { RunnableClock } from '../../clock.ts';
import type { TrackedEntry } from '../../evidence/events.ts';
import { injectBySmtp } from '../inject.ts';
import { NotTestableError, StandError } from '../outcome.ts';
import type { RemoteSettings } from '../profile/remote-schema.ts';
import { runCommand } from '../readers/run-command.ts';
import { trackByCommand, trackByHttp } from '../readers/tracking-reader.ts';
import type {
  Capability,
  ChangeResult,
  Driver,
  Envelope,
  InjectionResult,
  MailDirection,
  PolicyRole,
  Settings,
  StandAddresses,
  SystemFacts,
  TophostsKey,
  TrackingQuery,
} from './driver.ts';
import { TOPHOSTS_KEYS } from './driver.ts';
import { RemoteLife } from './remote/life.ts';
import { logReaderFor } from './remote/log-reader-for.ts';

export interface RemoteSystem {
  readonly name: string;
  readonly capabilities: readonly Capability[];
  readonly settings: RemoteSettings;
  /** Folder to which paths and commands are relative: that of the profile. */
  readonly folder: string;
}

/** A black box that somebody has configured by hand: mail goes in by SMTP, and is judged by what comes out. */
export class RemoteDriver implements Driver {
  readonly name: string;
  readonly capabilities: ReadonlySet<Capability>;
  readonly clock: RunnableClock;
  readonly facts: SystemFacts;
  private readonly settings: RemoteSettings;
  private readonly folder: string;
  private readonly life: RemoteLife;
  private readonly log: ReturnType<typeof logReaderFor>;

  constructor(clock: RunnableClock, { name, capabilities, settings, folder }: RemoteSystem) {
    this.clock = clock;
    this.name = name;
    this.capabilities = new Set(capabilities);
    this.settings = settings;
    this.folder = folder;
    const { verifiesCertificates, idleCloseMs, maxConnections, maxMessagesPerConnection } = settings.facts;
    this.facts = { verifiesCertificates, idleCloseMs, maxConnections, maxMessagesPerConnection };
    this.life = new RemoteLife(settings, folder);
    this.log = logReaderFor(settings.log, folder, settings.deadlineMs);
  }

  async start(_stand: StandAddresses, wanted: Settings): Promise<void> {
    if (!this.isSetLike(wanted)) throw new NotTestableError('configure');
    await this.life.begin();
    await this.log?.begin();
  }

  recipientUnder(role: PolicyRole, variant = 'reader'): string {
    return `${variant}@${this.settings.recipients[role]}`;
  }

  async inject(envelope: Envelope, message: Buffer, direction: MailDirection): Promise<InjectionResult> {
    const listener = this.settings[direction];
    if (listener === undefined) throw new NotTestableError('outgoing-mail');
    const { address, port, clientAddress, otherClientAddress = clientAddress } = listener;
    const from = envelope.fromAnotherClient === true ? otherClientAddress : clientAddress;
    return { ...(await injectBySmtp({ address, port, clientAddress: from }, envelope, message)), clientAddress: from };
  }

  configureJournaling(): Promise<ChangeResult> {
    throw new NotTestableError('configure');
  }

  async mailLog(): Promise<readonly string[]> {
    if (this.log === undefined) throw new NotTestableError('mail-log');
    return this.log.lines();
  }

  async tophosts(key: TophostsKey): Promise<string> {
    const { counters, deadlineMs } = this.settings;
    if (counters === undefined) throw new NotTestableError('counters');
    const number = String(TOPHOSTS_KEYS.indexOf(key) + 1);
    const command = counters.command.map((word) => word.replaceAll('{key}', key).replaceAll('{number}', number));
    return runCommand({ command, folder: this.folder, deadlineMs });
  }

  async tracking(query: TrackingQuery): Promise<readonly TrackedEntry[]> {
    const { tracking, deadlineMs } = this.settings;
    if (tracking === undefined) throw new NotTestableError('tracking');
    return 'url' in tracking
      ? trackByHttp(tracking.url, query, deadlineMs)
      : trackByCommand({ command: tracking.command, folder: this.folder, deadlineMs }, query);
  }

  consoleUrl(): Promise<string> {
    throw new NotTestableError('console');
  }

  policyName(): string {
    throw new NotTestableError('console');
  }

  crash(): Promise<void> {
    throw new NotTestableError('crash');
  }

  restart(): Promise<void> {
    throw new StandError('a black box is not started again by the harness');
  }

  async stop(): Promise<void> {
    await this.log?.end();
    await this.life.end();
  }

  /** Whether the system as it is meets what the scenario asks for: nobody is there to change it. */
  private isSetLike(wanted: Settings): boolean {
    const { facts } = this.settings;
    const { verifyCertificates = facts.verifiesCertificates, maxConnections = facts.maxConnections } = wanted;
    const { maxMessagesPerConnection = facts.maxMessagesPerConnection, retryWaitMs = facts.retryWaitMs } = wanted;
    const { replyTimeoutMs = facts.replyTimeoutMs } = wanted;
    return (
      verifyCertificates === facts.verifiesCertificates &&
      maxConnections === facts.maxConnections &&
      maxMessagesPerConnection === facts.maxMessagesPerConnection &&
      retryWaitMs === facts.retryWaitMs &&
      replyTimeoutMs === facts.replyTimeoutMs
    );
  }
}
