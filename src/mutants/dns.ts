import { Resolver } from 'node:dns/promises';
import { isIPv4 } from 'node:net';
import type { LookUp, NameServer, RouteResult } from '../forwarder/mx.ts';
import { everyOf } from './tools.ts';
import type { Mutant, PartsChange } from './variant.ts';

/** Asks the name server in another way. */
const asking =
  (change: (nameServer: NameServer) => Partial<NameServer>): PartsChange =>
  ({ lookUp }) => ({
    lookUp: (nameServer, domain) => {
      const other = change(nameServer);
      return lookUp(
        {
          resolveMx: other.resolveMx ?? ((name) => nameServer.resolveMx(name)),
          resolve4: other.resolve4 ?? ((host, options) => nameServer.resolve4(host, options)),
          resolve6: other.resolve6 ?? ((host, options) => nameServer.resolve6(host, options)),
        },
        domain,
      );
    },
  });

/** Makes something else of what was found. */
const finding =
  (change: (found: RouteResult, domain: string, nameServer: NameServer) => RouteResult | Promise<RouteResult>): PartsChange =>
  ({ lookUp }) => ({
    lookUp: async (nameServer, domain) => change(await lookUp(nameServer, domain), domain, nameServer),
  });

const targetsBy = (
  order: (found: Extract<RouteResult, { kind: 'route' }>['targets']) => Extract<RouteResult, { kind: 'route' }>['targets'],
): PartsChange => finding((found) => (found.kind === 'route' ? { ...found, targets: order(found.targets) } : found));

/** Looks for an alias before anything else, and does not follow it. */
const refusingAliases =
  (of: (domain: string, nameServer: NameServer) => string | Promise<string>): PartsChange =>
  ({ newRouter, lookUp }) => ({
    newRouter: (settings, clock) => {
      const resolver = new Resolver();
      if (settings.server !== undefined) resolver.setServers([settings.server]);
      const strict: LookUp = async (nameServer, domain) => {
        const aliases = await resolver.resolveCname(await of(domain, nameServer)).catch(() => []);
        if (aliases.length > 0) return { kind: 'failed', failure: { kind: 'dns hard', name: domain, recordType: 'MX', detail: 'NoData' } };
        return lookUp(nameServer, domain);
      };
      return newRouter(settings, clock, strict);
    },
  });

