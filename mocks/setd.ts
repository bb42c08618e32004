import { randomBytes } from 'node:crypto';
import { type Clock, WallClock } from '../src/clock.ts';
import { EvidenceLog } from '../src/evidence/evidence-log.ts';
import { AccountBook, type GivenAccount } from './accounts.ts';
import type { LabSource } from './api/lab.ts';
import type { ClientCredentials } from './api/message-api/credentials.ts';
import type { Api } from './api/server.ts';
import { type CertificateAuthority, sharedAuthority } from './certificates/authority.ts';
import { type DnsServer, startDnsServer } from './dns/server.ts';
import { type DnsRecord, type DnsRecordInput, Zone, ZoneError } from './dns/zone.ts';
import { FaultEngine } from './faults/engine.ts';
import type { FaultRule } from './faults/rule.ts';
import { MemoryCopyStore, type MemoryCopyStoreLimits } from './intake/copy-store.ts';
import { type Intake, startIntake } from './intake/intake.ts';
import { TeeStore } from './intake/tee-store.ts';
import { startFailure } from './listen.ts';
import { freshAccounts, type IntakeHost, intakeDomains, recordsFor, spreadHosts } from './setd-layout.ts';
import { mergeRecords } from './store/merge-records.ts';
import type { StandState } from './store/stand-state.ts';
import type { Store, StoreLimits } from './store/store.ts';

export { awaitCopy, NoCopyError, type WantedCopy } from './await-copy.ts';
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
  readonly accounts?: readonly GivenAccount[];
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
  /** Makes hosts and records for the intake domains, in the place of `hosts` and `records`. */
  readonly layout?: (domains: readonly string[]) => SetdLayout;
  /**
   * A file, or a folder, in which everything is kept. What an earlier mock left in it is there again: copies, evidence, accounts, records and
   * rules, where they are not given. Default: memory.
   */
  readonly data?: string;
  /** `always`: a copy is on the disk itself before its 250. Default: `never`, which the death of the process survives but not a loss of power. */
  readonly flush?: 'never' | 'always';
  /** Of what is kept. */
  readonly storeLimits?: StoreLimits;
}

export interface SetdLayout {
  readonly hosts: readonly IntakeHost[];
  readonly records: readonly DnsRecordInput[];
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

/**
 * `evidenceCapacity` of a mock for people: all of the evidence is in its archive, and an event stream that was cut goes on from what is
 * held here, some seconds of traffic at full speed.
 */
export const NEWEST_EVIDENCE = 5_000;

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

const usualLayout = (options: MockSetdOptions, domains: readonly string[]): SetdLayout => {
  if (options.layout !== undefined) return options.layout(domains);
  const hosts = options.hosts ?? spreadHosts(domains);
  return { hosts, records: options.records ?? recordsFor(domains, hosts) };
};

/** The zone that the stand goes on with, and the records that it would begin with if nothing were remembered. */
const zoneFor = (records: readonly DnsRecordInput[], remembered: StandState | undefined): { zone: Zone; usualRecords: DnsRecord[] } => {
  const usual = new Zone(records);
  const usualRecords = usual.list();
  if (remembered === undefined) return { zone: usual, usualRecords };
  try {
    return { zone: new Zone(mergeRecords(usualRecords, remembered)), usualRecords };
  } catch (error) {
    // Only where a CNAME that somebody made stands at a name that the stand needs now.
    if (!(error instanceof ZoneError)) throw error;
    return { zone: usual, usualRecords };
  }
};

/** The parts that open no port. */
const makeCore = (options: MockSetdOptions, clock: Clock, archive: Store | undefined) => {
  const remembered = archive?.remembered;
  const accounts = options.accounts ?? remembered?.accounts ?? freshAccounts();
  const evidence = options.evidence ?? new EvidenceLog(clock, options.evidenceCapacity, archive?.ordinals.seq);
  const { hosts, records } = usualLayout(options, intakeDomains(accounts));
  const faults = new FaultEngine(clock, evidence);
  if (options.rules === undefined && remembered !== undefined) faults.restore(remembered.rules);
  else faults.replaceAll(options.rules ?? []);
  const store = new MemoryCopyStore(archive === undefined ? memoryLimits(options.storeLimits) : NEWEST_COPIES);
  return { evidence, faults, hosts, accounts: new AccountBook(accounts), store, ...zoneFor(records, remembered) };
};

type Core = ReturnType<typeof makeCore>;

const memoryLimits = ({ messages, bytes }: StoreLimits = {}): MemoryCopyStoreLimits => ({
  ...(messages === undefined ? {} : { copies: messages }),
  ...(bytes === undefined ? {} : { bytes }),
});

/** A store for what the API shows, or for what is to outlast this mock. */
const openArchive = async (options: MockSetdOptions, clock: Clock, accounts: () => AccountBook | undefined): Promise<Store> => {
  // Loaded here: most stands have neither, and so none of this.
  const { openStore } = await import('./store/open-store.ts');
  const { data, flush = 'never', storeLimits: limits = {} } = options;
  return openStore({
    clock,
    accountOf: (address) => accounts()?.ownerOf(address)?.name,
    clientHeaderOf: (name) => accounts()?.clientHeaderOf(name),
    flush,
    limits,
    ...(data === undefined ? {} : { data }),
  });
};

/** The archive hears the evidence from its first entry on, and remembers the stand. Returns what ends that. */
const feedArchive = async (archive: Store, core: Core): Promise<() => void> => {
  const { keepStand } = await import('./store/keep-stand.ts');
  const { evidence } = core;
  for (const entry of evidence.all) archive.record(entry);
  evidence.subscribe((entry) => archive.record(entry));
  return keepStand(archive, core);
};

/** What was given may not fit together: then what has been started is closed again. */
const orClose = async <Result>(closers: Closer[], make: () => Result | Promise<Result>): Promise<Result> => {
  try {
    return await make();
  } catch (error) {
    await closeAll(closers);
    throw error;
  }
};

/**
 * Starts one mock SETD. Rules are armed before the first port opens. When a part cannot start, those before it are
 * closed again and a MockStartError says which one it was and what to do.
 */
export const startMockSetd = async (options: MockSetdOptions = {}): Promise<MockSetd> => {
  const { clock = new WallClock(), data } = options;
  const wanted = options.api === true ? {} : options.api || undefined;
  const closers: Closer[] = [];
  let owners: AccountBook | undefined;
  const open = (): Promise<Store> => openArchive(options, clock, () => owners);
  const archive = wanted !== undefined || data !== undefined ? await startPart('the store', data ?? 'memory', closers, open) : undefined;
  const core = await orClose(closers, () => makeCore(options, clock, archive));
  const { evidence, faults, zone, hosts, accounts, store } = core;
  owners = accounts;
  closers.push(async () => faults.close());
  const authority = options.authority ?? (await orClose(closers, sharedAuthority));
  if (archive !== undefined) {
    const forget = await orClose(closers, () => feedArchive(archive, core));
    closers.push(async () => forget());
  }

  const { intakePort = 0, dnsAddress = '127.0.0.1', dnsPort = 0, requireTls = false } = options;
  const countFrom = archive?.ordinals ?? { connection: 0, copy: 0, query: 0 };
  const copies = archive === undefined ? store : new TeeStore(store, archive);
  const places = hosts.map(({ address }) => `${address}:${intakePort}`).join(', ');
  const intake = await startPart('the intake', places, closers, () =>
    startIntake({ clock, evidence, faults, accounts, authority, hosts, port: intakePort, store: copies, requireTls, countFrom }),
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
      countFrom: countFrom.query,
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
