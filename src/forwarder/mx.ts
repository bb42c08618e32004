import type { MxRecord, RecordWithTtl } from 'node:dns';
import { Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { Clock } from '../clock.ts';
import type { DeliveryOutcome } from './smtp-client/outcome.ts';

/** One address of one MX host, in the order in which they are tried. */
export interface RouteTarget {
  readonly host: string;
  readonly address: string;
  /** Of the MX record; undefined where none led here. */
  readonly preference?: number;
  /** How long the address may be kept, ms. */
  readonly ttlMs?: number;
}

export type DnsFailure = Extract<DeliveryOutcome, { kind: 'dns temporary' | 'dns hard' }>;

export type RouteResult =
  | { readonly kind: 'route'; readonly targets: readonly RouteTarget[]; readonly validMs: number }
  | { readonly kind: 'failed'; readonly failure: DnsFailure };

/** Finds the hosts that take mail for a domain. Never rejects. */
export interface Router {
  route(domain: string): Promise<RouteResult>;
  /** Ends every lookup in flight. */
  stop(): void;
}

export interface DnsSettings {
  /** `address:port` of the name server; undefined: the servers of the operating system. */
  readonly server: string | undefined;
  /** How long one lookup, all its queries together, may take, ms. */
  readonly timeoutMs: number;
}

/** What a lookup asks; each rejects as `node:dns` does. */
export interface NameServer {
  resolveMx(domain: string): Promise<readonly MxRecord[]>;
  resolve4(host: string, options: { ttl: true }): Promise<readonly RecordWithTtl[]>;
  resolve6(host: string, options: { ttl: true }): Promise<readonly RecordWithTtl[]>;
}

/** From a domain to the addresses that take its mail, in the order in which they are tried. */
export type LookUp = (nameServer: NameServer, domain: string) => Promise<RouteResult>;

/**
 * ASSUMPTION: a route that was found is used for the first attempts of other copies for at most this long, and never past the
 * time to live of its addresses; a retry always looks up again.
 */
const ROUTE_REUSE_MS = 1000;

/** How long a route that was found is used again, ms; `validMs`: the shortest time to live of its addresses (DNS-5). */
export const documentedRouteKeptMs = (validMs: number): number => Math.min(validMs, ROUTE_REUSE_MS);

/** Longer than any deadline of ours: the library's own timers run on real time and must never decide. */
const LIBRARY_TIMEOUT_MS = 3_600_000;

const DETAILS: ReadonlyMap<string, string> = new Map([
  ['ENOTFOUND', 'NXDomain'],
  ['ENODATA', 'NoData'],
  ['ESERVFAIL', 'ServFail'],
  ['EREFUSED', 'Refused'],
  ['ENOTIMP', 'NotImplemented'],
  ['EFORMERR', 'FormatError'],
  ['EBADRESP', 'BadResponse'],
  ['ECANCELLED', 'Timeout'],
  ['ETIMEOUT', 'Timeout'],
  ['ECONNREFUSED', 'Unreachable'],
]);

const errorCode = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'EBADRESP';

/** RETRY-9: a name that does not exist, or has nothing to deliver to, is hard; everything else may pass. */
const dnsFailure = (error: unknown, name: string, recordType: string): DnsFailure => {
  const code = errorCode(error);
  const kind = code === 'ENOTFOUND' || code === 'ENODATA' ? 'dns hard' : 'dns temporary';
  return { kind, name, recordType, detail: DETAILS.get(code) ?? code };
};

interface Addresses {
  readonly targets: readonly RouteTarget[];
  readonly ttlMs: number;
  readonly failure: DnsFailure | undefined;
}

interface Exchanger {
  readonly host: string;
  readonly preference?: number;
}

const addressesOf = async (resolver: NameServer, exchanger: Exchanger): Promise<Addresses> => {
  const { host } = exchanger;
  if (isIP(host) !== 0) return { targets: [{ ...exchanger, address: host }], ttlMs: Number.POSITIVE_INFINITY, failure: undefined };
  const answers = await Promise.allSettled([resolver.resolve4(host, { ttl: true }), resolver.resolve6(host, { ttl: true })]);
  const found = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  const failures = answers.flatMap((answer, index) =>
    answer.status === 'rejected' ? [dnsFailure(answer.reason, host, index === 0 ? 'A' : 'AAAA')] : [],
  );
  return {
    targets: found.map(({ address, ttl }) => ({ ...exchanger, address, ttlMs: ttl * 1000 })),
    ttlMs: Math.min(...found.map(({ ttl }) => ttl * 1000)),
    failure: found.length > 0 ? undefined : (failures.find(({ kind }) => kind === 'dns temporary') ?? failures[0]),
  };
};

/** The documented way to the intake: DNS-1, DNS-3, RETRY-8, RETRY-9. */
export const documentedLookUp: LookUp = async (resolver, domain) => {
  let hosts: readonly Exchanger[];
  try {
    const records = await resolver.resolveMx(domain);
    // DNS-3: a null MX says that the domain takes no mail (RFC 7505).
    const usable = records.filter(({ exchange }) => exchange !== '' && exchange !== '.');
    if (records.length > 0 && usable.length === 0) {
      return { kind: 'failed', failure: { kind: 'dns hard', name: domain, recordType: 'MX', detail: 'NullMX' } };
    }
    // DNS-1: lowest preference first. The sort is stable: equal preferences keep the order of the answer.
    hosts = usable.toSorted((a, b) => a.priority - b.priority).map(({ exchange, priority }) => ({ host: exchange, preference: priority }));
  } catch (error) {
    if (errorCode(error) !== 'ENODATA') return { kind: 'failed', failure: dnsFailure(error, domain, 'MX') };
    // DNS-3: no MX but an address: the domain itself is the host.
    hosts = [{ host: domain }];
  }
  const found = await Promise.all(hosts.map((host) => addressesOf(resolver, host)));
  const targets = found.flatMap((addresses) => addresses.targets);
  if (targets.length > 0) return { kind: 'route', targets, validMs: Math.min(...found.map(({ ttlMs }) => ttlMs)) };
  const failures = found.flatMap(({ failure }) => (failure === undefined ? [] : [failure]));
  const failure = failures.find(({ kind }) => kind === 'dns temporary') ?? failures[0];
  return { kind: 'failed', failure: failure ?? { kind: 'dns hard', name: domain, recordType: 'MX', detail: 'NoData' } };
};

/** Routes by MX records, asking the configured server. A lookup under way is shared by all who ask for the same domain. */
export class MxRouter implements Router {
  private readonly settings: DnsSettings;
  private readonly clock: Clock;
  private readonly lookUp: LookUp;
  private readonly underWay = new Map<string, Promise<RouteResult>>();
  private readonly resolvers = new Set<Resolver>();

  constructor(settings: DnsSettings, clock: Clock, lookUp: LookUp) {
    this.settings = settings;
    this.clock = clock;
    this.lookUp = lookUp;
  }

  route(domain: string): Promise<RouteResult> {
    const literal = /^\[(?:IPv6:)?(.+)\]$/i.exec(domain)?.[1];
    if (literal !== undefined) {
      return Promise.resolve({ kind: 'route', targets: [{ host: literal, address: literal }], validMs: Number.POSITIVE_INFINITY });
    }
    const shared = this.underWay.get(domain);
    if (shared !== undefined) return shared;
    const lookup = this.start(domain).finally(() => this.underWay.delete(domain));
    this.underWay.set(domain, lookup);
    return lookup;
  }

  stop(): void {
    for (const resolver of this.resolvers) resolver.cancel();
  }

  private async start(domain: string): Promise<RouteResult> {
    // One resolver for each lookup: cancel() ends all queries of a resolver.
    const resolver = new Resolver({ timeout: LIBRARY_TIMEOUT_MS, tries: 1 });
    this.resolvers.add(resolver);
    const deadline = this.clock.setTimer(this.settings.timeoutMs, () => resolver.cancel());
    try {
      if (this.settings.server !== undefined) resolver.setServers([this.settings.server]);
      return await this.lookUp(resolver, domain);
    } catch (error) {
      return { kind: 'failed', failure: dnsFailure(error, domain, 'MX') };
    } finally {
      deadline.cancel();
      this.resolvers.delete(resolver);
    }
  }
}
