import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunnableClock } from '../../clock.ts';
import type { TrackedEntry } from '../../evidence/events.ts';
import { type GatewayConfig, gatewaySchema } from '../../forwarder/config.ts';
import { ConfigError } from '../../forwarder/config-error.ts';
import { type Console, startConsole } from '../../forwarder/console/server.ts';
import { type Forwarder, type ForwarderParts, startForwarder } from '../../forwarder/forwarder.ts';
import { openFileSpool } from '../../forwarder/spool/file-spool.ts';
import { injectBySmtp } from '../inject.ts';
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
import {
  changed,
  configFor,
  factsFor,
  type Journaling,
  journalSettingsFor,
  ORDINARY_FACTS,
  ordinaryJournaling,
  ROLE_DOMAINS,
  ROLE_POLICIES,
} from './reference-config.ts';

/** Addresses on loopback from which mail is handed in. */
const USUAL_CLIENT = '127.0.0.1';
const OTHER_CLIENT = '127.0.0.9';

/** More than any scenario hands in: all that is found comes on one page. */
const MOST_TRACKED = 1000;

/** The bundled reference forwarder, in this process and on the stand's clock. It gets no favours: mail goes in and out by SMTP. */
export class ReferenceDriver implements Driver {
  readonly name = 'reference forwarder';
  readonly capabilities: ReadonlySet<Capability> = new Set<Capability>([
    'policies',
    'dns-routing',
    'mail-log',
    'counters',
    'tracking',
    'original-delivery',
    'outgoing-mail',
    'virtual-clock',
    'configure',
    'console',
    'crash',
  ]);
  readonly clock: RunnableClock;
  facts: SystemFacts = ORDINARY_FACTS;
  private readonly parts: Partial<ForwarderParts>;
  private readonly lines: string[] = [];
  private config: GatewayConfig | undefined;
  /** Where the queue is kept that survives a crash; undefined: in memory. */
  private spoolFolder: string | undefined;
  private started: { forwarder: Forwarder; journaling: Journaling } | undefined;
  private crashed = false;
  /** Served from the first time that somebody wants to see it. */
  private console: Console | undefined;

  constructor(clock: RunnableClock, parts: Partial<ForwarderParts> = {}) {
    this.clock = clock;
    this.parts = parts;
  }

  async start(stand: StandAddresses, settings: Settings): Promise<void> {
    this.facts = factsFor(settings);
    this.config = gatewaySchema.parse(configFor(stand, settings));
    if (settings.durableQueue === true) this.spoolFolder = mkdtempSync(join(tmpdir(), 'setd-spool-'));
    this.started = { forwarder: await this.startForwarder(), journaling: ordinaryJournaling(stand) };
  }

  recipientUnder(role: PolicyRole, variant = 'reader'): string {
    return `${variant}@${ROLE_DOMAINS[role]}`;
  }

  async inject(envelope: Envelope, message: Buffer, direction: MailDirection): Promise<InjectionResult> {
    const wanted = direction === 'incoming' ? 'IncomingMail' : 'OutgoingMail';
    const listener = this.running.forwarder.listeners.find((candidate) => candidate.name === wanted);
    if (listener === undefined) throw new StandError(`the reference forwarder has no listener ${wanted}`);
    const clientAddress = envelope.fromAnotherClient === true ? OTHER_CLIENT : USUAL_CLIENT;
    return { ...(await injectBySmtp({ ...listener, clientAddress }, envelope, message)), clientAddress };
  }

  async configureJournaling(change: JournalingChange): Promise<ChangeResult> {
    const { running } = this;
    const journaling = changed(running.journaling, change);
    try {
      running.forwarder.setJournaling(journalSettingsFor(journaling));
    } catch (error) {
      if (error instanceof ConfigError) return { kind: 'refused', reason: error.message };
      throw error;
    }
    running.journaling = journaling;
    return { kind: 'accepted' };
  }

  async mailLog(): Promise<readonly string[]> {
    return this.lines;
  }

  async tophosts(key: TophostsKey): Promise<string> {
    return this.running.forwarder.tophosts(key);
  }

  async tracking(query: TrackingQuery): Promise<readonly TrackedEntry[]> {
    const { messages } = this.running.forwarder.track({ ...query, limit: MOST_TRACKED });
    return messages.map(({ mid, messageId, lines }) => ({ mid, messageId, lines: lines.map(({ text }) => text) }));
  }

  async consoleUrl(): Promise<string> {
    this.console ??= await startConsole({ forwarder: this.running.forwarder, version: 'under test' });
    return this.console.url;
  }

  policyName(role: PolicyRole): string {
    return ROLE_POLICIES[role];
  }

  async crash(): Promise<void> {
    if (this.spoolFolder === undefined) throw new StandError('the scenario did not ask for a queue that survives a crash');
    await this.running.forwarder.crash();
    this.crashed = true;
  }

  async restart(): Promise<void> {
    const { running } = this;
    running.forwarder = await this.startForwarder();
    this.crashed = false;
    running.forwarder.setJournaling(journalSettingsFor(running.journaling));
  }

  async stop(): Promise<void> {
    await this.console?.close();
    if (!this.crashed) await this.started?.forwarder.stop();
    if (this.spoolFolder !== undefined) rmSync(this.spoolFolder, { recursive: true });
  }

  private async startForwarder(): Promise<Forwarder> {
    if (this.config === undefined) throw new StandError('the reference forwarder was never configured');
    const spool = this.spoolFolder === undefined ? {} : { spool: await openFileSpool(join(this.spoolFolder, 'spool'), this.clock) };
    return startForwarder(this.config, {
      clock: this.clock,
      // As whoever reads a log file does: a line end within a line begins a new one (LOG-12).
      mailLog: { write: (line) => void this.lines.push(...line.split(/\r?\n/)) },
      parts: this.parts,
      ...spool,
    });
  }

  private get running(): NonNullable<typeof this.started> {
    if (this.started === undefined) throw new StandError('the reference forwarder is not running');
    return this.started;
  }
}
