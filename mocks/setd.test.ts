import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { VirtualClock } from '../src/clock.ts';
import { USUAL_ANSWERS } from './account-setup.ts';
import { ask } from './api/api-client.testing.ts';
import { faultRulesSchema } from './faults/rule.ts';
import { type MockSetd, type MockSetdOptions, MockStartError, startMockSetd } from './setd.ts';
import { deliver, repliesInClear } from './setd-client.testing.ts';
import { accountsToSetUp, recordsFor, sharedHost, spreadHosts } from './setd-layout.ts';

const running: MockSetd[] = [];

const start = async (options: MockSetdOptions = {}): Promise<MockSetd> => {
  const mock = await startMockSetd(options);
  running.push(mock);
  return mock;
};

afterEach(async () => {
  for (const mock of running.splice(0)) await mock.close();
});

const primaryOf = (mock: MockSetd): string => mock.accounts.all[0]?.intakeAddress ?? 'no account';

/** As a forwarder would: MX of the intake domain, address of its first host, STARTTLS, one copy. */
const deliverTo = async (mock: MockSetd, to: string, message = 'Subject: a copy\r\n\r\nbody'): Promise<string> => {
  const resolver = new Resolver({ tries: 1, timeout: 5_000 });
  resolver.setServers([`${mock.dns.address}:${mock.dns.port}`]);
  const exchanges = await resolver.resolveMx(to.slice(to.lastIndexOf('@') + 1));
  const [first] = exchanges.sort((one, other) => one.priority - other.priority);
  const host = first?.exchange ?? 'no MX';
  const [address = 'no address'] = await resolver.resolve4(host);
  return deliver(address, mock.intake.port, host, mock.authority.caCertificate, to, message);
};

/** Takes a TCP port, on an address and a port of its own when none is given. */
const occupy = async (address: string, port = 0) => {
  const server = createServer();
  server.listen(port, address);
  await once(server, 'listening');
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('expected a TCP address');
  return { port: bound.port, [Symbol.asyncDispose]: async () => void (await once(server.close(), 'close')) };
};

describe('a mock with defaults', () => {
  test('has two accounts with opaque addresses, never the same twice', async () => {
    const [one, other] = [await start(), await start()];
    expect(one.accounts.all).toEqual([
      { name: 'primary', intakeAddress: expect.stringMatching(/^[\da-f]{6}-[\da-f]{6}-[\da-f]{6}@primary\.setd\.example$/) },
      { name: 'secondary', intakeAddress: expect.stringMatching(/^[\da-f]{6}-[\da-f]{6}-[\da-f]{6}@secondary\.setd\.example$/) },
    ]);
    expect(primaryOf(one)).not.toBe(primaryOf(other));
    expect(one.api).toBeUndefined();
  });

  test('takes a copy by DNS, STARTTLS and SMTP, and knows whose it is', async () => {
    const mock = await start();
    expect(await deliverTo(mock, primaryOf(mock))).toMatch(/^250 /);
    expect(mock.store.list()).toMatchObject([{ account: 'primary', rcptTo: [primaryOf(mock)], fate: 'stored' }]);
    expect(mock.store.get(1)?.raw.toString()).toBe('Subject: a copy\r\n\r\nbody\r\n');
    const types = mock.evidence.all.map(({ type }) => type);
    for (const type of ['dnsQueryReceived', 'dnsAnswerSent', 'connectionOpened', 'tlsEstablished', 'copyReceived'])
      expect(types).toContain(type);
  });

  test('refuses an address that was never issued (SETUP-5)', async () => {
    const mock = await start();
    expect(await deliverTo(mock, 'ffffff-ffffff-ffffff@primary.setd.example')).toMatch(/^550 5\.1\.1 /);
  });
});

