import type { Account, AccountToSetUp, GivenAccount } from './accounts.ts';
import type { DnsRecordInput } from './dns/zone.ts';
import type { IntakeHost } from './intake/stand.ts';
import { domainOf, opaqueLocalPart } from './intake-address.ts';

export type { IntakeHost } from './intake/stand.ts';

const DOMAINS = ['primary', 'secondary'] as const;
const HOSTS_PER_DOMAIN = 2;
const FIRST_SPREAD_ADDRESS = 2;
const MOST_SPREAD_ADDRESSES = 253;

/** Two accounts with addresses that nobody can guess, each in an intake domain of its own. */
export const freshAccounts = (): Account[] => DOMAINS.map((name) => ({ name, intakeAddress: `${opaqueLocalPart()}@${name}.setd.example` }));

/** The same two, with their set-up wizards still to be gone through: they have no address yet. */
export const accountsToSetUp = (): AccountToSetUp[] => DOMAINS.map((name) => ({ name, domain: `${name}.setd.example` }));

/** The domains that take mail for these accounts, each once. */
export const intakeDomains = (accounts: readonly GivenAccount[]): string[] => [
  ...new Set(accounts.map((account) => ('domain' in account ? account.domain : domainOf(account.intakeAddress)))),
];

/**
 * Two MX hosts for each domain, on 127.0.0.2 and the addresses that follow: hosts can fail one by one.
 * Throws a RangeError when there are more domains than addresses.
 */
export const spreadHosts = (domains: readonly string[]): IntakeHost[] => {
  const names = domains.flatMap((domain) => Array.from({ length: HOSTS_PER_DOMAIN }, (_, index) => `mx${index + 1}.${domain}`));
  if (names.length > MOST_SPREAD_ADDRESSES)
    throw new RangeError(`${domains.length} intake domains are too many to give each host an address of its own`);
  return names.map((name, index) => ({ name, address: `127.0.0.${index + FIRST_SPREAD_ADDRESS}` }));
};

const isUnder = (host: IntakeHost, domain: string): boolean => host.name.toLowerCase().endsWith(`.${domain}`);

/** One MX host for all domains, where there is only one address: two hosts on it could not be told apart. */
export const sharedHost = (domains: readonly string[], address: string): IntakeHost[] => [{ name: `mx1.${domains[0]}`, address }];

/**
 * Address records for every host, and MX records for every domain: its own hosts in their order, with preferences 10, 20 and so on.
 * A domain without a host of its own is taken by all of them. `advertise` stands in for an address that only listens (0.0.0.0).
 */
export const recordsFor = (domains: readonly string[], hosts: readonly IntakeHost[], advertise?: string): DnsRecordInput[] => {
  const addresses = hosts.map(({ name, address }): DnsRecordInput => {
    const reached = advertise ?? address;
    return { type: reached.includes(':') ? 'AAAA' : 'A', name, address: reached };
  });
  const routes = domains.flatMap((domain) => {
    const own = hosts.filter((host) => isUnder(host, domain));
    return (own.length > 0 ? own : hosts).map(
      ({ name }, index): DnsRecordInput => ({ type: 'MX', name: domain, preference: (index + 1) * 10, exchange: name }),
    );
  });
  return [...addresses, ...routes];
};
