import type { CertificateAuthority } from '../../../mocks/certificates/authority.ts';
import { ACCOUNTS, intakeHosts } from '../../../steps/stand-layout.ts';
import { placesFor } from '../../../steps/stand-places.ts';
import { lanesOf } from '../../harness/profile/lanes.ts';
import type { Profile } from '../../harness/profile/profile.ts';
import type { RemoteSettings } from '../../harness/profile/remote-schema.ts';
import { REST_OF_LIFE_MS } from '../../harness/rest-of-life.ts';

const ROLES = ['Default', 'Custom', 'second Custom'] as const;

/** Where a Secure Email Gateway has it. Paths of the connector are those of the vendor's article; the rest is in its user guide. */
const MENUS = {
  connector: 'Security Services > Threat Defense Connector Settings',
  policies: 'Mail Policies > Incoming Mail Policies (last column: Threat Defense Connector)',
  dns: 'Network > DNS',
  routes: 'Network > SMTP Routes',
  certificates: 'Network > Certificates (Certificate Authorities)',
  log: 'System Administration > Log Subscriptions > mail_logs (level Information)',
};

const policyLines = ({ recipients }: RemoteSettings): string[] => [
  `  @${recipients['No Scan']}: No Scan`,
  `  @${recipients.Default}: Default`,
  `  @${recipients.Custom}: Custom, ${ACCOUNTS.Custom.intakeAddress}`,
  `  @${recipients['second Custom']}: Custom, ${ACCOUNTS['second Custom'].intakeAddress}`,
  '  Everybody else (Default Policy): No Scan',
];

const at = (isGateway: boolean, menu: keyof typeof MENUS): string => (isGateway ? ` [${MENUS[menu]}]` : '');

const remoteLines = (driver: RemoteSettings, isGateway: boolean): string[] => {
  const { stand, incoming, facts, log } = driver;
  return [
    `1. Default message intake address${at(isGateway, 'connector')}:`,
    `  ${ACCOUNTS.Default.intakeAddress}`,
    `2. Incoming mail policies by recipient, from the top${at(isGateway, 'policies')}:`,
    ...policyLines(driver),
    `3. The only name server${at(isGateway, 'dns')}: ${stand.dns.address}, port ${stand.dns.port}`,
    `   It leads ${ROLES.map((role) => ACCOUNTS[role].intakeAddress.split('@')[1]).join(', ')} to these hosts, port ${stand.intakePort}:`,
    ...intakeHosts(stand.hosts).map(({ name, address }) => `  ${name}: ${address}`),
    `4. Originals for all these recipient domains go to ${stand.nextHop.address}, port ${stand.nextHop.port}${at(isGateway, 'routes')}`,
    `5. Mail is taken at ${incoming.address}, port ${incoming.port}, from ${incoming.clientAddress}, without authentication`,
    facts.verifiesCertificates
      ? `6. The authority below is trusted${at(isGateway, 'certificates')}; "--certificate ca.pem" writes it to a file`
      : '6. Certificates are not verified, as the profile says',
    `7. Limits: ${facts.maxConnections} connections, ${facts.maxMessagesPerConnection} messages a connection; idle connections end within ${facts.idleCloseMs} ms`,
    '   Where the system has others, write these under driver.facts: it is judged by what stands there.',
    `8. Between scenarios: ${betweenScenarios(driver)}`,
    ...(log === undefined ? [] : [`9. The mail log${at(isGateway, 'log')}: ${logPlace(log)}`]),
  ];
};

const betweenScenarios = ({ start, reset, restMs }: RemoteSettings): string => {
  if (start !== undefined) return `"${start.join(' ')}" starts it, with an empty queue`;
  if (reset !== undefined) return `"${reset.join(' ')}" empties its queue`;
  return `nothing is done, so that each waits ${(restMs ?? REST_OF_LIFE_MS) / 1000} s for the queue; driver.start or driver.reset spares that`;
};

const logPlace = (log: NonNullable<RemoteSettings['log']>): string => {
  switch (log.kind) {
    case 'file':
      return `written to ${log.path}`;
    case 'syslog':
      return `sent by syslog to ${log.address}, ${log.transport} port ${log.port}`;
    case 'command':
      return `printed by ${log.command.join(' ')}`;
  }
};

/** The authority of the stand, made where there is no file yet; undefined where the profile names none. */
export const authorityOf = async (profile: Profile): Promise<CertificateAuthority | undefined> => (await placesFor(profile)).mock.authority;

/** What somebody has to set on the system before a run, line by line. Makes the authority of the stand where the profile names a file for it. */
export const explainProfile = async (profile: Profile): Promise<string[]> => {
  const { name, driver, secureEmailGateway } = profile;
  if (driver.kind !== 'remote') {
    return [
      `${name}: nothing has to be set by hand; ${driver.kind === 'exec' ? `"${driver.command.join(' ')}"` : 'the harness'} sets it up for each scenario.`,
    ];
  }
  const authority = await authorityOf(profile);
  const missing = driver.facts.verifiesCertificates && authority === undefined;
  return [
    `What has to be set on ${name}:`,
    '',
    ...lanesOf(driver).flatMap((lane, index) => [
      ...(driver.lanes === undefined ? [] : [`Lane ${index + 1}, a system of its own:`]),
      ...remoteLines(lane, secureEmailGateway),
    ]),
    ...(missing ? ['', 'driver.stand.authority is missing: name a file there, so that there is one authority to trust in every run.'] : []),
    ...(authority === undefined ? [] : ['', authority.caCertificate.trim()]),
  ];
};
