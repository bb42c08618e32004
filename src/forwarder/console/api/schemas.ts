import { z } from 'zod';
import type { SettingsView } from '../../admin/gateway-admin.ts';
import type { PolicyRow } from '../../admin/policy-row.ts';
import { connectorChoice, mailAddress, pattern, policyName } from '../../config.ts';
import type { CounterRow, HostCounters } from '../../counters.ts';
import type { NumberedLine } from '../../log-ring.ts';
import { readTophostsKey, TOPHOSTS_KEY_NAMES } from '../../status/tophosts-key.ts';
import { TRACKED_STATES, type TrackedMessage, type TrackingQuery } from '../../tracking/tracked-message.ts';

// What the console's API takes and gives. Bodies and addresses are checked by the schemas; answers have the types below.

const patterns = z.array(pattern).max(1000);

const policy = z.strictObject({ name: policyName, senders: patterns, recipients: patterns, connector: connectorChoice });

/** Of the Default Policy only the connector can be chosen; what else it has may be sent along as it is. */
const defaultPolicy = z.strictObject({
  name: z.literal('DEFAULT').optional(),
  senders: z.array(pattern).max(0, 'the Default Policy has no criteria').optional(),
  recipients: z.array(pattern).max(0, 'the Default Policy has no criteria').optional(),
  connector: connectorChoice,
});

/** The revision that the change was made against. */
const revision = z.int().min(1);

export const connectorBody = z.strictObject({ enabled: z.boolean(), defaultIntakeAddress: mailAddress.nullable(), revision });
export const newPolicyBody = z.strictObject({ policy, position: z.int().min(1).optional(), revision });
export const policyBody = z.strictObject({ policy, revision });
export const defaultPolicyBody = z.strictObject({ policy: defaultPolicy, revision });
export const moveBody = z.strictObject({ to: z.int().min(1), revision });
export const commitBody = z.strictObject({ comment: z.string().max(1000).optional(), revision });
export const abandonBody = z.strictObject({ revision });

const whole = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, 'expected a whole number')
    .transform(Number)
    .pipe(z.int().min(least).max(most));

const position = whole(0, Number.MAX_SAFE_INTEGER);
const ordinal = whole(1, Number.MAX_SAFE_INTEGER);
const searchText = z.string().max(1000);

const time = z.iso.datetime({ offset: true, error: 'expected a time such as 2026-11-02T09:00:00Z' }).transform((text) => Date.parse(text));

const sort = z.string().transform((text, context) => {
  const key = readTophostsKey(text);
  if (key !== undefined) return key;
  context.addIssue({ code: 'custom', message: `expected one of ${TOPHOSTS_KEY_NAMES.join(', ')}, or a number from 1 to 5` });
  return z.NEVER;
});

export const noQuery = z.strictObject({});
export const sortQuery = z.strictObject({ sort: sort.optional() });
export const revisionQuery = z.strictObject({ revision: ordinal });
export const policyPath = z.strictObject({ name: z.string().min(1).max(1000) });
export const hostPath = z.strictObject({ host: z.string().min(1).max(1000) });
export const midPath = z.strictObject({ mid: ordinal });
export const trackingQuery = z.strictObject({
  mid: ordinal.optional(),
  sender: searchText.optional(),
  recipient: searchText.optional(),
  subject: searchText.optional(),
  messageId: searchText.optional(),
  from: time.optional(),
  until: time.optional(),
  state: z.enum(TRACKED_STATES).optional(),
  limit: whole(1, 500).default(50),
  before: ordinal.optional(),
});

export const findEventQuery = trackingQuery
  .omit({ before: true })
  .refine(
    ({ mid, sender, recipient, subject, messageId, from, until, state }) =>
      [mid, sender, recipient, subject, messageId, from, until, state].some((given) => given !== undefined),
    { error: 'say what to look for: mid, sender, recipient, subject, messageId, from, until or state' },
  );

export const trackingOf = ({ from, until, ...query }: Partial<z.output<typeof trackingQuery>>): TrackingQuery => ({
  ...query,
  fromMs: from,
  untilMs: until,
});
export const logQuery = z.strictObject({
  after: position.optional(),
  limit: whole(1, 10_000).default(500),
  match: searchText.optional(),
});
export const logStreamQuery = z.strictObject({ after: position.optional() });
export const streamHeaders = z.object({ 'last-event-id': position.optional() });

/** `GET /gateway` */
export interface GatewayAnswer {
  readonly hostname: string;
  readonly version: string;
  /** A cloud gateway has no Delivery Status page (COUNT-1). */
  readonly cloud: boolean;
  readonly listeners: readonly {
    readonly name: string;
    readonly kind: 'incoming' | 'outgoing';
    readonly address: string;
    readonly port: number;
  }[];
  /** Ms on the gateway's clock. */
  readonly startedAtMs: number;
  readonly nowMs: number;
  /** The file that a commit writes; null: settings live as long as the gateway. */
  readonly configFile: string | null;
  readonly spool: 'file' | 'memory';
}

/** `GET /settings`, and the answer to every change. */
export type SettingsAnswer = SettingsView;

/** `GET /policies`: of the pending settings. */
export interface PoliciesAnswer {
  readonly rows: readonly PolicyRow[];
  readonly revision: number;
}

/** `GET /delivery-status` */
export interface DeliveryStatusAnswer {
  readonly asOfMs: number;
  readonly rows: readonly CounterRow[];
}

/** `GET /delivery-status/:host`; null: nothing of the kind yet. */
export interface HostAnswer extends Omit<HostCounters, 'oldestMessageAtMs' | 'lastActivityAtMs' | 'lastRefusal'> {
  readonly asOfMs: number;
  readonly oldestMessageAtMs: number | null;
  readonly lastActivityAtMs: number | null;
  /** The last reply of 5yz. */
  readonly lastRefusal: { readonly text: string; readonly address: string; readonly atMs: number } | null;
}

/** `GET /tracking` */
export interface TrackingAnswer {
  readonly messages: readonly TrackedMessage[];
  readonly next: number | null;
  readonly forgotten: number;
}

/** `GET /log`: `next` is what to give as `after` for the lines after these. */
export interface LogAnswer {
  readonly lines: readonly NumberedLine[];
  readonly next: number;
}
