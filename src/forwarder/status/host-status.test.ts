import { describe, expect, it } from 'vitest';
import type { HostCounters } from '../counters.ts';
import { documentedHostStatus, type KnownRoute } from './host-status.ts';
import { knownRoute } from './known-route.ts';

const NOW = Date.UTC(2026, 10, 2, 9, 10, 0);

const HOST: HostCounters = {
  host: 'the.tdc.queue',
  down: false,
  attempted: true,
  activeRecipients: 1234,
  unattemptedRecipients: 1200,
  attemptedRecipients: 34,
  connectionsOut: 3,
  pendingConnections: 2,
  deliveredRecipients: 10_000,
  softBounced: 7,
  hardBounced: 15,
  hardBounces: { dns: 1, fiveXX: 2, filter: 0, expired: 4, other: 8 },
  oldestMessageAtMs: NOW - 95_000,
  lastActivityAtMs: NOW - 1000,
  lastRefusal: { reply: { code: 550, lines: ['5.1.1 no such', 'user\r\nHost up/down: up'] }, address: '192.0.2.7', atMs: NOW - 2000 },
};

const ROUTE: KnownRoute = {
  addresses: [
    { preference: 10, address: '192.0.2.7' },
    { preference: 10, address: '2001:db8::7' },
    { preference: 20, address: '192.0.2.8' },
  ],
  exchangers: [
    { preference: 10, host: 'mx1.intake.test', ttlMs: 300_000 },
    { preference: 20, host: 'mx2.intake.test', ttlMs: 45_000 },
  ],
  expiresAtMs: NOW + 45_000,
};

const NONE: HostCounters = {
  ...HOST,
  attempted: false,
  oldestMessageAtMs: undefined,
  lastActivityAtMs: undefined,
  lastRefusal: undefined,
};

/** As programs read it: title, then value. */
const valueAt = (text: string, title: string): string | undefined =>
  new RegExp(`^ *${title.replaceAll(/[()]/g, '\\$&')}:? {2,}(.*)$`, 'm').exec(text)?.[1];

describe('hoststatus', () => {
  it('tells counters, gauges, addresses and the last refusal in the vendor’s form', () => {
    expect(documentedHostStatus(HOST, [ROUTE], NOW)).toBe(
      `Host mail status for: 'the.tdc.queue'
Status as of:         Mon Nov  2 09:10:00 2026 GMT
Host up/down:         up

Counters:
  Queue
    Soft Bounced Events                    7
  Completion
    Completed Recipients              10,015
      Hard Bounced Recipients             15
        DNS Hard Bounces                   1
        5XX Hard Bounces                   2
        Filter Hard Bounces                0
        Expired Hard Bounces               4
        Other Hard Bounces                 8
      Delivered Recipients            10,000
      Deleted Recipients                   0

Gauges:
  Queue
    Active Recipients                  1,234
      Unattempted Recipients           1,200
      Attempted Recipients                34
  Connections
    Current Outbound Connections           3
    Pending Outbound Connections           2

Oldest Message        1 mins 35 secs
Last Activity         Mon Nov  2 09:09:59 2026 GMT
Ordered IP addresses: (expiring at Mon Nov  2 09:10:45 2026 GMT)
    Preference   IPs
    10           192.0.2.7  2001:db8::7
    20           192.0.2.8

MX Records:
    Preference   TTL        Hostname
    10           5m0s       mx1.intake.test
    20           45s        mx2.intake.test

Last 5XX Error:
----------
550 5.1.1 no such
550 user\\x0d\\x0aHost up/down: up
(at Mon Nov  2 09:09:58 2026 GMT) IP: 192.0.2.7
----------
`,
    );
  });

  it('tells what there is none of', () => {
    const text = documentedHostStatus(NONE, [], NOW);
    expect(['Host up/down', 'Oldest Message', 'Last Activity'].map((title) => valueAt(text, title))).toEqual([
      'unknown',
      'No Messages',
      'No Activity',
    ]);
    expect(text).toMatch(/Ordered IP addresses:\n {4}none\n\nMX Records:\n {4}none\n\nLast 5XX Error:\n-+\nNo Errors\n-+\n$/);
    expect(valueAt(documentedHostStatus({ ...HOST, down: true }, [], NOW), 'Host up/down')).toBe('down');
  });

  it.each([
    [0, '0 secs'],
    [-5000, '0 secs'],
    [59_999, '59 secs'],
    [3_600_000, '1 hours 0 mins'],
    [90_061_000, '1 days 1 hours'],
  ])('tells an age of %i ms as %s', (ageMs, text) => {
    expect(valueAt(documentedHostStatus({ ...HOST, oldestMessageAtMs: NOW - ageMs }, [], NOW), 'Oldest Message')).toBe(text);
  });
});

describe('a route', () => {
  it('is known by its addresses and exchangers, each exchanger once', () => {
    const targets = [
      { host: 'mx1.test', address: '192.0.2.1', preference: 5, ttlMs: 1000 },
      { host: 'mx1.test', address: '192.0.2.2', preference: 5, ttlMs: 1000 },
      { host: 'mx2.test', address: '192.0.2.3', preference: 9, ttlMs: 9000 },
    ];
    expect(knownRoute({ kind: 'route', targets, validMs: 1000 }, NOW)).toEqual({
      addresses: [
        { preference: 5, address: '192.0.2.1' },
        { preference: 5, address: '192.0.2.2' },
        { preference: 9, address: '192.0.2.3' },
      ],
      exchangers: [
        { preference: 5, host: 'mx1.test', ttlMs: 1000 },
        { preference: 9, host: 'mx2.test', ttlMs: 9000 },
      ],
      expiresAtMs: NOW + 1000,
    });
  });

  it('without MX has no exchanger, and that of an address never ends', () => {
    const targets = [{ host: '192.0.2.1', address: '192.0.2.1' }];
    expect(knownRoute({ kind: 'route', targets, validMs: Number.POSITIVE_INFINITY }, NOW)).toEqual({
      addresses: [{ preference: 0, address: '192.0.2.1' }],
      exchangers: [],
      expiresAtMs: undefined,
    });
  });
});
