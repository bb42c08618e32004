import { type DataTable, Given, Then, When } from '@cucumber/cucumber';
import type { FaultRuleInput } from '../mocks/faults/rule.ts';
import { askedOverTcp, copyCameTo, lookUpCount, noConnection } from '../src/harness/checks/dns.ts';
import type { Frequency } from './parameter-types.ts';
import { PRIMARY_DOMAIN } from './stand-layout.ts';
import type { ConformanceWorld } from './world.ts';

type DnsAction = Extract<FaultRuleInput, { layer: 'dns' }>['do'];

const host = (label: string): string => `${label}.${PRIMARY_DOMAIN}`;

Given(
  'the name server {dnsFault} to {lookUp} look-ups {frequency}',
  function (this: ConformanceWorld, fault: DnsAction, type: 'A' | 'AAAA' | 'MX', frequency: Frequency) {
    this.arm({
      layer: 'dns',
      match: { name: `*${PRIMARY_DOMAIN}`, type },
      do: fault,
      ...(frequency.times === undefined ? {} : { times: frequency.times }),
    });
  },
);

Given('the name server takes {int} seconds to answer', function (this: ConformanceWorld, seconds: number) {
  this.arm({ layer: 'dns', match: { name: `*${PRIMARY_DOMAIN}` }, do: { delayMs: seconds * 1000 } });
});

const setMx = (world: ConformanceWorld, hosts: readonly (readonly [preference: number, label: string])[]): void =>
  world.changeZone(
    (zone) => {
      zone.remove(PRIMARY_DOMAIN, 'MX');
      for (const [preference, label] of hosts) zone.add({ type: 'MX', name: PRIMARY_DOMAIN, preference, exchange: host(label), ttl: 0 });
    },
    `MX of the intake domain: ${hosts.map(([preference, label]) => `${preference} ${label}`).join(', ') || 'none'}`,
  );

Given('the intake domain has these MX hosts:', function (this: ConformanceWorld, table: DataTable) {
  setMx(
    this,
    table.rows().map(([preference = '', label = '']) => [Number(preference), label]),
  );
});

When('the MX host of the intake domain becomes {string}', function (this: ConformanceWorld, label: string) {
  setMx(this, [[10, label]]);
});

Given('the answers about the intake domain may be kept for {int} seconds', function (this: ConformanceWorld, ttl: number) {
  this.changeZone((zone) => {
    zone.remove(PRIMARY_DOMAIN, 'MX');
    zone.remove(host('mx1'));
    zone.add({ type: 'MX', name: PRIMARY_DOMAIN, preference: 10, exchange: host('mx1'), ttl });
    zone.add({ type: 'A', name: host('mx1'), address: this.hostAddress(host('mx1')), ttl });
  }, `answers about the intake domain live for ${ttl} s`);
});

When('the host {string} gets the address of {string}', function (this: ConformanceWorld, label: string, other: string) {
  this.changeZone((zone) => {
    zone.remove(host(label));
    zone.add({ type: 'A', name: host(label), address: this.hostAddress(host(other)), ttl: 0 });
  }, `${label} has the address of ${other}`);
});

Given('the host {string} has the address of {string} as its second', function (this: ConformanceWorld, label: string, other: string) {
  this.changeZone((zone) => {
    zone.add({ type: 'A', name: host(label), address: this.hostAddress(host(other)), ttl: 0 });
  }, `${label} has the address of ${other} too`);
});

Given('the intake domain has no MX record but an IPv6 address', function (this: ConformanceWorld) {
  setMx(this, []);
  this.changeZone(
    (zone) => zone.add({ type: 'AAAA', name: PRIMARY_DOMAIN, address: this.hostAddress(host('mx6')), ttl: 0 }),
    'an IPv6 address for the intake domain',
  );
});

Given('the intake domain has no MX record but an address', function (this: ConformanceWorld) {
  setMx(this, []);
  this.changeZone(
    (zone) => zone.add({ type: 'A', name: PRIMARY_DOMAIN, address: this.hostAddress(PRIMARY_DOMAIN), ttl: 0 }),
    'an address for the intake domain',
  );
});

Given('the MX host of the intake domain is an alias', function (this: ConformanceWorld) {
  setMx(this, [[10, 'alias']]);
  this.changeZone((zone) => {
    zone.add({ type: 'CNAME', name: host('alias'), target: host('canonical'), ttl: 0 });
    zone.add({ type: 'A', name: host('canonical'), address: this.hostAddress(host('alias')), ttl: 0 });
  }, 'the MX host is an alias');
});

Given('the intake domain is an alias of a domain that has MX records', function (this: ConformanceWorld) {
  this.changeZone((zone) => {
    zone.remove(PRIMARY_DOMAIN);
    zone.add({ type: 'CNAME', name: PRIMARY_DOMAIN, target: 'intake.elsewhere.example', ttl: 0 });
    zone.add({ type: 'MX', name: 'intake.elsewhere.example', preference: 10, exchange: host('mx1'), ttl: 0 });
  }, 'the intake domain is an alias');
});

Given('the MX host of the intake domain has an IPv6 address only', function (this: ConformanceWorld) {
  setMx(this, [[10, 'mx6']]);
});

Given('the intake domain does not exist', function (this: ConformanceWorld) {
  this.arm({ layer: 'dns', match: { name: `*${PRIMARY_DOMAIN}` }, do: { rcode: 'NXDOMAIN' } });
});

Then('the copy came to {string}', function (this: ConformanceWorld, label: string) {
  this.conclude(copyCameTo(this.file, host(label)));
});

Then('no connection is made within {int} seconds', async function (this: ConformanceWorld, seconds: number) {
  await this.watch(seconds);
  this.conclude(noConnection(this.file));
});

Then(
  /^the intake domain is looked up exactly (once|twice) within (\d+) seconds$/,
  async function (this: ConformanceWorld, count: string, seconds: string) {
    await this.watch(Number(seconds));
    this.conclude(lookUpCount(this.file, count === 'once' ? 1 : 2));
  },
);

Then('the intake domain was asked for over TCP', function (this: ConformanceWorld) {
  this.conclude(askedOverTcp(this.file));
});
