import { isIP } from 'node:net';
import { z } from 'zod';
import { POLICY_ROLES } from '../drivers/driver.ts';
import { argumentList, durationMs } from './values.ts';

// A system that is configured by hand and seen from outside.

const ipAddress = z.string().refine((text) => isIP(text) !== 0, { error: 'expected an IP address' });
const port = z.int().min(1).max(65_535);
const endpoint = z.strictObject({ address: ipAddress, port });
const domain = z.string().regex(/^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/, { error: 'expected a domain in small letters' });

const listener = z.strictObject({
  address: ipAddress,
  port,
  clientAddress: ipAddress.describe('address of this machine from which mail is handed in, as the system sees it (COPY-5)'),
  otherClientAddress: ipAddress.exactOptional().describe('another one, where there is one'),
});

const stand = z
  .strictObject({
    dns: endpoint.describe("the stand's name server, which the system has to ask"),
    intakePort: port.default(25).describe('port of every MX host of the stand'),
    hosts: z
      .record(domain, ipAddress)
      .default({})
      .describe('addresses of MX hosts of the stand, by name; those that are left out are on loopback'),
    nextHop: endpoint.describe('where the system has to send originals'),
    authority: z
      .string()
      .min(1)
      .exactOptional()
      .describe("file for key and certificate of the stand's authority, made when it is not there; needed where certificates are verified"),
  })
  .describe('Where the stand waits for the system.');

const log = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('file'), path: z.string().min(1) }),
  z.strictObject({ kind: z.literal('syslog'), transport: z.enum(['udp', 'tcp']), address: ipAddress, port }),
  z.strictObject({ kind: z.literal('command'), command: argumentList.describe('prints the whole log') }),
]);

export const systemFacts = z.strictObject({
  verifiesCertificates: z.boolean().default(true).describe("whether the intake's certificate is checked (TLS-5)"),
  idleCloseMs: durationMs.default(5000).describe('how long an idle connection may stay open (CONN-3)'),
  maxConnections: z.int().min(1).default(500).describe('destination limit: connections at a time (CONN-6)'),
  maxMessagesPerConnection: z.int().min(1).default(50).describe('destination limit: messages a connection (CONN-6)'),
  retryWaitMs: durationMs.exactOptional().describe('how long it waits before it tries again, where that is known'),
  replyTimeoutMs: durationMs.exactOptional().describe('how long it waits for a connection, a greeting or a reply, where that is known'),
});

const reset = argumentList.exactOptional().describe('run before each scenario: empties the queue');
const start = argumentList.exactOptional().describe('started before each scenario; it may stay, and is then ended after the scenario');
const stop = argumentList.exactOptional().describe('run after each scenario');
const recipients = z
  .strictObject({ 'No Scan': domain, Default: domain, Custom: domain, 'second Custom': domain })
  .refine((domains) => new Set(Object.values(domains)).size === POLICY_ROLES.length, { error: 'each role needs a domain of its own' })
  .describe('recipients of which domain fall under the policy of which role');
const counters = z
  .strictObject({
    command: argumentList.describe('prints tophosts; {key} stands for the key to sort by, {number} for its number in the menu'),
  })
  .exactOptional();
const tracking = z
  .union([z.strictObject({ command: argumentList }), z.strictObject({ url: z.url() })])
  .exactOptional()
  .describe('is given the query as JSON on its input, or as parameters; gives a JSON list of {mid, messageId, lines}');

/** A further system with a stand of its own; what is left out is as for the first. */
const lane = z.strictObject({
  incoming: listener,
  outgoing: listener.exactOptional(),
  recipients: recipients.exactOptional(),
  stand,
  ...{ start, stop, reset, counters, tracking },
  log: log.exactOptional(),
});

export const remoteDriverSchema = z
  .strictObject({
    kind: z.literal('remote'),
    incoming: listener.describe('where mail is handed in'),
    outgoing: listener.exactOptional().describe('where outgoing mail is handed in'),
    recipients,
    stand,
    facts: systemFacts.prefault({}),
    ...{ start, stop, reset },
    restMs: durationMs
      .or(z.literal(0))
      .exactOptional()
      .describe('real time between scenarios, in which what one has left in the queue ends; 0 with start or reset, else 130000'),
    deadlineMs: durationMs.default(30_000).describe('real time within which commands end and the system takes mail'),
    log: log.exactOptional(),
    ...{ counters, tracking },
    lanes: z
      .array(lane)
      .min(1)
      .exactOptional()
      .describe('further systems that are set up alike, each with a stand of its own: so many more scenarios run side by side'),
  })
  .describe(
    'A black box: somebody configures it by hand ("setd profile explain" says how), and it is judged from outside, on the wall clock.',
  );

export type RemoteSettings = z.output<typeof remoteDriverSchema>;

/** What has to be in the profile for a capability of a black box; null: a black box cannot offer it. */
const NEEDS: Readonly<Record<string, (driver: RemoteSettings) => unknown>> = {
  'mail-log': ({ log }) => log,
  counters: ({ counters }) => counters,
  tracking: ({ tracking }) => tracking,
  'outgoing-mail': ({ outgoing }) => outgoing,
};
const KEYS: Readonly<Record<string, string>> = { 'mail-log': 'log', 'outgoing-mail': 'outgoing' };
const NEVER: ReadonlySet<string> = new Set(['configure', 'virtual-clock', 'console', 'crash']);

/** Why a black box with these settings cannot claim that; undefined where it can. */
export const whyNotRemote = (driver: RemoteSettings, capability: string): string | undefined => {
  if (NEVER.has(capability)) return `"${capability}" cannot be offered by a black box; remove it, or write a driver (docs/drivers.md)`;
  const need = NEEDS[capability];
  return need === undefined || need(driver) !== undefined ? undefined : `"${capability}" needs driver.${KEYS[capability] ?? capability}`;
};
