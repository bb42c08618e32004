import type { RunningLab } from './lab.ts';

const row = (label: string, text: string): string => `  ${label.padEnd(12)}${text}`;

/** The article's way from the first step to the message on the dashboard. */
const walkthrough = (send: string): string[] => [
  '  1  Dashboard > Setup: a Secure Email Gateway is present, a Cisco one, direction incoming, no authentication (visibility only).',
  '     The message intake address appears after the fourth step; Dashboard > Policy shows it again.',
  '  2  Console > Security Services > Threat Defense Connector Settings: enable the connector, enter the address.',
  '  3  Console > Mail Policies > Incoming Mail Policies: the last column of "staff" reads Disabled. Follow it, choose the',
  '     default message intake address. "subsidiary" may get a custom one: set the second account up for that.',
  '  4  Commit Changes. The column reads Enabled.',
  `  5  Send a message: Dashboard > Lab, or ${send}`,
  '  6  Dashboard > Messages: the copy is there. Its page tells how it came: MID, DCID, attempt, TLS, DNS, transcript.',
  '  7  Console > Monitor > Delivery Status and Message Tracking, or: npx setd gateway tophosts',
];

/** What a person needs to use the lab, as lines of text. */
export const labBanner = ({ gateway, console, dashboardLink, mock }: RunningLab, ready: boolean): string[] => {
  const ports = gateway.listeners.map(({ address, port, kind }) => `${address}:${port} ${kind}`).join(', ');
  const incoming = gateway.listeners.find(({ kind }) => kind === 'incoming');
  const send = `npx setd send --gateway ${incoming?.address}:${incoming?.port} --to reader@company.example`;
  return [
    'The lab is running: a mock SETD and a gateway, wired together on loopback. Ctrl+C stops it.',
    '',
    row('dashboard', dashboardLink),
    row('console', console.link),
    row('gateway', `takes mail at ${ports}`),
    row('DNS', `${mock.dns.address}:${mock.dns.port}`),
    '',
    ...(ready
      ? ['Everything is set up. Send a message:', `  ${send}`]
      : ['From the first step to the message on the dashboard:', ...walkthrough(send)]),
    '',
  ];
};
