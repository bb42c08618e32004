import type { Account } from '../mocks/accounts.ts';
import type { DnsRecord } from '../mocks/dns/zone.ts';
import type { IntakeHost } from '../mocks/intake/stand.ts';
import type { PolicyRole } from '../src/harness/drivers/driver.ts';

/** Roles of policies that send copies somewhere. */
export type JournalingRole = Exclude<PolicyRole, 'No Scan'>;

/** The SETD account behind each role that journals. */
export const ACCOUNTS = {
  Default: { name: 'primary', intakeAddress: '4f1c9a-7be20-93d5e1@primary.setd.example' },
  Custom: { name: 'secondary', intakeAddress: 'b83e06-1d94f-c27a58@secondary.setd.example' },
  'second Custom': { name: 'tertiary', intakeAddress: '09d7c4-e61a3-5fb820@tertiary.setd.example' },
} as const satisfies { readonly [Role in JournalingRole]: Account };

/** Loopback address of each MX host that a scenario may speak of. */
export const INTAKE_HOSTS = [
  { name: 'mx1.primary.setd.example', address: '127.0.0.11' },
  { name: 'mx2.primary.setd.example', address: '127.0.0.12' },
  { name: 'mx3.primary.setd.example', address: '127.0.0.13' },
  { name: 'alias.primary.setd.example', address: '127.0.0.14' },
  { name: 'primary.setd.example', address: '127.0.0.15' },
  { name: 'mx6.primary.setd.example', address: '::1' },
  { name: 'mx1.secondary.setd.example', address: '127.0.0.21' },
  { name: 'mx1.tertiary.setd.example', address: '127.0.0.31' },
] as const;

export const PRIMARY_DOMAIN = 'primary.setd.example';

/** The hosts, at the addresses that a profile gives some of them. */
export const intakeHosts = (elsewhere: Readonly<Record<string, string>> = {}): IntakeHost[] =>
  INTAKE_HOSTS.map(({ name, address }) => ({ name, address: elsewhere[name] ?? address }));

const addressRecord = ({ name, address }: IntakeHost): DnsRecord => ({
  type: address.includes(':') ? 'AAAA' : 'A',
  name,
  address,
  ttl: 0,
});

/** Hosts that have no address record of their own until a scenario gives them one. */
const UNPUBLISHED: readonly string[] = ['alias.primary.setd.example', PRIMARY_DOMAIN];

/** One MX host for each intake domain; the further hosts of the primary one have addresses only. */
export const ordinaryRecords = (hosts: readonly IntakeHost[] = INTAKE_HOSTS): DnsRecord[] => [
  ...hosts.filter((host) => !UNPUBLISHED.includes(host.name)).map(addressRecord),
  ...['primary', 'secondary', 'tertiary'].map(
    (name): DnsRecord => ({
      type: 'MX',
      name: `${name}.setd.example`,
      preference: 10,
      exchange: `mx1.${name}.setd.example`,
      ttl: 0,
    }),
  ),
];
