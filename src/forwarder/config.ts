import { isIP } from 'node:net';
import { z } from 'zod';
import { DEFAULT_POLICY_NAME } from './policy.ts';
import { FACILITIES } from './syslog/syslog-line.ts';

// The configuration of a gateway. Unknown keys are refused everywhere; durations are in milliseconds.

const port = z.int().min(0).max(65_535);
const durationMs = z
  .int()
  .min(1)
  .max(2 ** 31 - 1);
const ipAddress = z.string().refine((text) => isIP(text) !== 0, { error: 'expected an IP address' });
export const mailAddress = z.string().regex(/^[^\s<>@]+@[^\s<>@]+$/, { error: 'expected a mail address such as copies@intake.example' });
export const pattern = z.string().regex(/^(?:[^\s<>@]+@[^\s<>@]+|@?[^\s<>@.][^\s<>@]*|\.[^\s<>@]+)$/, {
  error: 'expected user@domain, domain or .domain (its subdomains)',
});

export const connectorChoice = z.union([z.enum(['no-scan', 'default']), z.strictObject({ custom: mailAddress })], {
  error: "expected 'no-scan', 'default' or {custom: address}",
});

const listener = z.strictObject({ name: z.string().min(1), kind: z.enum(['incoming', 'outgoing']), address: ipAddress, port });

const match = z
  .strictObject({ senders: z.array(pattern).min(1).optional(), recipients: z.array(pattern).min(1).optional() })
  .refine(({ senders, recipients }) => senders !== undefined || recipients !== undefined, {
    error: 'expected senders, recipients or both',
  });

export const policyName = z
  .string()
  .regex(/^[\w.-]+$/, { error: 'expected letters, digits, "_", "-" or "."' })
  .refine((name) => name !== DEFAULT_POLICY_NAME, { error: 'is the name of the Default Policy; choose another' });

const policy = z.strictObject({
  name: policyName,
  match,
  connector: connectorChoice,
});

/** `address`, `address:port` or `[address]:port`, as the resolver takes it. */
const isServer = (text: string): boolean => {
  const [, address = text, serverPort = '53'] = /^\[?([^\]]+?)\]?(?::(\d{1,5}))?$/.exec(text) ?? [];
  const bracketed = text.startsWith('[');
  return (
    isIP(address) === (bracketed ? 6 : 4) && text.includes(']') === bracketed && Number(serverPort) > 0 && Number(serverPort) <= 65_535
  );
};

/** Part of the configuration that says which mail is journaled, and where to. */
const journaling = {
  threatDefenseConnector: z.strictObject({ enabled: z.boolean().default(true), defaultIntakeAddress: mailAddress.optional() }).prefault({}),
  policies: z.array(policy).default([]),
  defaultPolicy: z.strictObject({ connector: connectorChoice }).default({ connector: 'no-scan' }),
};

const checkJournaling = (config: z.output<z.ZodObject<typeof journaling>>, context: z.RefinementCtx): void => {
  // POLICY-11: Default needs an address to stand for.
  if (config.threatDefenseConnector.defaultIntakeAddress === undefined) {
    const problem = "is 'default', but threatDefenseConnector.defaultIntakeAddress is not set; set it or choose another connector";
    config.policies.forEach((row, index) => {
      if (row.connector === 'default') context.addIssue({ code: 'custom', path: ['policies', index, 'connector'], message: problem });
    });
    if (config.defaultPolicy.connector === 'default') {
      context.addIssue({ code: 'custom', path: ['defaultPolicy', 'connector'], message: problem });
    }
  }
  const names = new Set<string>();
  config.policies.forEach(({ name }, index) => {
    if (names.has(name)) context.addIssue({ code: 'custom', path: ['policies', index, 'name'], message: `"${name}" is used twice` });
    names.add(name);
  });
};

/** What may be changed while the gateway runs. */
export const journalingSchema = z.strictObject(journaling).superRefine(checkJournaling);

/** RFC 5321 section 4.5.3.2 gives the minutes; a copy's life in the queue usually ends an attempt before they do. */
const timeouts = z
  .strictObject({
    connectMs: durationMs.default(30_000),
    greetingMs: durationMs.default(300_000),
    commandMs: durationMs.default(300_000),
    handshakeMs: durationMs.default(30_000),
    dataMs: durationMs.default(600_000),
    dnsMs: durationMs.default(20_000),
  })
  .prefault({});