describe('an account that is still to be set up', () => {
  test('takes mail once the wizard has given its address, and no other address (SETUP-2, SETUP-5)', async () => {
    const mock = await start({ accounts: accountsToSetUp() });
    expect(mock.accounts.all).toEqual([]);
    for (const answer of USUAL_ANSWERS) mock.accounts.answer('primary', answer);
    const { intakeAddress } = mock.accounts.find('primary') ?? {};
    expect(await deliverTo(mock, intakeAddress ?? 'none issued')).toMatch(/^250 /);
    expect(await deliverTo(mock, 'ffffff-ffffff-ffffff@secondary.setd.example')).toMatch(/^550 5\.1\.1 /);
    expect(mock.store.list()).toMatchObject([{ account: 'primary' }]);
  });
});

describe('rules', () => {
  test('given at start hold for the very first connection', async () => {
    const rules = faultRulesSchema.parse([{ id: 'shut', layer: 'smtp', match: { stage: 'greeting' }, do: { reply: '554 5.3.2 shut' } }]);
    const mock = await start({ rules });
    expect(await repliesInClear(mock.intake.hosts[0]?.address ?? '', mock.intake.port)).toEqual(['554 5.3.2 shut']);
    expect(mock.faults.status()[0]?.hits).toBe(1);
  });

  test('that refuse connections are counted by DNS look-ups', async () => {
    const rules = faultRulesSchema.parse([{ id: 'down', layer: 'tcp', match: { mx: 'mx1.primary.*' }, do: { refuse: true } }]);
    const mock = await start({ rules });
    await expect(deliverTo(mock, primaryOf(mock))).rejects.toThrow(/ECONNREFUSED/);
    expect(mock.faults.status()[0]?.hits).toBe(1);
  });
});

describe('the HTTP API', () => {
  test('shows what the intake took', async () => {
    const mock = await start({ api: { token: 'a-token-of-ours' } });
    const { api } = mock;
    if (api === undefined) throw new Error('expected an API');
    const waiting = ask(api, '/api/v1/messages?wait=30s', { token: 'a-token-of-ours' });
    await deliverTo(mock, primaryOf(mock));
    expect((await waiting).body).toMatchObject({ messages: [{ id: 1, account: 'primary' }] });
    const raw = await ask(api, '/api/v1/messages/1/raw', { token: 'a-token-of-ours' });
    expect(raw.text).toBe('Subject: a copy\r\n\r\nbody\r\n');
    const ca = await ask(api, '/api/v1/ca.pem', { token: 'a-token-of-ours' });
    expect(ca.text).toBe(`${mock.authority.caCertificate}\n`);
  });

  test('makes up a token when none is given', async () => {
    const [one, other] = [await start({ api: true }), await start({ api: true })];
    expect(one.api?.token).toMatch(/^[\w-]{32}$/);
    expect(one.api?.token).not.toBe(other.api?.token);
  });

  test('creates accounts that the intake accepts at once', async () => {
    const mock = await start({ api: { token: 'a-token-of-ours' } });
    if (mock.api === undefined) throw new Error('expected an API');
    await ask(mock.api, '/api/v1/accounts', { method: 'POST', body: { name: 'third', setUp: true }, token: 'a-token-of-ours' });
    const third = mock.accounts.all.at(-1);
    expect(await deliverTo(mock, third?.intakeAddress ?? '')).toMatch(/^250 /);
    expect(mock.store.list()).toMatchObject([{ account: 'third' }]);
  });
});

test('the header of one’s own that the wizard is told names the client of a copy (SETUP-4)', async () => {
  const mock = await start({ api: true, accounts: [{ name: 'own', domain: 'own.setd.example' }] });
  for (const answer of USUAL_ANSWERS) {
    mock.accounts.answer('own', answer.step === 'gateway' ? { ...answer, header: 'X-Client' } : answer);
  }
  const message = 'X-Client: 203.0.113.7\r\nX-IronPort-RemoteIP: 192.0.2.9\r\nSubject: a copy\r\n\r\nbody';
  expect(await deliverTo(mock, primaryOf(mock), message)).toMatch(/^250 /);
  expect(await mock.archive?.messages.get(1)).toMatchObject({ account: 'own', clientIp: '203.0.113.7' });
});

