import { describe, expect, test } from 'vitest';
import type { Fact } from '../../src/evidence/events.ts';
import { makeStoreStand, message, type StoreStand, wrap } from './store.testing.ts';

test('tells what a journal copy and the message in it say', async () => {
  await using stand = await makeStoreStand();
  stand.record({ type: 'logLineRead', line: 'Info: Delivery start DCID 4566150 MID 4711' });
  const inner = message({
    From: '=?utf-8?Q?J=C3=B6rg?= <j@x.example>',
    'Message-ID': '<m@x>',
    'X-IronPort-MID': '4711',
    'X-IronPort-RemoteIP': '192.0.2.9',
  });
  stand.deliver(wrap(inner, 'b', ['bob@site.example', 'hidden@site.example']));
  expect(await stand.store.messages.get(1)).toMatchObject({
    account: 'primary',
    accounts: ['primary'],
    kept: true,
    from: { name: 'Jörg', address: 'j@x.example' },
    messageId: '<m@x>',
    mid: 4711,
    dcid: 4_566_150,
    clientIp: '192.0.2.9',
    journal: { sender: 'alice@out.example', recipients: ['bob@site.example', 'hidden@site.example'] },
    innerSize: inner.length,
    attempt: 1,
    duplicateOf: null,
  });
});

test('takes the client from the field that the account names (SETUP-4)', async () => {
  const clientHeaderOf = (account: string): string | undefined => (account === 'secondary' ? 'X-Client' : undefined);
  await using stand = await makeStoreStand({ clientHeaderOf });
  const both = wrap(message({ 'x-client': '203.0.113.7', 'X-IronPort-RemoteIP': '192.0.2.9' }));
  stand.deliver(both);
  stand.deliver(both, { account: 'secondary' });
  stand.deliver(wrap(message({ 'X-IronPort-RemoteIP': '192.0.2.9' })), { account: 'secondary' });
  const details = await Promise.all([1, 2, 3].map((id) => stand.store.messages.get(id)));
  expect(details.map((copy) => copy?.clientIp)).toEqual(['192.0.2.9', '203.0.113.7', null]);
});

describe('the DCID of a copy (DASH-2)', () => {
  const start = (dcid: number, rest = ''): Fact => ({ type: 'logLineRead', line: `Info: TDC: Delivery start DCID ${dcid} MID 7${rest}` });
  const copy = wrap(message({ 'X-IronPort-MID': '7' }));
  const dcids = async ({ store }: StoreStand) => (await store.messages.list()).messages.map(({ dcid }) => dcid).toReversed();

  test('is that of its own attempt, whether the log is read before, between or after', async () => {
    await using early = await makeStoreStand();
    early.record(start(31));
    early.deliver(copy, { fate: 'stored but refused' });
    early.record(start(32));
    early.deliver(copy);
    expect(await dcids(early)).toEqual([31, 32]);
    await using late = await makeStoreStand();
    late.deliver(copy, { fate: 'stored but refused' });
    late.deliver(copy);
    late.record(start(31), start(32));
    expect(await dcids(late)).toEqual([31, 32]);
  });

  test('is not that of an attempt that brought nothing, nor that of the original', async () => {
    await using stand = await makeStoreStand();
    stand.record(start(31), start(32));
    stand.deliver(copy);
    stand.record(start(33, ' to RID [0]'));
    expect(await dcids(stand)).toEqual([32]);
  });
});

test('one message for several accounts belongs to each', async () => {
  await using stand = await makeStoreStand();
  stand.deliver('x', { rcptTo: ['a-b-c@primary.setd.example', 'd-e-f@secondary.setd.example'] });
  expect(await stand.store.messages.counts()).toEqual([
    { account: 'primary', messages: 1, unread: 1 },
    { account: 'secondary', messages: 1, unread: 1 },
  ]);
});

test('knows duplicates by the message inside, account by account, and counts attempts', async () => {
  await using stand = await makeStoreStand();
  const inner = message({ Subject: 'twice' });
  stand.deliver(wrap(inner, 'b1'), { fate: 'refused' });
  stand.deliver(wrap(inner, 'b2'));
  stand.deliver(wrap(inner, 'b3'));
  stand.deliver(wrap(inner, 'b4'), { account: 'secondary' });
  const { messages } = await stand.store.messages.list({ q: 'is:stored' });
  expect(messages.map(({ id, attempt, duplicateOf }) => [id, attempt, duplicateOf])).toEqual([
    [4, 1, null],
    [3, 3, 2],
    [2, 2, null],
  ]);
  expect((await stand.store.messages.get(2))?.duplicates).toEqual([3]);
});

