import type { CertificateAuthority } from '../mocks/certificates/authority.ts';
import { openAuthority } from '../mocks/certificates/kept-authority.ts';
import type { NextHopOptions } from '../mocks/next-hop.ts';
import type { MockSetdOptions } from '../mocks/setd.ts';
import { besideProfile, type Profile } from '../src/harness/profile/profile.ts';
import { named } from './named.ts';
import { intakeHosts, ordinaryRecords } from './stand-layout.ts';

/** Where a stand is: on free ports of loopback, or where the profile of a black box says that it looks for it. */
export interface StandPlaces {
  readonly mock: Pick<MockSetdOptions, 'hosts' | 'records' | 'intakePort' | 'dnsAddress' | 'dnsPort' | 'authority'>;
  readonly nextHop: Pick<NextHopOptions, 'address' | 'port'>;
}

const authorities = new Map<string, Promise<CertificateAuthority>>();

/** The same for all scenarios of a run. */
const authorityIn = (file: string): Promise<CertificateAuthority> => {
  const known = authorities.get(file) ?? openAuthority(file);
  authorities.set(file, known);
  return known;
};

/** Throws KeptAuthorityError for an authority file that is none. */
export const placesFor = async (profile: Profile | undefined): Promise<StandPlaces> => {
  if (profile?.driver.kind !== 'remote') return { mock: { hosts: intakeHosts(), records: ordinaryRecords() }, nextHop: {} };
  const { dns, intakePort, hosts: elsewhere, nextHop, authority } = profile.driver.stand;
  const hosts = intakeHosts(elsewhere);
  return {
    mock: {
      hosts,
      records: ordinaryRecords(hosts),
      intakePort,
      dnsAddress: dns.address,
      dnsPort: dns.port,
      ...(authority === undefined ? {} : { authority: await authorityIn(besideProfile(profile, authority)) }),
    },
    nextHop,
  };
};

/** Address of an MX host of the stand. Throws StandError for a name that no host has. */
export const hostAddress = (profile: Profile | undefined, name: string): string => {
  const driver = profile?.driver;
  const hosts = intakeHosts(driver?.kind === 'remote' ? driver.stand.hosts : {});
  return named(new Map(hosts.map((host) => [host.name, host.address])), name, 'intake host');
};