/** DNS-1 to DNS-5. */
export const DNS: readonly Mutant[] = [
  {
    id: 'highest-preference-first',
    title: 'tries the host with the highest preference first',
    breaks: ['DNS-1'],
    mayAlsoFail: { 'LOG-8': 'another host is tried first' },
    parts: targetsBy((targets) => targets.toReversed()),
  },
  {
    id: 'preferences-are-words',
    title: 'sorts preferences as words: 10 before 5',
    breaks: ['DNS-1'],
    parts: targetsBy((targets) => targets.toSorted((a, b) => (String(a.preference) < String(b.preference) ? -1 : 1))),
  },
  {
    id: 'preferences-are-ignored',
    title: 'tries hosts in the order of the answer',
    breaks: ['DNS-1'],
    parts: asking((nameServer) => ({
      resolveMx: async (domain) => (await nameServer.resolveMx(domain)).map((record) => ({ ...record, priority: 10 })),
    })),
  },
  {
    id: 'zero-is-no-preference',
    title: 'takes the preference 0 for the worst',
    breaks: ['DNS-1'],
    parts: targetsBy((targets) => targets.toSorted((a, b) => (a.preference || 70_000) - (b.preference || 70_000))),
  },
  {
    id: 'second-host-is-never-tried',
    title: 'tries the first host only',
    breaks: ['DNS-2'],
    parts: targetsBy((targets) => targets.slice(0, 1)),
  },
  {
    id: 'third-host-is-never-tried',
    title: 'tries the first two hosts only',
    breaks: ['DNS-2'],
    parts: targetsBy((targets) => targets.slice(0, 2)),
  },
  {
    id: 'next-host-is-another-attempt',
    title: 'tries the next host only at the retry',
    breaks: ['DNS-2'],
    parts: ({ lookUp }) => {
      let looked = 0;
      return {
        isUnreachable: () => false,
        lookUp: async (nameServer, domain) => {
          const found = await lookUp(nameServer, domain);
          looked += 1;
          if (found.kind === 'failed' || looked % 2 === 1) return found;
          return { ...found, targets: [...found.targets.slice(1), ...found.targets.slice(0, 1)] };
        },
      };
    },
    mayAlsoFail: { 'COUNT-5': 'a host that refuses is not told as down' },
  },
  {
    id: 'a-silent-host-is-the-last',
    title: 'does not go on to the next host after a time-out',
    breaks: ['DNS-2'],
    parts: ({ isUnreachable }) => ({
      isUnreachable: (failure) => isUnreachable(failure) && !(failure.kind === 'network error' && failure.detail === 'timed out'),
    }),
  },
  {
    id: 'no-implicit-mx',
    title: 'takes a domain without MX records for one that takes no mail',
    breaks: ['DNS-3'],
    parts: finding((found, domain) =>
      found.kind === 'route' && found.targets[0]?.host === domain && found.targets[0].preference === undefined
        ? { kind: 'failed', failure: { kind: 'dns hard', name: domain, recordType: 'MX', detail: 'NoData' } }
        : found,
    ),
  },
  {
    id: 'connects-to-a-null-mx',
    title: 'goes to the host of the domain when the MX is null',
    breaks: ['DNS-3'],
    parts: finding((found, domain) =>
      found.kind === 'failed' && found.failure.detail === 'NullMX'
        ? { kind: 'route', targets: [{ host: domain, address: '127.0.0.11' }], validMs: 0 }
        : found,
    ),
  },
  {
    id: 'null-mx-is-temporary',
    title: 'takes a null MX for a temporary failure',
    breaks: ['DNS-3'],
    parts: finding((found) =>
      found.kind === 'failed' && found.failure.detail === 'NullMX'
        ? { kind: 'failed', failure: { ...found.failure, kind: 'dns temporary' } }
        : found,
    ),
  },
  {
    id: 'no-ipv6',
    title: 'does not look for AAAA records',
    breaks: ['DNS-4', 'DNS-3'],
    parts: asking(() => ({ resolve6: () => Promise.reject(Object.assign(new Error('no data'), { code: 'ENODATA' })) })),
  },
  {
    id: 'domain-may-be-no-alias',
    title: 'does not follow an alias of the intake domain',
    breaks: ['DNS-4'],
    mayAlsoFail: everyOf(['RETRY-7', 'RETRY-8', 'RETRY-9'], 'the look-up for an alias is one more'),
    parts: refusingAliases((domain) => domain),
  },
  {
    id: 'mx-host-may-be-no-alias',
    title: 'does not follow an alias of an MX host',
    breaks: ['DNS-4'],
    mayAlsoFail: everyOf(['RETRY-7', 'RETRY-8', 'RETRY-9', 'RETRY-10', 'DNS-3', 'COUNT-4'], 'the look-up for an alias is one more'),
    parts: refusingAliases(async (domain, nameServer) => {
      const [first] = await nameServer.resolveMx(domain).catch(() => []);
      return first?.exchange || domain;
    }),
  },
  {
    id: 'routes-are-kept-for-an-hour',
    title: 'keeps a route for an hour, whatever its time to live',
    breaks: ['DNS-5'],
    parts: () => ({ routeKeptMs: () => 3_600_000 }),
  },
  {
    id: 'addresses-are-kept-for-ever',
    title: 'looks the MX of a domain up anew, but goes on using the first address of a host',
    breaks: ['DNS-5'],
    mayAlsoFail: { 'DNS-2': 'the second address of a host is never used' },
    parts: ({ lookUp }) => {
      const first = new Map<string, string>();
      return {
        lookUp: async (nameServer, domain) => {
          const found = await lookUp(nameServer, domain);
          if (found.kind === 'failed') return found;
          const targets = found.targets.map((target) => {
            const address = first.get(target.host) ?? target.address;
            first.set(target.host, address);
            return { ...target, address };
          });
          return { ...found, targets };
        },
      };
    },
  },
  {
    id: 'one-address-for-each-host',
    title: 'tries only the first address of each host',
    breaks: ['DNS-2'],
    parts: targetsBy((targets) => targets.filter(({ host }, place) => targets.findIndex((target) => target.host === host) === place)),
  },
  {
    id: 'implicit-mx-needs-ipv4',
    title: 'takes a domain without MX records for one that takes no mail when it has no A record',
    breaks: ['DNS-3'],
    parts: finding((found, domain) => {
      if (found.kind === 'failed' || found.targets.some(({ preference }) => preference !== undefined)) return found;
      const targets = found.targets.filter(({ address }) => isIPv4(address));
      if (targets.length > 0) return { ...found, targets };
      return { kind: 'failed', failure: { kind: 'dns hard', name: domain, recordType: 'MX', detail: 'NoData' } };
    }),
  },
  {
    id: 'routes-outlive-their-time',
    title: 'keeps a route for half a minute longer than it may',
    breaks: ['DNS-5'],
    parts: () => ({ routeKeptMs: (validMs) => validMs + 30_000 }),
  },
];
