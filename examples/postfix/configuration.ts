import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { intakeDomains, type Journaling, tablesFor } from './policies.ts';

// The files of one Postfix. Everything is in one folder, and on loopback.

export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/** What a scenario asks for; durations in milliseconds. */
export interface Settings {
  readonly verifyCertificates?: boolean;
  readonly maxConnections?: number;
  readonly maxMessagesPerConnection?: number;
  readonly retryWaitMs?: number;
  readonly replyTimeoutMs?: number;
}

export interface Setup {
  readonly folder: string;
  /** Where mail is handed in, and the name server is asked. */
  readonly address: string;
  /** Where originals go. */
  readonly nextHop: Endpoint;
  /** Port of every MX host of the intake. */
  readonly intakePort: number;
  readonly settings: Settings;
}

export const MAX_CONNECTIONS = 20;
export const MAX_MESSAGES_PER_CONNECTION = 50;
/** QUEUE-1: Postfix looks at the age of a message only when an attempt has failed. */
const QUEUE_LIFE_SECONDS = 120;
const ORDINARY_RETRY_WAIT_MS = 30_000;

const seconds = (ms: number): string => `${Math.max(1, Math.round(ms / 1000))}s`;

const timeouts = (ms: number | undefined): string[] =>
  ms === undefined
    ? []
    : ['connect', 'helo', 'starttls', 'mail', 'rcpt', 'data_init', 'data_xfer', 'data_done'].map(
        (stage) => `smtp_${stage}_timeout = ${seconds(ms)}`,
      );

/** Where mail is handed in. The address is one's own, so that no port has to be looked for. */
export const SMTP_PORT = 25;

const mainConfig = ({ folder, nextHop, settings }: Setup): string =>
  [
    'compatibility_level = 3.6',
    `queue_directory = ${folder}/queue`,
    `data_directory = ${folder}/data`,
    `maillog_file = ${folder}/maillog`,
    `maillog_file_prefixes = ${folder}`,
    'inet_interfaces = 127.0.0.1, [::1]',
    'inet_protocols = all',
    'myhostname = postfix.gateway.example',
    'mydestination =',
    'mynetworks = 127.0.0.0/8, [::1]/128',
    'alias_maps =',
    'local_recipient_maps =',
    'message_size_limit = 100000000',
    'smtputf8_enable = yes',
    // COPY-1: a message is to be as it came. The header of mail from this machine would be completed, and lines for the mailbox taken out.
    'local_header_rewrite_clients =',
    'message_drop_headers =',
    // COPY-5: the address of the client, as the gateway tells it.
    `smtpd_client_restrictions = check_client_access regexp:${folder}/config/client`,
    `recipient_bcc_maps = regexp:${folder}/config/by-recipient`,
    `sender_bcc_maps = regexp:${folder}/config/by-sender`,
    `transport_maps = texthash:${folder}/config/transport`,
    `smtp_tls_security_level = ${settings.verifyCertificates === false ? 'encrypt' : 'verify'}`,
    `smtp_tls_policy_maps = inline:{ { [${nextHop.address}]:${nextHop.port} = none } }`,
    `smtp_tls_CAfile = ${folder}/config/ca.pem`,
    'smtp_tls_mandatory_protocols = >=TLSv1.2',
    'smtp_host_lookup = dns',
    `smtp_destination_concurrency_limit = ${settings.maxConnections ?? MAX_CONNECTIONS}`,
    `smtp_connection_reuse_count_limit = ${settings.maxMessagesPerConnection ?? MAX_MESSAGES_PER_CONNECTION}`,
    `minimal_backoff_time = ${seconds(settings.retryWaitMs ?? ORDINARY_RETRY_WAIT_MS)}`,
    `maximal_backoff_time = ${seconds(settings.retryWaitMs ?? ORDINARY_RETRY_WAIT_MS)}`,
    'queue_run_delay = 1s',
    `maximal_queue_lifetime = ${QUEUE_LIFE_SECONDS}s`,
    `bounce_queue_lifetime = ${QUEUE_LIFE_SECONDS}s`,
    ...timeouts(settings.replyTimeoutMs),
    '',
  ].join('\n');

const masterConfig = ({ address }: Setup): string => `
${address}:${SMTP_PORT} inet n - n - - smtpd
pickup    unix  n  -  n  60     1      pickup
cleanup   unix  n  -  n  -      0      cleanup
qmgr      unix  n  -  n  1      1      qmgr
tlsmgr    unix  -  -  n  1000?  1      tlsmgr
rewrite   unix  -  -  n  -      -      trivial-rewrite
bounce    unix  -  -  n  -      0      bounce
defer     unix  -  -  n  -      0      bounce
trace     unix  -  -  n  -      0      bounce
verify    unix  -  -  n  -      1      verify
flush     unix  n  -  n  1000?  0      flush
proxymap  unix  -  -  n  -      -      proxymap
smtp      unix  -  -  n  -      -      smtp
relay     unix  -  -  n  -      -      smtp
error     unix  -  -  n  -      -      error
retry     unix  -  -  n  -      -      error
anvil     unix  -  -  n  -      1      anvil
scache    unix  -  -  n  -      1      scache
postlog   unix-dgram n -  n  -   1      postlogd
`;

/** Copies are routed by MX, to the stand's port; all other mail goes to the next hop. */
const transportTable = ({ intakePort, nextHop }: Setup, journaling: Journaling): string =>
  [
    ...intakeDomains(journaling).map((domain) => `${domain} smtp:${domain}:${intakePort}`),
    `* smtp:[${nextHop.address}]:${nextHop.port}`,
    '',
  ].join('\n');

/** Writes what is journaled. Throws NotExpressible, and has written nothing then. */
export const writeJournaling = (setup: Setup, journaling: Journaling): void => {
  const { byRecipient, bySender } = tablesFor(journaling);
  const into = (name: string, text: string): void => writeFileSync(join(setup.folder, 'config', name), text);
  into('by-recipient', byRecipient);
  into('by-sender', bySender);
  into('transport', transportTable(setup, journaling));
};

/** Writes all files of a Postfix that has not been started yet. */
export const writeConfiguration = (setup: Setup, caCertificate: string): void => {
  for (const name of ['config', 'data']) mkdirSync(join(setup.folder, name), { recursive: true });
  const into = (name: string, text: string): void => writeFileSync(join(setup.folder, 'config', name), text);
  into('main.cf', mainConfig(setup));
  into('master.cf', masterConfig(setup));
  into('client', '/^([0-9a-f.:]+)$/ PREPEND X-IronPort-RemoteIP: $1\n');
  into('ca.pem', caCertificate);
};
