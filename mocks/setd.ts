import { randomBytes } from 'node:crypto';
import { type Clock, WallClock } from '../src/clock.ts';
import { EvidenceLog } from '../src/evidence/evidence-log.ts';
import { type Account, AccountBook, type AccountToSetUp } from './accounts.ts';
import type { LabSource } from './api/lab.ts';
import type { ClientCredentials } from './api/message-api/credentials.ts';
import type { Api } from './api/server.ts';
import { type CertificateAuthority, sharedAuthority } from './certificates/authority.ts';
import { type DnsServer, startDnsServer } from './dns/server.ts';
import { type DnsRecordInput, Zone } from './dns/zone.ts';
import { FaultEngine } from './faults/engine.ts';
import type { FaultRule } from './faults/rule.ts';
import { MemoryCopyStore, type MemoryCopyStoreLimits } from './intake/copy-store.ts';
import { type Intake, startIntake } from './intake/intake.ts';
import { TeeStore } from './intake/tee-store.ts';
import { startFailure } from './listen.ts';
import { freshAccounts, type IntakeHost, intakeDomains, recordsFor, spreadHosts } from './setd-layout.ts';
import type { Store } from './store/store.ts';

export { MockStartError } from './listen.ts';

/** The HTTP API of the mock: on loopback and a free port unless told otherwise. */
export interface MockApiOptions {
  readonly address?: string;
  readonly port?: number;
  /** Default: a fresh one. */
  readonly token?: string;
  /** Names besides `localhost` and the address itself under which the API may be reached. */
  readonly hostnames?: readonly string[];
  /** Credentials for clients of SETD's own message API. Default: fresh ones. */
  readonly messageApi?: Partial<ClientCredentials>;
  /** The gateway that this mock is wired to, where there is one to be shown. */
  readonly lab?: LabSource;
}

/** Everything has a default; ports are free ones. */
export interface MockSetdOptions {
  readonly clock?: Clock;
  /** Where everything seen is written. Default: a log of its own. */
  readonly evidence?: EvidenceLog;
  /** Most evidence that an own log keeps. Default: all of it; give a bound for a mock that runs for days. */
  readonly evidenceCapacity?: number;
  /**
   * Default: `primary` and `secondary`, each with a fresh opaque address in a domain of its own. One without an address takes no mail
   * until its set-up wizard is gone through.
   */
  readonly accounts?: readonly (Account | AccountToSetUp)[];
  /** Default: mx1 and mx2 of each intake domain on 127.0.0.2 and the addresses that follow. */
  readonly hosts?: readonly IntakeHost[];
  /** Default: address and MX records that lead to the hosts. */
  readonly records?: readonly DnsRecordInput[];
  /** Armed before any port opens. */
  readonly rules?: readonly FaultRule[];
  /** One port for all hosts of the intake. */
  readonly intakePort?: number;
  readonly dnsAddress?: string;
  readonly dnsPort?: number;
  /** `true` for an API with defaults. Default: none. */
  readonly api?: boolean | MockApiOptions;
  /** Whether MAIL FROM before STARTTLS is refused. Default: taken, and judged by whoever reads the evidence (TLS-1). */
  readonly requireTls?: boolean;
  readonly authority?: CertificateAuthority;
  /** Of what is kept of copies; with an API, of what it shows. */
  readonly storeLimits?: MemoryCopyStoreLimits;
}

/** One mock SETD: accounts, intake, DNS, certificates and, where asked for, the HTTP API. */
export interface MockSetd extends AsyncDisposable {
  readonly clock: Clock;
  readonly evidence: EvidenceLog;
  readonly faults: FaultEngine;
  readonly zone: Zone;
  readonly accounts: AccountBook;
  readonly intake: Intake;
  readonly dns: DnsServer;
  readonly authority: CertificateAuthority;
  /** The newest copies, at hand in the process. */
  readonly store: MemoryCopyStore;
  /** What the API shows: copies, connections, look-ups, evidence, runs. */
  readonly archive?: Store;
  readonly api?: Api;
  /** Stops every part at once and frees the ports. What was recorded stays. Calling it twice does no harm. */
  close(): Promise<void>;
}

const TOKEN_BYTES = 24;
const freshToken = (): string => randomBytes(TOKEN_BYTES).toString('base64url');

/** Beside an archive, which has them all, few copies are held in the process. */
const NEWEST_COPIES: MemoryCopyStoreLimits = { copies: 1_000, bytes: 32 * 1024 * 1024 };

type Closer = () => Promise<void>;

