import type { GatewayConfigInput, JournalSettingsInput } from '../../forwarder/config.ts';
import { StandError } from '../outcome.ts';
import {
  type ConnectorChoice,
  type JournalingChange,
  type JournalingPolicy,
  POLICY_ROLES,
  type PolicyRole,
  type Settings,
  type StandAddresses,
  type SystemFacts,
} from './driver.ts';

// How the reference forwarder is set up for a scenario.

/** Recipients of these domains fall under the policy of the role. */
export const ROLE_DOMAINS: { readonly [Role in PolicyRole]: string } = {
  'No Scan': 'noscan.example',
  Default: 'default.example',
  Custom: 'custom.example',
  'second Custom': 'second-custom.example',
};

/** What the policies of the roles are called. */
export const ROLE_POLICIES: { readonly [Role in PolicyRole]: string } = {
  'No Scan': 'no-scan',
  Default: 'default',
  Custom: 'custom',
  'second Custom': 'second-custom',
};

export const ORDINARY_FACTS: SystemFacts = {
  verifiesCertificates: true,
  idleCloseMs: 5000,
  maxConnections: 500,
  maxMessagesPerConnection: 50,
};

/** Short enough that a second retry, which must not come, would still find the copy within its 120 s in the queue. */
const ORDINARY_RETRY_WAIT_MS = 30_000;

/** Everything that a change of journaling may be about. */
export interface Journaling {
  readonly defaultIntakeAddress: string | null;
  readonly policies: readonly JournalingPolicy[];
  readonly defaultPolicy: ConnectorChoice;
}

/** A policy for each role; nobody else's mail is journaled. */
export const ordinaryJournaling = ({ intakeAddresses }: StandAddresses): Journaling => {
  const policy = (role: PolicyRole, connector: ConnectorChoice): JournalingPolicy => ({
    name: ROLE_POLICIES[role],
    recipients: [ROLE_DOMAINS[role]],
    connector,
  });
  return {
    defaultIntakeAddress: intakeAddresses.Default,
    policies: [
      policy('No Scan', 'no-scan'),
      policy('Default', 'default'),
      policy('Custom', { custom: intakeAddresses.Custom }),
      policy('second Custom', { custom: intakeAddresses['second Custom'] }),
    ],
    defaultPolicy: 'no-scan',
  };
};

/** Journaling after a change. Throws StandError for a role whose policy is no longer there. */
export const changed = (before: Journaling, change: JournalingChange): Journaling => {
  const policies = change.policies ?? before.policies;
  const chosen = new Map<string, ConnectorChoice>();
  for (const role of POLICY_ROLES) {
    const choice = change.ofRole?.[role];
    if (choice === undefined) continue;
    const name = ROLE_POLICIES[role];
    if (!policies.some((policy) => policy.name === name)) throw new StandError(`the scenario has replaced the policy of the role ${role}`);
    chosen.set(name, choice);
  }
  return {
    defaultIntakeAddress: change.defaultIntakeAddress === undefined ? before.defaultIntakeAddress : change.defaultIntakeAddress,
    policies: policies.map((policy) => ({ ...policy, connector: chosen.get(policy.name) ?? policy.connector })),
    defaultPolicy: change.defaultPolicy ?? before.defaultPolicy,
  };
};

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

export const configFor = (stand: StandAddresses, settings: Settings): GatewayConfigInput => ({
  hostname: 'gateway.example',
  listeners: [
    { name: 'IncomingMail', kind: 'incoming', address: '127.0.0.1', port: 0 },
    { name: 'OutgoingMail', kind: 'outgoing', address: '127.0.0.1', port: 0 },
  ],
  ...journalSettingsFor(ordinaryJournaling(stand)),
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
