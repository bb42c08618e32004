import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { pemFile } from '../../mocks/certificates/pem-file.ts';
import { type MockSetd, MockStartError, startMockSetd } from '../../mocks/setd.ts';
import { freshAccounts, type IntakeHost, intakeDomains, recordsFor, sharedHost, spreadHosts } from '../../mocks/setd-layout.ts';
import { StandError } from '../harness/outcome.ts';
import { UsageError } from '../harness/selection.ts';
import { banner } from './mock-banner.ts';
import { type MockOptions, parseMockOptions } from './mock-options.ts';
import { readRules } from './rule-file.ts';
import { stopSignal } from './stop-signal.ts';
import { print } from './terminal.ts';

/** Evidence that a mock for people keeps: hours of traffic in some tens of megabytes. */
const EVIDENCE_CAPACITY = 200_000;

const hostsFor = ({ spread, bind }: MockOptions, domains: readonly string[]): IntakeHost[] => {
  if (!spread) return sharedHost(domains, bind);
  try {
    return spreadHosts(domains);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UsageError(`--spread: ${error.message}; give fewer domains in --accounts`, { cause: error });
  }
};

const start = (options: MockOptions): Promise<MockSetd> => {
  const { accounts = freshAccounts(), bind, advertise, token } = options;
  const domains = intakeDomains(accounts);
  const hosts = hostsFor(options, domains);
  const unspecified = bind === '0.0.0.0' || bind === '::';
  const advertised = advertise ?? (unspecified ? '127.0.0.1' : undefined);
  return startMockSetd({
    accounts,
    hosts,
    records: recordsFor(domains, hosts, advertised),
    rules: options.rules === undefined ? [] : readRules(options.rules),
    intakePort: options.smtpPort,
    dnsAddress: bind,
    dnsPort: options.dnsPort,
    requireTls: options.requireTls,
    evidenceCapacity: EVIDENCE_CAPACITY,
    storeLimits: { copies: options.maxMessages },
    api: { address: options.apiBind, port: options.apiPort, hostnames: options.apiHostname, ...(token === undefined ? {} : { token }) },
  });
};

interface CaFile {
  readonly path: string;
  readonly isTemporary: boolean;
}

const writeCa = (certificate: string, wanted: string | undefined): CaFile => {
  const path = wanted ?? join(mkdtempSync(join(tmpdir(), 'setd-mock-')), 'ca.pem');
  try {
    writeFileSync(path, pemFile(certificate));
  } catch (error) {
    throw new MockStartError(`--ca-out ${path}: cannot be written (${error instanceof Error ? error.message : error}); name another file`);
  }
  return { path, isTemporary: wanted === undefined };
};

const run = async (given: unknown): Promise<void> => {
  const options = parseMockOptions(given);
  const mock = await start(options);
  let caFile: CaFile | undefined;
  try {
    const stopped = stopSignal();
    caFile = writeCa(mock.authority.caCertificate, options.caOut);
    print(banner(mock, { caFile: caFile.path, tokenIsNew: options.token === undefined }));
    await stopped;
  } finally {
    await mock.close();
    if (caFile?.isTemporary) rmSync(dirname(caFile.path), { recursive: true, force: true });
  }
};

/** `setd mock`: runs a mock SETD until it is interrupted. Throws a StandError when it cannot start, a UsageError for wrong usage. */
export const registerMockCommand = (program: Command): void => {
  const command = program
    .command('mock')
    .description('run a mock SETD (intake, DNS, HTTP API) until it is interrupted')
    .option('--smtp-port <port>', 'port of the intake; 0 takes a free one', '0')
    .option('--dns-port <port>', 'port of the DNS server, UDP and TCP; 0 takes a free one', '0')
    .option('--api-port <port>', 'port of the HTTP API; 0 takes a free one', '0')
    .option('--bind <address>', 'where intake and DNS listen; one MX host stands for all', '127.0.0.1')
    .option('--spread', 'two MX hosts for each intake domain, each on a loopback address of its own (127.0.0.2 and up)', false)
    .option('--advertise <address>', 'address that DNS gives for the MX hosts, where it differs from --bind')
    .option('--api-bind <address>', 'where the HTTP API listens', '127.0.0.1')
    .option('--api-hostname <names...>', 'further names under which the HTTP API is reached', [])
    .option('--token <token>', 'token of the HTTP API (default: SETD_TOKEN, else a fresh one that is printed)')
    .option('--rules <file>', 'fault rules, armed before any port opens: a list in JSON (*.json) or YAML')
    .option('--accounts <name=address...>', 'accounts and their intake addresses (default: primary and secondary, fresh addresses)')
    .option('--require-tls', 'answer MAIL FROM before STARTTLS with 530', false)
    .option('--max-messages <count>', 'copies to keep; the oldest go first', '10000')
    .option('--ca-out <file>', 'where to write the CA certificate (default: a temporary file)');
  command.action(async () => {
    const given: Record<string, unknown> = { ...command.opts() };
    given.token ??= process.env.SETD_TOKEN || undefined;
    try {
      await run(given);
    } catch (error) {
      throw error instanceof MockStartError ? new StandError(error.message, { cause: error }) : error;
    }
  });
};