/** Closes in reverse order of starting; a part that fails keeps no other from closing. */
const closeAll = async (closers: readonly Closer[]): Promise<void> => {
  const failures: unknown[] = [];
  for (const close of closers.toReversed()) await close().catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw new AggregateError(failures, 'parts of the mock did not close');
};

/** Starts one part and remembers how to close it; when it fails, closes those before it. */
const startPart = async <Part extends { close(): Promise<void> }>(
  name: string,
  place: string,
  closers: Closer[],
  start: () => Promise<Part>,
): Promise<Part> => {
  try {
    const part = await start();
    closers.push(() => part.close());
    return part;
  } catch (error) {
    const failure = startFailure(name, place, error);
    await closeAll(closers).catch((again: unknown) => Object.assign(failure, { whileClosing: again }));
    throw failure;
  }
};

/** The parts that open no port. */
const makeCore = (options: MockSetdOptions) => {
  const { clock = new WallClock(), accounts = freshAccounts() } = options;
  const evidence = options.evidence ?? new EvidenceLog(clock, options.evidenceCapacity);
  const domains = intakeDomains(accounts);
  const hosts = options.hosts ?? spreadHosts(domains);
  const faults = new FaultEngine(clock, evidence);
  const zone = new Zone(options.records ?? recordsFor(domains, hosts));
  const api = options.api === true ? {} : options.api || undefined;
  const store = new MemoryCopyStore(api === undefined ? options.storeLimits : { ...NEWEST_COPIES, ...options.storeLimits });
  return { clock, evidence, faults, zone, hosts, accounts: new AccountBook(accounts), store, api };
};

type Core = ReturnType<typeof makeCore>;

/** A store for what the API shows. It hears the evidence from its first entry on. */
const startArchive = async ({ clock, evidence, accounts }: Core, { copies, bytes }: MemoryCopyStoreLimits = {}): Promise<Store> => {
  // Loaded here: most stands have no API, and so none of this.
  const { openStore } = await import('./store/open-store.ts');
  const limits = { ...(copies === undefined ? {} : { messages: copies }), ...(bytes === undefined ? {} : { bytes }) };
  const archive = await openStore({ clock, limits, accountOf: (address) => accounts.ownerOf(address)?.name });
  for (const entry of evidence.all) archive.record(entry);
  evidence.subscribe((entry) => archive.record(entry));
  return archive;
};

/**
 * Starts one mock SETD. Rules are armed before the first port opens. When a part cannot start, those before it are
 * closed again and a MockStartError says which one it was and what to do.
 */
export const startMockSetd = async (options: MockSetdOptions = {}): Promise<MockSetd> => {
  const core = makeCore(options);
  const { clock, evidence, faults, zone, hosts, accounts, store, api: wanted } = core;
  const authority = options.authority ?? (await sharedAuthority());
  const closers: Closer[] = [async () => faults.close()];
  faults.replaceAll(options.rules ?? []);

  const archive = wanted && (await startPart('the store', 'memory', closers, () => startArchive(core, options.storeLimits)));
  const { intakePort = 0, dnsAddress = '127.0.0.1', dnsPort = 0, requireTls = false } = options;
  const copies = archive === undefined ? store : new TeeStore(store, archive);
  const places = hosts.map(({ address }) => `${address}:${intakePort}`).join(', ');
  const intake = await startPart('the intake', places, closers, () =>
    startIntake({ clock, evidence, faults, accounts, authority, hosts, port: intakePort, store: copies, requireTls }),
  );
  const dns = await startPart('the DNS server', `${dnsAddress}:${dnsPort}`, closers, () =>
    startDnsServer({
      clock,
      evidence,
      faults,
      zone,
      address: dnsAddress,
      port: dnsPort,
      onQuery: (name, qtype) => intake.noteLookup(name, qtype),
    }),
  );
  const api =
    archive &&
    wanted &&
    (await startPart('the HTTP API', `${wanted.address}:${wanted.port}`, closers, async () => {
      // Loaded here: most stands have no API, and its web framework takes a while.
      const { startApi } = await import('./api/server.ts');
      const { port, hosts: mxHosts } = intake;
      const places = { intake: { port, hosts: mxHosts, requiresTls: requireTls }, dns: { address: dns.address, port: dns.port } };
      const reach = { clock, evidence, faults, zone, accounts, store: archive, authority, places, lab: wanted.lab };
      return startApi(reach, { token: freshToken(), ...wanted });
    }));

  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closing ??= closeAll(closers);
    return closing;
  };
  const shown = { ...(archive === undefined ? {} : { archive }), ...(api === undefined ? {} : { api }) };
  const parts = { clock, evidence, faults, zone, accounts, intake, dns, authority, store, ...shown };
  return { ...parts, close, [Symbol.asyncDispose]: close };
};
