import type { GatewayConfigInput, JournalSettingsInput } from '../../forwarder/config.ts';
import type { Capability, Settings, StandAddresses, SystemFacts } from './driver.ts';
import type { Journaling } from './journaling-table.ts';

// How the reference forwarder is set up for a scenario.

export const REFERENCE_CAPABILITIES: readonly Capability[] = [
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
];

export const ORDINARY_FACTS: SystemFacts = {
  verifiesCertificates: true,
  idleCloseMs: 5000,
  maxConnections: 500,
  maxMessagesPerConnection: 50,
};

/** Short enough that a second retry, which must not come, would still find the copy within its 120 s in the queue. */
const ORDINARY_RETRY_WAIT_MS = 30_000;

export const journalSettingsFor = ({ defaultIntakeAddress, policies, defaultPolicy }: Journaling): JournalSettingsInput => ({
  threatDefenseConnector: defaultIntakeAddress === null ? {} : { defaultIntakeAddress },
  policies: policies.map(({ name, senders, recipients, connector }) => ({
    name,
    match: {
      ...(senders === undefined ? {} : { senders: [...senders] }),
      ...(recipients === undefined ? {} : { recipients: [...recipients] }),
    },
    connector,
  })),
  defaultPolicy: { connector: defaultPolicy },
});

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

/** What a forwarder has to know of the stand; intake addresses are in its policies. */
export type ForwarderStand = Omit<StandAddresses, 'intakeAddresses'>;

export const configFor = (stand: ForwarderStand, settings: Settings, journaling: Journaling): GatewayConfigInput => ({
  hostname: 'gateway.example',
  listeners: [
    { name: 'IncomingMail', kind: 'incoming', address: '127.0.0.1', port: 0 },
    { name: 'OutgoingMail', kind: 'outgoing', address: '127.0.0.1', port: 0 },
  ],
  ...journalSettingsFor(journaling),
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
  cloud: settings.cloud ?? false,
});

/** What verdicts need to know of a system that was set up like this. */
export const factsFor = (settings: Settings): SystemFacts => ({
  ...ORDINARY_FACTS,
  verifiesCertificates: settings.verifyCertificates ?? ORDINARY_FACTS.verifiesCertificates,
  maxConnections: settings.maxConnections ?? ORDINARY_FACTS.maxConnections,
  maxMessagesPerConnection: settings.maxMessagesPerConnection ?? ORDINARY_FACTS.maxMessagesPerConnection,
});
