// What the API answers, as the pages read it. `answers.test.ts` holds these types against those of the server, which cannot be used
// here: they lead to code for Node.

export type ConnectorChoice = 'no-scan' | 'default' | { readonly custom: string };

export interface GatewayAnswer {
  readonly hostname: string;
  readonly version: string;
  readonly cloud: boolean;
  readonly listeners: readonly {
    readonly name: string;
    readonly kind: 'incoming' | 'outgoing';
    readonly address: string;
    readonly port: number;
  }[];
  readonly startedAtMs: number;
  readonly nowMs: number;
  readonly configFile: string | null;
  readonly spool: 'file' | 'memory';
}

export interface Policy {
  readonly name: string;
  readonly senders: readonly string[];
  readonly recipients: readonly string[];
  readonly connector: ConnectorChoice;
}

export interface Settings {
  readonly connector: { readonly enabled: boolean; readonly defaultIntakeAddress: string | null };
  readonly policies: readonly Policy[];
  readonly defaultPolicy: { readonly connector: ConnectorChoice };
}

export interface SettingsAnswer {
  readonly committed: Settings;
  readonly pending: Settings;
  readonly changes: readonly string[];
  readonly revision: number;
}

export interface PolicyRow extends Policy {
  readonly position: number;
  readonly isDefault: boolean;
  readonly services: readonly { readonly name: string; readonly text: string }[];
  readonly connectorState: 'Disabled' | 'Enabled';
}

export interface PoliciesAnswer {
  readonly rows: readonly PolicyRow[];
  readonly revision: number;
}

export interface CounterRow {
  readonly host: string;
  readonly down: boolean;
  readonly attempted: boolean;
  readonly activeRecipients: number;
  readonly connectionsOut: number;
  readonly deliveredRecipients: number;
  readonly softBounced: number;
  readonly hardBounced: number;
}

export interface DeliveryStatusAnswer {
  readonly asOfMs: number;
  readonly rows: readonly CounterRow[];
}

export interface HostAnswer extends CounterRow {
  readonly asOfMs: number;
  readonly unattemptedRecipients: number;
  readonly attemptedRecipients: number;
  readonly pendingConnections: number;
  readonly hardBounces: Readonly<Record<'dns' | 'fiveXX' | 'filter' | 'expired' | 'other', number>>;
  readonly oldestMessageAtMs: number | null;
  readonly lastActivityAtMs: number | null;
  readonly lastRefusal: { readonly text: string; readonly address: string; readonly atMs: number } | null;
}

export const TRACKED_STATES = ['dropped', 'failed', 'queued', 'discarded', 'delivered'] as const;
export type TrackedState = (typeof TRACKED_STATES)[number];

export interface TrackedMessage {
  readonly mid: number;
  readonly icid: number;
  readonly direction: 'incoming' | 'outgoing';
  readonly listener: string;
  readonly remoteAddress: string;
  readonly sender: string;
  readonly recipients: readonly string[];
  readonly subject: string;
  readonly messageId: string;
  readonly sizeBytes: number;
  readonly receivedAtMs: number;
  readonly policy: string;
  readonly verdict: 'clean' | 'spam' | 'virus';
  readonly splitFrom: number | null;
  readonly splitInto: readonly number[];
  readonly state: TrackedState;
  readonly copy: {
    readonly intakeAddress: string;
    readonly state: 'queued' | 'delivered' | 'failed';
    readonly reason: string | null;
  } | null;
  readonly original: 'queued' | 'delivered' | 'failed' | 'discarded' | 'dropped';
  readonly lines: readonly { readonly atMs: number; readonly text: string }[];
}

export interface TrackingAnswer {
  readonly messages: readonly TrackedMessage[];
  readonly next: number | null;
  readonly forgotten: number;
}

export interface LogLine {
  readonly seq: number;
  readonly line: string;
}

export interface LogAnswer {
  readonly lines: readonly LogLine[];
  readonly next: number;
}
