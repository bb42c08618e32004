import type { RunnableClock } from '../../clock.ts';
import { type GatewayConfigInput, gatewaySchema } from '../../forwarder/config.ts';
import { type Forwarder, type ForwarderParts, startForwarder } from '../../forwarder/forwarder.ts';
import { injectBySmtp } from '../inject.ts';
import { StandError } from '../outcome.ts';
import type {
  Capability,
  DestinationCounters,
  Driver,
  Envelope,
  InjectionResult,
  MailDirection,
  PolicyRole,
  Settings,
  StandAddresses,
  SystemFacts,
} from './driver.ts';

const DOMAINS: { readonly [Role in PolicyRole]: string } = {
  'No Scan': 'noscan.example',
  Default: 'default.example',
  Custom: 'custom.example',
  'second Custom': 'second-custom.example',
};

const ORDINARY_FACTS: SystemFacts = { verifiesCertificates: true, idleCloseMs: 5000, maxConnections: 500, maxMessagesPerConnection: 50 };

/** Short enough that a second retry, which must not come, would still find the copy within its 120 s in the queue. */
const ORDINARY_RETRY_WAIT_MS = 30_000;

const policiesFor = (stand: StandAddresses): GatewayConfigInput['policies'] => [
  { name: 'no-scan', match: { recipients: [DOMAINS['No Scan']] }, connector: 'no-scan' },
  { name: 'default', match: { recipients: [DOMAINS.Default] }, connector: 'default' },
  { name: 'custom', match: { recipients: [DOMAINS.Custom] }, connector: { custom: stand.intakeAddresses.Custom } },
  {
    name: 'second-custom',
    match: { recipients: [DOMAINS['second Custom']] },
    connector: { custom: stand.intakeAddresses['second Custom'] },
  },
];

const timeoutsOf = (replyTimeoutMs: number | undefined): GatewayConfigInput['timeouts'] =>
  replyTimeoutMs === undefined
    ? {}
    : {
        connectMs: replyTimeoutMs,
        greetingMs: replyTimeoutMs,
        commandMs: replyTimeoutMs,
        handshakeMs: replyTimeoutMs,
        dataMs: replyTimeoutMs,
        dnsMs: replyTimeoutMs,
      };

const configFor = (stand: StandAddresses, settings: Settings): GatewayConfigInput => ({
  hostname: 'gateway.example',
  listeners: [
    { name: 'IncomingMail', kind: 'incoming', address: '127.0.0.1', port: 0 },
    { name: 'OutgoingMail', kind: 'outgoing', address: '127.0.0.1', port: 0 },
  ],
  threatDefenseConnector: { enabled: true, defaultIntakeAddress: stand.intakeAddresses.Default },
  policies: policiesFor(stand),
  dns: { server: `${stand.dns.address}:${stand.dns.port}` },
  intake: { port: stand.intakePort },
  queue: { retryWaitMs: settings.retryWaitMs ?? ORDINARY_RETRY_WAIT_MS },
  connections: {
    limit: settings.maxConnections ?? ORDINARY_FACTS.maxConnections,
    messagesPerConnection: settings.maxMessagesPerConnection ?? ORDINARY_FACTS.maxMessagesPerConnection,
    idleCloseMs: ORDINARY_FACTS.idleCloseMs,
  },
  tls: { ca: stand.caCertificate, verifyCertificates: settings.verifyCertificates ?? ORDINARY_FACTS.verifiesCertificates },
  timeouts: timeoutsOf(settings.replyTimeoutMs),
  nextHop: stand.nextHop,
  numbering: { mid: 101, icid: 11, dcid: 31 },
});

/** The bundled reference forwarder, in this process and on the stand's clock. It gets no favours: mail goes in and out by SMTP. */
export class ReferenceDriver implements Driver {
  readonly name = 'reference forwarder';
  readonly capabilities: ReadonlySet<Capability> = new Set<Capability>([
    'policies',
    'dns-routing',
    'mail-log',
    'counters',
    'original-delivery',
    'virtual-clock',
    'configure',
  ]);
  readonly clock: RunnableClock;
  facts: SystemFacts = ORDINARY_FACTS;
  private readonly parts: Partial<ForwarderParts>;
  private readonly lines: string[] = [];
  private forwarder: Forwarder | undefined;

  constructor(clock: RunnableClock, parts: Partial<ForwarderParts> = {}) {
    this.clock = clock;
    this.parts = parts;
  }

  async start(stand: StandAddresses, settings: Settings): Promise<void> {
    this.facts = {
      ...ORDINARY_FACTS,
      verifiesCertificates: settings.verifyCertificates ?? ORDINARY_FACTS.verifiesCertificates,
      maxConnections: settings.maxConnections ?? ORDINARY_FACTS.maxConnections,
      maxMessagesPerConnection: settings.maxMessagesPerConnection ?? ORDINARY_FACTS.maxMessagesPerConnection,
    };
    this.forwarder = await startForwarder(gatewaySchema.parse(configFor(stand, settings)), {
      clock: this.clock,
      // As whoever reads a log file does: a line end within a line begins a new one (LOG-12).
      mailLog: { write: (line) => void this.lines.push(...line.split(/\r?\n/)) },
      parts: this.parts,
    });
  }

  recipientUnder(role: PolicyRole, variant = 'reader'): string {
    return `${variant}@${DOMAINS[role]}`;
  }

  inject(envelope: Envelope, message: Buffer, direction: MailDirection): Promise<InjectionResult> {
    const wanted = direction === 'incoming' ? 'IncomingMail' : 'OutgoingMail';
    const listener = this.running.listeners.find((candidate) => candidate.name === wanted);
    if (listener === undefined) throw new StandError(`the reference forwarder has no listener ${wanted}`);
    return injectBySmtp(listener, envelope, message);
  }

  async mailLog(): Promise<readonly string[]> {
    return this.lines;
  }

  async counters(): Promise<readonly DestinationCounters[]> {
    return this.running.counters();
  }

  async stop(): Promise<void> {
    await this.forwarder?.stop();
  }

  private get running(): Forwarder {
    if (this.forwarder === undefined) throw new StandError('the reference forwarder is not running');
    return this.forwarder;
  }
}
