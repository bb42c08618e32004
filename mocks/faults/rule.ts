import { z } from 'zod';
import { SMTP_STAGES } from '../../src/smtp/stage.ts';

// The fault language: one rule says where (`layer`, `match`), what (`do`) and how often (`times`, `after`, `ttlMs`).
// The same schema serves the steps, the HTTP API, the command line and the dashboard.

const ordinal = z.int().min(1).describe('counted from 1');
const ordinals = z
  .union([ordinal, z.array(ordinal).min(1)], { error: 'expected a whole number from 1, or a list of such numbers' })
  .describe('one ordinal or a list of them');
const glob = z.string().min(1).describe('exact text, with * for any run of characters; case does not matter');
const durationMs = z.int().min(0).max(86_400_000).describe('milliseconds');
const REPLY_EXPECTED = 'expected a reply such as "451 4.3.0 try later": a code from 200 to 599, a space, a text';
const replyLine = z
  .string({ error: REPLY_EXPECTED })
  .regex(/^[2-5]\d\d(?: [^\r\n]*)?$/, REPLY_EXPECTED)
  .describe('an SMTP reply on one line');

const connectionMatch = {
  account: glob.optional(),
  mx: glob.optional().describe('name of the MX host that was connected to'),
  connection: ordinals.optional().describe('number of the connection, as the evidence counts it'),
  attempt: ordinals
    .optional()
    .describe('up to MAIL FROM: ordinal of the round of connections; from RCPT TO on: how often this recipient has been tried'),
};

const smtpMatch = z.strictObject({
  ...connectionMatch,
  stage: z.enum(SMTP_STAGES).optional(),
  from: glob.optional().describe('envelope sender'),
  to: glob.optional().describe('envelope recipient'),
  header: glob.optional().describe('a whole header line of the outer or inner message; matched at end of data only'),
  transaction: ordinals.optional().describe('ordinal of the transaction on its connection'),
});

const after = z.enum(['continue', 'close', 'reset', 'stall']).describe('what happens to the connection afterwards');

const extension = z.enum(['STARTTLS', 'SIZE', '8BITMIME', 'SMTPUTF8', 'PIPELINING']);

const smtpAction = z
  .strictObject({
    reply: z
      .union([replyLine, z.array(replyLine).min(1)], { error: `${REPLY_EXPECTED}, or a list of such lines` })
      .optional()
      .describe('the reply; a list is sent as one multi-line reply'),
    rawReply: z.string().min(1).optional().describe('bytes sent as they are (latin1), CRLF not added'),
    cutReply: z
      .strictObject({ reply: replyLine, bytes: z.int().min(0) })
      .optional()
      .describe('only the first bytes of the reply are sent, 0 for none, then the connection is closed unless `andThen` says otherwise'),
    delayMs: durationMs.optional().describe('alone: the usual reply, this much later; with another action: it waits this long first'),
    omitExtensions: z.array(extension).min(1).optional().describe('EHLO without these extensions'),
    announceSize: z.int().min(0).optional().describe('EHLO announces this SIZE, and a larger message is answered 552'),
    maxConnections: z.int().min(1).optional().describe('connections beyond this many open ones are greeted with 421 and closed'),
    maxMessagesPerConnection: z.int().min(1).optional().describe('after this many messages 421 is sent and the connection closed'),
    storeButRefuse: replyLine.optional().describe('at end of data: the copy is kept, yet the reply is an error'),
    acceptButDrop: z.literal(true).optional().describe('at end of data: 250, and the copy is lost'),
    andThen: after.optional(),
  })
  .describe('exactly one action, with delayMs and andThen beside it where wanted');

const tcpAction = z.strictObject({
  refuse: z.literal(true).optional().describe('nobody listens: connection refused. Counted by the address look-ups for that host'),
  reset: z.literal(true).optional(),
  close: z.literal(true).optional(),
  halfClose: z.literal(true).optional().describe('our sending side is closed, the other is read on'),
  stall: z.literal(true).optional().describe('nothing more is sent and nothing read'),
  byteByByte: z
    .strictObject({ gapMs: durationMs.default(0) })
    .optional()
    .describe('every reply is sent one byte a segment'),
  slow: z
    .strictObject({ bytesPerSecond: z.int().min(1) })
    .optional()
    .describe('what the peer sends is read at this speed'),
});

export const CERTIFICATE_FAULTS = ['expired', 'not-yet-valid', 'wrong-host', 'self-signed', 'unknown-issuer'] as const;

const tlsAction = z.strictObject({
  notOffered: z.literal(true).optional().describe('EHLO does not offer STARTTLS, and the command is answered 502'),
  reply: replyLine.optional().describe('the reply to STARTTLS: 454, 5yz'),
  garbage: z.literal(true).optional().describe('bytes that are not TLS after the 220'),
  abort: z.literal(true).optional().describe('the connection is closed after the ClientHello'),
  reset: z.literal(true).optional().describe('the connection is reset after the ClientHello'),
  alert: z.literal(true).optional().describe('the handshake is refused with a handshake_failure alert'),
  stall: z.literal(true).optional().describe('the ClientHello is never answered'),
  maxVersion: z.enum(['TLSv1', 'TLSv1.1', 'TLSv1.2']).optional().describe('no newer protocol is spoken'),
  certificate: z.enum(CERTIFICATE_FAULTS).optional(),
  injectAfter220: z.string().min(1).optional().describe('plain text sent in one segment with the 220'),
});

