import type { MockSetd } from '../../mocks/setd.ts';

/** Where the certificate of the authority was written, and whether the token has to be shown. */
export interface BannerFacts {
  readonly caFile: string;
  readonly tokenIsNew: boolean;
}

const UNSPECIFIED = new Set(['0.0.0.0', '::']);

/** Where a client on this machine reaches a listening address. */
const reachable = (address: string): string => (UNSPECIFIED.has(address) ? '127.0.0.1' : address);

const inUrl = (address: string): string => (address.includes(':') ? `[${address}]` : address);

const apiUrl = ({ port }: { readonly port: number }, address: string): string => `http://${inUrl(address)}:${port}/api/v1`;

/** Opens the dashboard; with a fresh token it carries it once. A token that the person chose is asked for by the page. */
const dashboardUrl = ({ port, token }: NonNullable<MockSetd['api']>, address: string, tokenIsNew: boolean): string =>
  `http://${inUrl(address)}:${port}/${tokenIsNew ? `?token=${encodeURIComponent(token)}` : ''}`;

const row = (label: string, text: string): string => `  ${label.padEnd(12)}${text}`;

const intakeRows = ({ intake }: MockSetd): string[] =>
  intake.hosts.map(({ name, address }, index) =>
    row(index === 0 ? 'intake' : '', `${inUrl(address)}:${intake.port}  ${name}, SMTP with STARTTLS`),
  );

const commands = (mock: MockSetd, caFile: string): string[] => {
  const { intake, dns, api, accounts } = mock;
  const to = accounts.all[0]?.intakeAddress ?? '';
  const host = intake.hosts[0];
  const lines = [
    `dig @${reachable(dns.address)} -p ${dns.port} ${to.slice(to.lastIndexOf('@') + 1)} MX +short`,
    `swaks --tls -s ${reachable(host?.address ?? '')} -p ${intake.port} -f sender@site.example -t ${to}`,
    `openssl s_client -starttls smtp -connect ${inUrl(reachable(host?.address ?? ''))}:${intake.port} -verify_hostname ${host?.name} -CAfile ${caFile}`,
  ];
  return api === undefined ? lines : [...lines, 'curl -H "Authorization: Bearer $SETD_TOKEN" "$SETD_API/messages?wait=30s"'];
};

/** What the examples of docs/api.md take. A token that the person chose is not shown again. */
const settings = (api: MockSetd['api'], tokenIsNew: boolean): string[] => {
  if (api === undefined) return [];
  const url = `export SETD_API=${apiUrl(api, reachable(api.address))}`;
  return tokenIsNew ? [url, `export SETD_TOKEN=${api.token}`] : [url];
};

/** What a person needs to use the mock, as lines of text. */
export const banner = (mock: MockSetd, { caFile, tokenIsNew }: BannerFacts): string[] => {
  const { accounts, dns, api } = mock;
  const widest = Math.max(...accounts.all.map(({ name }) => name.length));
  return [
    'The mock SETD is running. Ctrl+C stops it.',
    '',
    ...accounts.all.map(({ name, intakeAddress }, index) => row(index === 0 ? 'accounts' : '', `${name.padEnd(widest)}  ${intakeAddress}`)),
    ...intakeRows(mock),
    row('DNS', `${inUrl(dns.address)}:${dns.port}  UDP and TCP`),
    ...(api === undefined
      ? []
      : [
          row('dashboard', dashboardUrl(api, reachable(api.address), tokenIsNew)),
          row('API', apiUrl(api, api.address)),
          row('message API', `client id ${api.messageApi.clientId}, secret ${api.messageApi.clientSecret}, key ${api.messageApi.apiKey}`),
        ]),
    row('CA file', caFile),
    '',
    'Try:',
    ...settings(api, tokenIsNew).map((line) => `  ${line}`),
    ...commands(mock, caFile).map((line) => `  ${line}`),
    '',
  ];
};