describe('starting and stopping', () => {
  test('a port that is taken: says which part and what to do, and closes what had started', async () => {
    await using taken = await occupy('127.0.0.1');
    const intakePort = (await start()).intake.port;
    await running.pop()?.close();
    for (const [part, options] of [
      ['DNS server', { dnsPort: taken.port }],
      ['HTTP API', { api: { port: taken.port } }],
    ] as const) {
      const failure = await startMockSetd({ ...options, intakePort }).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(MockStartError);
      expect(String(failure)).toMatch(new RegExp(`${part} cannot listen on 127\\.0\\.0\\.1:${taken.port}\\b.*(?:another|free)`));
    }
    // The intake's port is free again, or this would fail.
    await start({ intakePort });
  });

  test('a port of the intake that is taken is told as well', async () => {
    await using taken = await occupy('127.0.0.2');
    const failure = await startMockSetd({ intakePort: taken.port }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(MockStartError);
    expect(String(failure)).toContain(`127.0.0.2:${taken.port}`);
  });

  test('twenty times leaves nothing behind', async () => {
    const cycle = async (): Promise<void> => {
      const rules = faultRulesSchema.parse([{ id: 'late', layer: 'dns', do: { delayMs: 1 }, ttlMs: 60_000 }]);
      await using mock = await startMockSetd({ api: true, rules });
      await deliverTo(mock, primaryOf(mock));
    };
    await cycle();
    /** Handles of these kinds once sockets have come to rest; the test runner has timers of its own. */
    const left = async (kind: RegExp): Promise<number> => {
      await new VirtualClock().settle();
      return process.getActiveResourcesInfo().filter((name) => kind.test(name)).length;
    };
    const [socketsBefore, timersBefore] = [await left(/TCP|UDP|TLS|HTTP/i), await left(/Timeout/)];
    for (let count = 0; count < 20; count += 1) await cycle();
    expect(await left(/TCP|UDP|TLS|HTTP/i)).toBeLessThanOrEqual(socketsBefore);
    expect(await left(/Timeout/)).toBeLessThan(timersBefore + 20);
  }, 60_000);

  test('leaves no virtual timer behind either, and closes twice without harm', async () => {
    const clock = new VirtualClock();
    const rules = faultRulesSchema.parse([{ id: 'brief', layer: 'dns', do: { noData: true }, ttlMs: 5_000 }]);
    const mock = await start({ clock, rules, api: true });
    await mock.close();
    await mock.close();
    expect(clock.pendingTimers).toBe(0);
    expect(mock.faults.status()).toHaveLength(1);
  });
});

describe('layout', () => {
  test('spread hosts are routed in order, each domain by its own', () => {
    const domains = ['primary.example', 'secondary.example'];
    const hosts = spreadHosts(domains);
    expect(hosts.map(({ name, address }) => `${name} ${address}`)).toEqual([
      'mx1.primary.example 127.0.0.2',
      'mx2.primary.example 127.0.0.3',
      'mx1.secondary.example 127.0.0.4',
      'mx2.secondary.example 127.0.0.5',
    ]);
    expect(recordsFor(domains, hosts).filter(({ type }) => type === 'MX')).toEqual([
      { type: 'MX', name: 'primary.example', preference: 10, exchange: 'mx1.primary.example' },
      { type: 'MX', name: 'primary.example', preference: 20, exchange: 'mx2.primary.example' },
      { type: 'MX', name: 'secondary.example', preference: 10, exchange: 'mx1.secondary.example' },
      { type: 'MX', name: 'secondary.example', preference: 20, exchange: 'mx2.secondary.example' },
    ]);
  });

  test('one shared host takes the mail of every domain', () => {
    const domains = ['primary.example', 'secondary.example'];
    const records = recordsFor(domains, sharedHost(domains, '0.0.0.0'), '::1');
    expect(records).toEqual([
      { type: 'AAAA', name: 'mx1.primary.example', address: '::1' },
      { type: 'MX', name: 'primary.example', preference: 10, exchange: 'mx1.primary.example' },
      { type: 'MX', name: 'secondary.example', preference: 10, exchange: 'mx1.primary.example' },
    ]);
  });

  test('more domains than loopback addresses are refused', () => {
    expect(() => spreadHosts(Array.from({ length: 127 }, (_, index) => `d${index}.example`))).toThrow(RangeError);
  });
});
