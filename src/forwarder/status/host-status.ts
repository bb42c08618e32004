import type { HostCounters, LastRefusal } from '../counters.ts';
import { harmless } from '../harmless.ts';
import { logTime } from '../mail-log.ts';
import { withCommas } from './text-table.ts';

/** Where mail for a destination went last, as found by name service. */
export interface KnownRoute {
  /** Addresses in the order in which they are tried. */
  readonly addresses: readonly { readonly preference: number; readonly address: string }[];
  readonly exchangers: readonly { readonly preference: number; readonly host: string; readonly ttlMs: number }[];
  /** When the addresses have to be looked up again, ms on the gateway's clock; undefined: never. */
  readonly expiresAtMs: number | undefined;
}

/** `hoststatus` as text. Exchangeable. */
export type HostStatusText = (host: HostCounters, routes: readonly KnownRoute[], nowMs: number) => string;

const WIDTH = 44;

const gmt = (timeMs: number): string => `${logTime(timeMs)} GMT`;

const figure = (indent: number, title: string, value: number): string =>
  `${' '.repeat(indent)}${title}`.padEnd(WIDTH - 10) + withCommas(value).padStart(10);

const upOrDown = ({ attempted, down }: HostCounters): string => {
  if (!attempted) return 'unknown';
  return down ? 'down' : 'up';
};

/** `2 mins 5 secs`, the two largest units. */
const age = (ms: number): string => {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const units: readonly (readonly [size: number, name: string])[] = [
    [86_400, 'days'],
    [3600, 'hours'],
    [60, 'mins'],
    [1, 'secs'],
  ];
  const first = units.findIndex(([size]) => seconds >= size);
  if (first === -1) return '0 secs';
  let rest = seconds;
  return units
    .slice(first, first + 2)
    .map(([size, name]) => {
      const count = Math.floor(rest / size);
      rest -= count * size;
      return `${count} ${name}`;
    })
    .join(' ');
};

const ttl = (ms: number): string => {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
};

const routeLines = ({ addresses, exchangers, expiresAtMs }: KnownRoute): string[] => {
  const until = expiresAtMs === undefined ? '' : ` (expiring at ${gmt(expiresAtMs)})`;
  const byPreference = Map.groupBy(addresses, ({ preference }) => preference);
  return [
    `Ordered IP addresses:${until}`,
    '    Preference   IPs',
    ...[...byPreference].map(
      ([preference, group]) => `    ${String(preference).padEnd(13)}${group.map(({ address }) => address).join('  ')}`,
    ),
    '',
    'MX Records:',
    '    Preference   TTL        Hostname',
    ...exchangers.map(({ preference, ttlMs, host }) => `    ${String(preference).padEnd(13)}${ttl(ttlMs).padEnd(11)}${harmless(host)}`),
    '',
  ];
};

const NO_ROUTE: readonly string[] = ['Ordered IP addresses:', '    none', '', 'MX Records:', '    none', ''];

const refusalLines = (refusal: LastRefusal | undefined): string[] => [
  'Last 5XX Error:',
  '----------',
  ...(refusal === undefined
    ? ['No Errors']
    : [
        ...refusal.reply.lines.map((line) => harmless(`${refusal.reply.code} ${line}`.trimEnd())),
        `(at ${gmt(refusal.atMs)}) IP: ${refusal.address}`,
      ]),
  '----------',
];

/** The vendor's form: counters since the start, gauges as they are, times in UTC as in the log. */
export const documentedHostStatus: HostStatusText = (host, routes, nowMs) =>
  [
    `Host mail status for: '${host.host}'`,
    `Status as of:         ${gmt(nowMs)}`,
    `Host up/down:         ${upOrDown(host)}`,
    '',
    'Counters:',
    '  Queue',
    figure(4, 'Soft Bounced Events', host.softBounced),
    '  Completion',
    figure(4, 'Completed Recipients', host.hardBounced + host.deliveredRecipients),
    figure(6, 'Hard Bounced Recipients', host.hardBounced),
    figure(8, 'DNS Hard Bounces', host.hardBounces.dns),
    figure(8, '5XX Hard Bounces', host.hardBounces.fiveXX),
    figure(8, 'Filter Hard Bounces', host.hardBounces.filter),
    figure(8, 'Expired Hard Bounces', host.hardBounces.expired),
    figure(8, 'Other Hard Bounces', host.hardBounces.other),
    figure(6, 'Delivered Recipients', host.deliveredRecipients),
    // Nothing can be deleted from the queue of this gateway.
    figure(6, 'Deleted Recipients', 0),
    '',
    'Gauges:',
    '  Queue',
    figure(4, 'Active Recipients', host.activeRecipients),
    figure(6, 'Unattempted Recipients', host.unattemptedRecipients),
    figure(6, 'Attempted Recipients', host.attemptedRecipients),
    '  Connections',
    figure(4, 'Current Outbound Connections', host.connectionsOut),
    figure(4, 'Pending Outbound Connections', host.pendingConnections),
    '',
    `Oldest Message        ${host.oldestMessageAtMs === undefined ? 'No Messages' : age(nowMs - host.oldestMessageAtMs)}`,
    `Last Activity         ${host.lastActivityAtMs === undefined ? 'No Activity' : gmt(host.lastActivityAtMs)}`,
    ...(routes.length === 0 ? NO_ROUTE : routes.flatMap(routeLines)),
    ...refusalLines(host.lastRefusal),
    '',
  ].join('\n');