test('keeps bytes that came several times once, until the last copy goes', async () => {
  await using stand = await makeStoreStand();
  for (let count = 0; count < 3; count += 1) stand.deliver('the same');
  const bytes = async (): Promise<number> => (await stand.store.status()).bytes;
  expect(await bytes()).toBe(8);
  await stand.store.messages.delete({ ids: [1, 2] });
  expect([await bytes(), String(await stand.store.messages.raw(3))]).toEqual([8, 'the same']);
  await stand.store.messages.delete('all');
  expect(await bytes()).toBe(0);
});

test('gives pages that stay as they are while new copies come', async () => {
  await using stand = await makeStoreStand();
  for (let count = 0; count < 5; count += 1) stand.deliver(`copy ${count}`);
  const first = await stand.store.messages.list({}, 2);
  stand.deliver('new');
  const second = await stand.store.messages.list({ before: first.next ?? 0 }, 2);
  const last = await stand.store.messages.list({ before: second.next ?? 0 }, 2);
  expect([first, second, last].map(({ messages }) => messages.map(({ id }) => id))).toEqual([[5, 4], [3, 2], [1]]);
  expect(last.next).toBeNull();
});

test('gives up the oldest beyond its limits, and tells so', async () => {
  let full = 0;
  await using stand = await makeStoreStand({
    limits: { messages: 3, evidence: 4 },
    onFull: () => {
      full += 1;
    },
  });
  const told: string[] = [];
  stand.store.changes.subscribe((change) => told.push(change.type));
  for (let count = 0; count < 10; count += 1) stand.deliver(`copy ${count}`);
  await stand.store.settled();
  const { messages, pruned, evidence } = await stand.store.status();
  expect({ messages, pruned: pruned.messages, full }).toEqual({ messages: 3, pruned: 7, full: 1 });
  expect(evidence).toBeLessThanOrEqual(4);
  expect((await stand.store.messages.list()).messages.map(({ id }) => id)).toEqual([10, 9, 8]);
  expect(told).toContain('pruned');
});

test('gives up what is too old as time passes', async () => {
  await using stand = await makeStoreStand({ limits: { ageMs: 60_000 } });
  stand.deliver('old');
  stand.deliver('newest, which stays');
  await stand.clock.advance(120_000);
  await stand.store.settled();
  expect((await stand.store.messages.list()).messages.map(({ id }) => id)).toEqual([2]);
});

test('changes can be followed from where somebody stopped', async () => {
  await using stand = await makeStoreStand();
  const { changes } = stand.store;
  changes.after(0);
  stand.deliver('one');
  await stand.store.settled();
  const seen = changes.last;
  stand.deliver('two');
  await stand.store.messages.tag({ ids: [1] }, { add: ['x'] });
  const { changes: later, missed } = changes.after(seen);
  expect(missed).toBe(false);
  expect(later.map(({ type }) => type)).toEqual(expect.arrayContaining(['messageStored', 'messageChanged']));
  expect(changes.after(changes.last + 1).missed).toBe(true);
});

const bomb = (depth: number): string =>
  depth === 0 ? 'x' : `Content-Type: multipart/mixed; boundary=${depth}\r\n\r\n--${depth}\r\n${bomb(depth - 1)}\r\n--${depth}--\r\n`;

test.each([
  [
    '10,000 parts',
    `Subject: hostile\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\n\r\nx\r\n'.repeat(10_000)}--b--\r\n`,
    true,
  ],
  ['parts in parts', `Subject: hostile\r\n${bomb(200)}`, true],
  ['a header of 10 MB', `Subject: hostile\r\n${`X: ${'y'.repeat(900)}\r\n`.repeat(11_000)}\r\nbody\r\n`, true],
  ['NULs', `Subject: hos\0tile\r\nFrom: \0\0\r\n\r\n\0\0\0`, false],
  ['lone surrogates and unclosed tags', `Subject: hostile\r\nContent-Type: text/html; charset=x\r\n\r\n${'<'.repeat(200_000)}`, false],
  ['an attachment of 40 MB', `Subject: hostile\r\nContent-Type: application/zip\r\n\r\n${'A'.repeat(40_000_000)}`, false],
  ['nothing', '', false],
])('takes a copy of %s, and goes on', { timeout: 30_000 }, async (_what, raw, cutShort) => {
  await using stand = await makeStoreStand();
  stand.deliver(raw, raw.length > 300_000 ? { chunks: [200_000, 200_000] } : {});
  stand.deliver(message({ Subject: 'after it' }));
  await stand.store.settled();
  expect(await stand.store.messages.get(1)).toMatchObject({ size: raw.length, cutShort });
  expect((await stand.store.messages.raw(1))?.length).toBe(raw.length);
  expect(await stand.store.messages.count({ q: 'subject:after' })).toBe(1);
});
