import { isIP } from 'node:net';
import { z } from 'zod';
import { CAPABILITIES } from '../driver.ts';

// What requests and replies of the exec protocol have in common. Durations and times are in milliseconds, times since the epoch.

const ipAddress = z.string().refine((text) => isIP(text) !== 0, { error: 'expected an IP address' });
const port = z.int().min(1).max(65_535);
const count = z.int().min(0);

export const timeMs = z.number().min(0).max(Number.MAX_SAFE_INTEGER);
export const mailAddress = z.string().min(1);
export const capability = z.enum(CAPABILITIES);

export const endpoint = z.strictObject({ address: ipAddress, port }).meta({ id: 'endpoint' });

export const connectorChoice = z
  .union([z.enum(['no-scan', 'default']), z.strictObject({ custom: mailAddress })], {
    error: "expected 'no-scan', 'default' or {custom: address}",
  })
  .meta({ id: 'connectorChoice', description: 'What a mail policy does with the connector (POLICY-1 to POLICY-3).' });

export const policy = z
  .strictObject({
    name: z.string().min(1),
    senders: z
      .array(z.string())
      .min(1)
      .exactOptional()
      .describe('addresses, domains (with or without @ before them) or .domains; left out: senders are not looked at'),
    recipients: z.array(z.string()).min(1).exactOptional().describe('the same for recipients'),
    connector: connectorChoice,
  })
  .meta({ id: 'policy' });

export const journaling = z
  .strictObject({
    defaultIntakeAddress: mailAddress.nullable().describe('what the choice "default" stands for; null: there is none'),
    policies: z.array(policy).describe('incoming mail policies from the top; the first match of a recipient wins (POLICY-5)'),
    defaultPolicy: connectorChoice.describe('for recipients that no policy matches'),
  })
  .meta({ id: 'journaling', description: 'All that says which mail is journaled, and where to.' });

export const settings = z
  .strictObject({
    verifyCertificates: z.boolean().exactOptional(),
    maxConnections: z.int().min(1).exactOptional(),
    maxMessagesPerConnection: z.int().min(1).exactOptional(),
    retryWaitMs: z.int().min(1).exactOptional(),
    replyTimeoutMs: z.int().min(1).exactOptional().describe('how long to wait for a connection, a greeting or a reply'),
    durableQueue: z.boolean().exactOptional().describe('what is queued has to survive a crash'),
    cloud: z.boolean().exactOptional().describe('a gateway of the cloud, which offers fewer pages (COUNT-1)'),
  })
  .meta({ id: 'settings', description: 'Only what the scenario asks for is there; the rest is as usual.' });

export const standAddresses = z
  .strictObject({
    dns: endpoint.describe('the only name server to ask'),
    intakePort: port.describe('port on which every MX host listens'),
    caCertificate: z.string().min(1).describe("authority of the intake's certificates, PEM"),
    nextHop: endpoint.describe('where originals go'),
  })
  .meta({ id: 'standAddresses' });

export const facts = z
  .strictObject({
    verifiesCertificates: z.boolean().describe("whether the intake's certificate is checked (TLS-5)"),
    idleCloseMs: count.describe('how long an idle connection may stay open (CONN-3)'),
    maxConnections: z.int().min(1).describe('destination limits (CONN-6)'),
    maxMessagesPerConnection: z.int().min(1),
  })
  .meta({ id: 'facts' });

export const trackingQuery = z
  .strictObject({
    mid: count.exactOptional(),
    sender: z.string().exactOptional(),
    recipient: z.string().exactOptional(),
    subject: z.string().exactOptional(),
    messageId: z.string().exactOptional(),
    fromMs: timeMs.exactOptional().describe('received at this time or later'),
    untilMs: timeMs.exactOptional().describe('received before this time'),
  })
  .meta({ id: 'trackingQuery', description: 'All that is given has to hold (TRACK-3).' });

export const trackedEntry = z.strictObject({ mid: count, messageId: z.string(), lines: z.array(z.string()) }).meta({ id: 'trackedEntry' });

export type JournalingTable = z.output<typeof journaling>;
