import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pemFile } from '../../mocks/certificates/pem-file.ts';
import { type MockSetd, MockStartError, NEWEST_EVIDENCE, startMockSetd } from '../../mocks/setd.ts';
import { type IntakeHost, recordsFor, sharedHost, spreadHosts } from '../../mocks/setd-layout.ts';
import { StandError } from '../harness/outcome.ts';
import { UsageError } from '../harness/selection.ts';
import { banner } from './mock-banner.ts';
import { type MockOptions, parseMockOptions } from './mock-options.ts';
import { readRules } from './rule-file.ts';
import { stopSignal } from './stop-signal.ts';
import { print } from './terminal.ts';

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
  const { accounts, bind, advertise, token, data, maxMessages, maxBytes, maxAge } = options;
  const unspecified = bind === '0.0.0.0' || bind === '::';
  const advertised = advertise ?? (unspecified ? '127.0.0.1' : undefined);
  return startMockSetd({
    ...(accounts === undefined ? {} : { accounts }),
    layout: (domains) => {
      const hosts = hostsFor(options, domains);
      return { hosts, records: recordsFor(domains, hosts, advertised) };
    },
    ...(options.rules === undefined ? {} : { rules: readRules(options.rules) }),
    intakePort: options.smtpPort,
    dnsAddress: bind,
    dnsPort: options.dnsPort,
    requireTls: options.requireTls,
    evidenceCapacity: NEWEST_EVIDENCE,
    ...(data === undefined ? {} : { data }),
    flush: options.flush ? 'always' : 'never',
    storeLimits: {
      ...(maxMessages === undefined ? {} : { messages: maxMessages }),
      ...(maxBytes === undefined ? {} : { bytes: maxBytes }),
      ...(maxAge === undefined ? {} : { ageMs: maxAge }),
    },
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

const serve = async (options: MockOptions): Promise<void> => {
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

/** Runs a mock SETD until it is interrupted. Throws a StandError when it cannot start, a UsageError for wrong usage. */
export const runMock = async (given: unknown): Promise<void> => {
  try {
    await serve(parseMockOptions(given));
  } catch (error) {
    throw error instanceof MockStartError ? new StandError(error.message, { cause: error }) : error;
  }
};