/** Push of the mail log to a collector. */
const syslogSchema = z.strictObject({
  address: ipAddress,
  port: port.min(1).default(514),
  transport: z.enum(['udp', 'tcp']).default('udp'),
  facility: z.enum(FACILITIES).default('local4'),
  hostname: z
    .string()
    .regex(/^[A-Za-z0-9.-]+$/, { error: 'expected a host name' })
    .optional(),
});

/** Where the console listens unless told otherwise. */
export const CONSOLE_PORT = 8026;

const consoleSchema = z.strictObject({
  address: ipAddress.default('127.0.0.1'),
  port: port.default(CONSOLE_PORT),
  token: z
    .string()
    .regex(/^[\w.~-]{8,}$/, { error: 'expected 8 or more letters, digits, "-", ".", "_" or "~"' })
    .optional(),
  hostnames: z.array(z.string().min(1)).default([]),
});

export const gatewaySchema = z
  .strictObject({
    hostname: z.string().regex(/^[A-Za-z0-9.-]+$/, { error: 'expected a host name' }),
    listeners: z.array(listener).min(1),
    ...journaling,
    dns: z
      .strictObject({ server: z.string().refine(isServer, { error: 'expected address:port, or [address]:port for IPv6' }).optional() })
      .prefault({}),
    intake: z.strictObject({ port: port.default(25) }).prefault({}),
    queue: z.strictObject({ lifeMs: durationMs.default(120_000), retryWaitMs: durationMs.default(60_000) }).prefault({}),
    connections: z
      .strictObject({
        minimum: z.int().min(1).default(3),
        limit: z.int().min(1).default(500),
        messagesPerConnection: z.int().min(1).default(50),
        idleCloseMs: durationMs.default(5000),
      })
      .prefault({}),
    tls: z
      .strictObject({
        minVersion: z.enum(['TLSv1.2', 'TLSv1.3']).default('TLSv1.2'),
        verifyCertificates: z.boolean().default(true),
        caFile: z.string().min(1).optional(),
        ca: z.string().min(1).optional(),
      })
      .prefault({}),
    timeouts,
    nextHop: z.strictObject({ address: ipAddress, port }).optional(),
    originals: z.strictObject({ retryWaitMs: durationMs.default(60_000), lifeMs: durationMs.default(259_200_000) }).prefault({}),
    /** Left out: the program `setd forward` keeps a file beside the configuration. */
    spool: z
      .union([z.literal('memory'), z.strictObject({ file: z.string().min(1) })], { error: "expected 'memory' or {file: path}" })
      .optional(),
    mailLog: z
      .strictObject({
        file: z.string().min(1).optional(),
        syslog: syslogSchema.optional(),
        /** Lines kept in memory for those who look on. */
        recentLines: z.int().min(1).max(1_000_000).default(50_000),
      })
      .prefault({}),
    /** Profile of a cloud gateway: no Delivery Status page (COUNT-1). */
    cloud: z.boolean().default(false),
    console: z
      .union([z.literal('off'), consoleSchema], { error: "expected 'off', or a map with address, port, token and hostnames" })
      .optional(),
    tracking: z.strictObject({ messages: z.int().min(1).max(1_000_000).default(50_000) }).prefault({}),
    maxMessageBytes: z.int().min(1).default(26_214_400),
    numbering: z
      .strictObject({ mid: z.int().min(1).default(1), icid: z.int().min(1).default(1), dcid: z.int().min(1).default(1) })
      .prefault({}),
  })
  .superRefine((config, context) => {
    checkJournaling(config, context);
    if (config.tls.ca !== undefined && config.tls.caFile !== undefined) {
      context.addIssue({ code: 'custom', path: ['tls', 'caFile'], message: 'is given together with tls.ca; remove one of them' });
    }
    if (config.connections.minimum > config.connections.limit) {
      context.addIssue({ code: 'custom', path: ['connections', 'minimum'], message: 'is over connections.limit' });
    }
  });

/** A whole configuration, defaults filled in. */
export type GatewayConfig = z.output<typeof gatewaySchema>;
/** What one has to write down: everything with a default may be left out. */
export type GatewayConfigInput = z.input<typeof gatewaySchema>;
/** Which mail is journaled, and where to, as one writes it down. */
export type JournalSettingsInput = z.input<typeof journalingSchema>;
