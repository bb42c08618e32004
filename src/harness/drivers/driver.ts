import type { RunnableClock } from '../../clock.ts';
import type { TrackedEntry } from '../../evidence/events.ts';

/** What a driver can offer beyond the wire. What is not offered makes a requirement *not testable*, never green. */
export const CAPABILITIES = [
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
  /** Not the system's to offer: whether the harness can start a browser here. */
  'browser',
  'crash',
] as const;
export type Capability = (typeof CAPABILITIES)[number];

/** The roles under which features speak of mail policies. */
export const POLICY_ROLES = ['No Scan', 'Default', 'Custom', 'second Custom'] as const;
export type PolicyRole = (typeof POLICY_ROLES)[number];

/** Where the stand waits for the system under test. */
export interface StandAddresses {
  readonly dns: { readonly address: string; readonly port: number };
  /** Port on which every MX host of the stand listens. */
  readonly intakePort: number;
  /** Certificate of the authority that signs the intake's certificates, PEM. */
  readonly caCertificate: string;
  /** Message intake address for each role that journals. */
  readonly intakeAddresses: { readonly [Role in Exclude<PolicyRole, 'No Scan'>]: string };
  /** Where originals go. */
  readonly nextHop: { readonly address: string; readonly port: number };
}

/** What a scenario asks of the system before it starts; a driver without `configure` gets none of it. */
export interface Settings {
  readonly verifyCertificates?: boolean;
  readonly maxConnections?: number;
  readonly maxMessagesPerConnection?: number;
  readonly retryWaitMs?: number;
  /** How long the system waits for a connection, a greeting or a reply. */
  readonly replyTimeoutMs?: number;
  /** What is queued has to survive a crash; without it a driver may keep its queue where that is cheapest. */
  readonly durableQueue?: boolean;
  /** A gateway of the cloud, which offers fewer pages (COUNT-1). */
  readonly cloud?: boolean;
}

/** What a mail policy does with the connector: nothing, the default intake address, or one of its own (POLICY-1 to POLICY-3). */
export type ConnectorChoice = 'no-scan' | 'default' | { readonly custom: string };

/** An incoming mail policy. Without senders, or without recipients, it does not look at them (POLICY-7). */
export interface JournalingPolicy {
  readonly name: string;
  readonly senders?: readonly string[];
  readonly recipients?: readonly string[];
  readonly connector: ConnectorChoice;
}

/** A change of what is journaled, made and committed as a whole. What is not named stays as it is. */
export interface JournalingChange {
  /** `null`: there is none any more. */
  readonly defaultIntakeAddress?: string | null;
  /** The whole table of incoming mail policies, from the top, without the Default Policy. */
  readonly policies?: readonly JournalingPolicy[];
  /** What the Default Policy does with the connector. */
  readonly defaultPolicy?: ConnectorChoice;
  /** What the policy under which the recipients of a role fall does with it. */
  readonly ofRole?: { readonly [Role in PolicyRole]?: ConnectorChoice };
}

/** `refused`: the system's own words; the settings before are in force as if nothing had been asked. */
export type ChangeResult = { readonly kind: 'accepted' } | { readonly kind: 'refused'; readonly reason: string };

/** A message as it is handed in. */
export interface Envelope {
  readonly mailFrom: string;
  readonly rcptTo: readonly string[];
  /** The client is to have another address than it usually has, where that can be done. */
  readonly fromAnotherClient?: boolean;
}

export interface InjectionResult {
  readonly accepted: boolean;
  /** The reply that decided, on one line. */
  readonly reply: string;
  /** Address from which the message was handed in. */
  readonly clientAddress: string;
}

/** Which way a message travels through the gateway. */
export type MailDirection = 'incoming' | 'outgoing';

/** What `tophosts` sorts by, in the order of its menu, by the words of its command line. */
export const TOPHOSTS_KEYS = ['active_rcpts', 'conn_out', 'deliv_recip', 'hard_bounced', 'soft_bounced'] as const;
export type TophostsKey = (typeof TOPHOSTS_KEYS)[number];

/** What is looked for in the message tracking; all that is given has to hold (TRACK-3). */
export interface TrackingQuery {
  readonly mid?: number;
  readonly sender?: string;
  readonly recipient?: string;
  readonly subject?: string;
  readonly messageId?: string;
  /** Received at this time or later, ms since the epoch on the stand's clock. */
  readonly fromMs?: number;
  /** Received before this time. */
  readonly untilMs?: number;
}

/**
 * A system under test as the harness drives it. One instance serves one scenario: it is started with the stand's addresses
 * and stopped at the end. Every failure to do so is thrown as a StandError: it is no verdict on the system.
 */
export interface Driver {
  readonly name: string;
  readonly capabilities: ReadonlySet<Capability>;
  readonly clock: RunnableClock;
  /** Facts about the system that verdicts need. */
  readonly facts: SystemFacts;
  start(stand: StandAddresses, settings: Settings): Promise<void>;
  /** A recipient whose mail falls under the policy of that role; a different `variant` is another mailbox of it. */
  recipientUnder(role: PolicyRole, variant?: string): string;
  /** Hands a message in; `outgoing` needs `outgoing-mail`. */
  inject(envelope: Envelope, message: Buffer, direction: MailDirection): Promise<InjectionResult>;
  /** Needs `configure`. In force when it returns. */
  configureJournaling(change: JournalingChange): Promise<ChangeResult>;
  /** Needs `mail-log`: every line the system has logged so far, oldest first, without line end. */
  mailLog(): Promise<readonly string[]>;
  /** Needs `counters`: what `tophosts` prints, sorted by a column. */
  tophosts(key: TophostsKey): Promise<string>;
  /** Needs `tracking`: every message that is found. */
  tracking(query: TrackingQuery): Promise<readonly TrackedEntry[]>;
  /** Needs `console`: where a browser finds the console, without a path. */
  consoleUrl(): Promise<string>;
  /** Needs `console`: what the console calls the policy under which the recipients of a role fall. */
  policyName(role: PolicyRole): string;
  /** Needs `crash`: ends the system as `kill -9` would, in the middle of whatever it does. */
  crash(): Promise<void>;
  /** Needs `crash`: starts it again, with the settings and the queue that the crash left. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export interface SystemFacts {
  /** Whether the intake's certificate is checked (TLS-5). */
  readonly verifiesCertificates: boolean;
  /** How long an idle connection may stay open, ms (CONN-3). */
  readonly idleCloseMs: number;
  /** Destination limits (CONN-6). */
  readonly maxConnections: number;
  readonly maxMessagesPerConnection: number;
}
