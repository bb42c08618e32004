import { expect, test } from 'vitest';
import { makeStoreStand } from './store.testing.ts';

const opened = (connection: number) =>
  ({
    type: 'connectionOpened',
    connection,
    round: 1,
    host: 'mx1',
    localAddress: '127.0.0.1',
    localPort: 25,
    remoteAddress: '127.0.0.1',
    remotePort: 4000,
  }) as const;
const said = (connection: number, line: string) => ({ type: 'commandReceived', connection, stage: 'EHLO', line, secure: false }) as const;

test('evidence of connections side by side comes back in its order, whatever the page', async () => {
  await using stand = await makeStoreStand();
  for (let round = 0; round < 40; round += 1) {
    for (let connection = 1; connection <= 5; connection += 1)
      stand.record(round === 0 ? opened(connection) : said(connection, `${round}`));
    if (round % 10 === 0) await stand.store.settled();
  }
  const all = stand.log.all;
  expect(await stand.store.evidence.after(0, 1000)).toEqual(all);
  for (const limit of [1, 3, 7, 50]) {
    let after = 0;
    const paged = [];
    for (
      let page = await stand.store.evidence.after(after, limit);
      page.length > 0;
      page = await stand.store.evidence.after(after, limit)
    ) {
      paged.push(...page);
      after = page.at(-1)?.seq ?? 0;
    }
    expect(paged).toEqual(all);
  }
  const third = all.filter((entry) => 'connection' in entry && entry.connection === 3);
  expect(await stand.store.connections.transcript(3)).toEqual(third);
  expect(await stand.store.connections.transcript(3, third[4]?.seq, 2)).toEqual(third.slice(5, 7));
});

test('connections, look-ups and hits of rules are told as rows', async () => {
  await using stand = await makeStoreStand();
  stand.record(
    { type: 'dnsQueryReceived', query: 1, name: 'A.example', qtype: 'MX', transport: 'udp', from: '127.0.0.1:5' },
    { type: 'ruleFired', ruleId: 'slow', layer: 'dns', action: 'delayMs 5', query: 1 },
    { type: 'dnsAnswerSent', query: 1, rcode: 'NOERROR', answers: ['a'], truncated: false, ruleId: 'slow' },
    opened(1),
    { type: 'tlsEstablished', connection: 1, protocol: 'TLSv1.3', cipher: 'X', servername: null, certificate: 'valid' },
    { type: 'ruleFired', ruleId: 'busy', layer: 'smtp', action: '451 busy', connection: 1, stage: 'RCPT TO' },
  );
  stand.deliver('one');
  stand.deliver('two');
  stand.record({ type: 'connectionClosed', connection: 1, end: 'QUIT', stage: 'QUIT', bytesIn: 10, bytesOut: 20 }, opened(2));
  const { store } = stand;
  expect((await store.dns.queries({ name: 'a.EXAMPLE', qtype: 'mx' })).rows).toMatchObject([
    { query: 1, rcode: 'NOERROR', rules: ['slow'] },
  ]);
  expect((await store.rules.hits({ ruleId: 'busy' })).rows).toMatchObject([{ connection: 1, stage: 'RCPT TO' }]);
  expect((await store.connections.list({ open: true })).rows.map(({ connection }) => connection)).toEqual([2]);
  expect(await store.connections.get(1)).toMatchObject({
    end: 'QUIT',
    copies: 2,
    rules: ['busy'],
    tls: { protocol: 'TLSv1.3' },
    bytesIn: 10,
  });
  // A rule belongs to the copy that it fired for.
  expect((await store.messages.list()).messages.map(({ rules, tls }) => [rules, tls?.protocol])).toEqual([
    [[], 'TLSv1.3'],
    [['busy'], 'TLSv1.3'],
  ]);
  expect((await store.messages.list({ q: 'rule:busy' })).messages.map(({ id }) => id)).toEqual([1]);
});