const RCODES = ['NXDOMAIN', 'SERVFAIL', 'REFUSED', 'FORMERR', 'NOTIMP'] as const;

const dnsAction = z.strictObject({
  rcode: z.enum(RCODES).optional(),
  noData: z.literal(true).optional().describe('NOERROR with an empty answer'),
  noAnswer: z.literal(true).optional().describe('the query is dropped'),
  delayMs: durationMs.optional(),
  truncate: z.literal(true).optional().describe('over UDP: TC set and no answer, so that the query is repeated over TCP'),
  garbage: z.literal(true).optional().describe('bytes that are no DNS answer'),
  nullMx: z.literal(true).optional().describe('a single MX 0 "." (RFC 7505)'),
});

const TYPES = ['A', 'AAAA', 'MX', 'CNAME', 'TXT', 'NS', 'SOA'] as const;

const dnsMatch = z.strictObject({
  name: glob.optional(),
  type: z.enum(TYPES).optional(),
  transport: z.enum(['udp', 'tcp']).optional(),
  query: ordinals.optional().describe('ordinal of the query among those that match the rest of the rule'),
});

const common = {
  id: z.string().regex(/^[\w.:-]{1,80}$/, 'expected 1 to 80 letters, digits, or any of . : _ -'),
  times: z.union([z.int().min(1), z.literal('always')], { error: 'expected a whole number from 1, or "always"' }).default('always'),
  after: z.int().min(0).default(0).describe('this many matching occasions pass first'),
  ttlMs: durationMs.optional().describe('the rule ends this long after it was armed'),
};

/** Checks that exactly one of an action's keys is given, apart from the modifiers. */
const oneAction =
  (...modifiers: string[]) =>
  (action: object): boolean =>
    Object.keys(action).filter((key) => !modifiers.includes(key)).length === 1;

/** As `oneAction`, where a delay beside nothing else is an action too: the usual answer, later. */
const oneActionOrDelay =
  (...modifiers: string[]) =>
  (action: object): boolean =>
    oneAction('delayMs', ...modifiers)(action) || Object.keys(action).join() === 'delayMs';

const exactlyOne = 'expected exactly one action';

const smtpRule = z.strictObject({
  ...common,
  layer: z.literal('smtp'),
  match: smtpMatch.default({}),
  do: smtpAction.refine(oneActionOrDelay('andThen'), {
    error: `${exactlyOne}: one of ${Object.keys(smtpAction.shape).join(', ')}`,
  }),
});

const tcpRule = z.strictObject({
  ...common,
  layer: z.literal('tcp'),
  match: z.strictObject({ ...connectionMatch, stage: z.enum(SMTP_STAGES).optional(), to: glob.optional() }).default({}),
  do: tcpAction.refine(oneAction(), { error: `${exactlyOne}: one of ${Object.keys(tcpAction.shape).join(', ')}` }),
});

const tlsRule = z.strictObject({
  ...common,
  layer: z.literal('tls'),
  match: z.strictObject(connectionMatch).default({}),
  do: tlsAction.refine(oneAction(), { error: `${exactlyOne}: one of ${Object.keys(tlsAction.shape).join(', ')}` }),
});

const dnsRule = z.strictObject({
  ...common,
  layer: z.literal('dns'),
  match: dnsMatch.default({}),
  do: dnsAction.refine(oneActionOrDelay(), {
    error: `${exactlyOne}: one of ${Object.keys(dnsAction.shape).join(', ')}`,
  }),
});

/** One fault rule. */
export const faultRuleSchema = z.discriminatedUnion('layer', [smtpRule, tcpRule, tlsRule, dnsRule], {
  error: (issue) => (issue.code === 'invalid_union' ? 'expected "layer" to be one of "smtp", "tcp", "tls", "dns"' : undefined),
});

/** A whole set of rules; ids are unique in it. The newest rule, the last of the list, is asked first. */
export const faultRulesSchema = z.array(faultRuleSchema).superRefine((rules, context) => {
  const seen = new Set<string>();
  rules.forEach((rule, index) => {
    if (seen.has(rule.id)) context.addIssue({ code: 'custom', path: [index, 'id'], message: `the id "${rule.id}" is used twice` });
    seen.add(rule.id);
  });
});

export type FaultRule = z.output<typeof faultRuleSchema>;
/** A rule as people write it: what has a default may be left out. */
export type FaultRuleInput = z.input<typeof faultRuleSchema>;
export type FaultLayer = FaultRule['layer'];
export type RuleOf<Layer extends FaultLayer> = Extract<FaultRule, { layer: Layer }>;
export type CertificateFault = (typeof CERTIFICATE_FAULTS)[number];
