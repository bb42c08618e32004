import { z } from 'zod';
import { SMTP_STAGES } from '../smtp/stage.ts';
import type { Evidence, Fact, FactOf, FactType } from './events.ts';

// Evidence travels as JSON, in attachments and over HTTP, so it is checked where it comes out again. The table has a row for
// every kind of fact: a new kind in events.ts does not compile until it is here.

const count = z.int();
const text = z.string();
const stage = z.enum(SMTP_STAGES);
const layer = z.enum(['dns', 'tcp', 'tls', 'smtp']);
const transport = z.enum(['udp', 'tcp']);
export const connectionEndSchema = z.enum([
  'QUIT',
  'closed by peer',
  'reset by peer',
  'closed by intake',
  'reset by intake',
  'intake stopped',
]);
export const copyFateSchema = z.enum(['stored', 'refused', 'stored but refused', 'accepted but dropped']);
const anomaly = z.enum(['bare LF', 'bare CR', 'line too long', 'NUL byte', 'unknown command', 'bad sequence', 'early talker']);
const onConnection = { connection: count, stage };
const tracked = z.object({ mid: count, messageId: text, lines: z.array(text) });
const original = { mailFrom: text, rcptTo: z.array(text), size: count };

const FACTS = {
  connectionOpened: z.object({
    type: z.literal('connectionOpened'),
    connection: count,
    round: count,
    host: text,
    localAddress: text,
    localPort: count,
    remoteAddress: text,
    remotePort: count,
  }),
  commandReceived: z.object({ type: z.literal('commandReceived'), ...onConnection, line: text, secure: z.boolean() }),
  replySent: z.object({ type: z.literal('replySent'), ...onConnection, text, secure: z.boolean(), ruleId: text.exactOptional() }),
  tlsEstablished: z.object({
    type: z.literal('tlsEstablished'),
    connection: count,
    protocol: text,
    cipher: text,
    servername: text.nullable(),
    certificate: text,
  }),
  tlsFailed: z.object({ type: z.literal('tlsFailed'), connection: count, reason: text }),
  copyReceived: z.object({
    type: z.literal('copyReceived'),
    connection: count,
    copy: count,
    account: text.nullable(),
    sha256: text,
    fate: copyFateSchema,
    ...original,
  }),
  wireAnomaly: z.object({ type: z.literal('wireAnomaly'), ...onConnection, kind: anomaly, detail: text }),
  connectionClosed: z.object({
    type: z.literal('connectionClosed'),
    ...onConnection,
    end: connectionEndSchema,
    bytesIn: count,
    bytesOut: count,
  }),
  ruleFired: z.object({
    type: z.literal('ruleFired'),
    ruleId: text,
    layer,
    action: text,
    connection: count.exactOptional(),
    query: count.exactOptional(),
    stage: stage.exactOptional(),
  }),
  dnsQueryReceived: z.object({ type: z.literal('dnsQueryReceived'), query: count, name: text, qtype: text, transport, from: text }),
  dnsAnswerSent: z.object({
    type: z.literal('dnsAnswerSent'),
    query: count,
    rcode: text,
    answers: z.array(text),
    truncated: z.boolean(),
    ruleId: text.exactOptional(),
  }),
  dnsPacketRefused: z.object({ type: z.literal('dnsPacketRefused'), transport, from: text, reason: text }),
  messageInjected: z.object({ type: z.literal('messageInjected'), message: text, reply: text, accepted: z.boolean(), ...original }),
  logLineRead: z.object({ type: z.literal('logLineRead'), line: text }),
  originalReceived: z.object({ type: z.literal('originalReceived'), sha256: text, ...original }),
  journalingChanged: z.object({ type: z.literal('journalingChanged'), what: text, accepted: z.boolean(), reason: text }),
  countersRead: z.object({ type: z.literal('countersRead'), sortKey: text, text }),
  trackingRead: z.object({ type: z.literal('trackingRead'), query: z.record(text, z.union([text, z.number()])), found: z.array(tracked) }),
  consoleRead: z.object({ type: z.literal('consoleRead'), table: text, columns: z.array(text), rows: z.array(z.array(text)) }),
  dashboardRead: z.object({
    type: z.literal('dashboardRead'),
    page: z.enum(['wizard', 'policy', 'messages', 'message']),
    account: text,
    load: count,
    facts: z.record(text, text),
    rows: z.array(z.array(text)),
  }),
  addressSought: z.object({ type: z.literal('addressSought'), address: text, moment: text, characters: count, held: z.array(text) }),
  setupAnswered: z.object({ type: z.literal('setupAnswered'), account: text, answer: text, status: count, reason: text }),
  systemCrashed: z.object({ type: z.literal('systemCrashed') }),
  systemRestarted: z.object({ type: z.literal('systemRestarted') }),
  standChanged: z.object({ type: z.literal('standChanged'), what: text }),
  timeWatched: z.object({ type: z.literal('timeWatched'), fromMs: z.number(), untilMs: z.number() }),
  standDelayed: z.object({ type: z.literal('standDelayed'), dueMs: z.number(), lateMs: z.number() }),
} satisfies { readonly [Type in FactType]: z.ZodType<FactOf<Type>> };

const STAMP = { seq: count, atMs: z.number() };

/** One entry of an evidence log: a fact with its place and its time. */
export const evidenceSchema: z.ZodType<Evidence> = z.union(Object.values(FACTS).map((fact) => fact.extend(STAMP)));

const stamp = z.looseObject({ type: z.string(), ...STAMP });
const isFactType = (type: string): type is FactType => Object.hasOwn(FACTS, type);

/** Checks one entry of the evidence log. Throws an Error that says which entry is malformed. */
function parseEntry(value: unknown, index: number): Evidence {
  const head = stamp.safeParse(value);
  if (!head.success || !isFactType(head.data.type)) throw new Error(`entry ${index} of the evidence is of no known type`);
  const schema: z.ZodType<Fact> = FACTS[head.data.type];
  const fact = schema.safeParse(value);
  if (!fact.success) throw new Error(`entry ${index} of the evidence (${head.data.type}) is malformed: ${z.prettifyError(fact.error)}`);
  return { ...fact.data, seq: head.data.seq, atMs: head.data.atMs };
}

/** Checks the evidence that a scenario attached. Throws an Error that says which entry is malformed. */
export function parseEvidence(json: string): Evidence[] {
  return parseEntries(z.array(z.unknown()).parse(JSON.parse(json)));
}

/** The same for entries that have been read from JSON already. */
export const parseEntries = (entries: readonly unknown[]): Evidence[] => entries.map(parseEntry);
