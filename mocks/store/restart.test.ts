import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { VirtualClock } from '../../src/clock.ts';
import { MockStartError } from '../listen.ts';
import { startMockSetd } from '../setd.ts';
import { FORMAT } from './database/schema.ts';
import { makeStoreStand, message, wrap } from './store.testing.ts';
import { openStore, type Store } from './store.ts';
import { ThreadLink } from './thread/thread-link.ts';

let folder = '';
const file = (): string => join(folder, 'setd.sqlite');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'setd-store-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

const OPENED = {
  type: 'connectionOpened',
  connection: 1,
  round: 1,
  host: 'mx1',
  localAddress: '127.0.0.1',
  localPort: 25,
  remoteAddress: '127.0.0.1',
  remotePort: 4000,
} as const;

describe('a store in a file', () => {
  test('shows after a restart all that was there', async () => {
    const before = await makeStoreStand({ data: folder });
    before.record(
      OPENED,
      { type: 'commandReceived', connection: 1, stage: 'MAIL FROM', line: 'MAIL FROM:<a@b.test>\xff', secure: true },
      { type: 'dnsQueryReceived', query: 1, name: 'Primary.setd.example', qtype: 'MX', transport: 'udp', from: '127.0.0.1:5000' },
      { type: 'dnsAnswerSent', query: 1, rcode: 'NOERROR', answers: ['x'], truncated: false },
      { type: 'ruleFired', ruleId: 'busy', layer: 'smtp', action: '451 busy', connection: 1, stage: 'RCPT TO' },
    );
    const large = Buffer.alloc(700_000, 'large ');
    before.deliver(wrap(message({ Subject: 'first' })));
    before.deliver(large, { chunks: [100_000, 1, 300_000] });
    before.deliver(message({ Subject: 'dropped' }), { fate: 'accepted but dropped' });
    await before.store.messages.tag({ ids: [1] }, { add: ['kept'] });
    const seen = async (store: Store) => ({
      list: await store.messages.list({ q: '' }),
      dropped: (await store.messages.list({ q: 'is:dropped' })).messages.map(({ subject }) => subject),
      details: await store.messages.get(1),
      raw: await store.messages.raw(2),
      transcript: await store.connections.transcript(1),
      evidence: await store.evidence.after(0, 100),
      dns: await store.dns.queries(),
      hits: await store.rules.hits(),
      found: (await store.messages.list({ q: 'subject:first tag:kept' })).messages.map(({ id }) => id),
      counts: await store.messages.counts(),
      status: await store.status(),
    });
    await before.store.settled();
    const told = await seen(before.store);
    expect(told.raw).toEqual(large);
    expect(told.dropped).toEqual(['dropped']);
    expect(told.found).toEqual([1]);
    expect(told.evidence.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    await before.store.close();
    expect(readdirSync(folder)).toEqual(['setd.sqlite']);

    await using after = await makeStoreStand({ data: folder });
    const again = await seen(after.store);
    expect(again).toEqual(told);
    expect(after.store.ordinals).toEqual({ seq: 8, connection: 1, copy: 3, query: 1 });
    // Nobody saw the end of what was open.
    expect(await after.store.connections.get(1)).toMatchObject({ end: 'intake stopped', stage: 'MAIL FROM', copies: 3 });
    expect(after.store.changes.last).toBeGreaterThan(0);
    expect(after.deliver(message({ Subject: 'next' }))).toBe(4);
    expect(await after.store.messages.count()).toBe(3);
  });

  test('may be a file in a folder that is not there yet', async () => {
    const path = join(folder, 'deep', 'er', 'mine.db');
    const stand = await makeStoreStand({ data: path });
    stand.deliver('x');
    await stand.store.close();
    expect(existsSync(path)).toBe(true);
  });

  test('goes on counting after everything was deleted', async () => {
    const before = await makeStoreStand({ data: folder });
    before.deliver('one');
    before.deliver('two');
    expect(await before.store.messages.delete('all')).toBe(2);
    await before.store.close();
    await using after = await makeStoreStand({ data: folder });
    expect(after.store.ordinals.copy).toBe(2);
  });

  test('still tells what it gave up, and tells of being full only when it is again', async () => {
    let full = 0;
    const options = { data: folder, limits: { messages: 2, evidence: 3 }, onFull: () => (full += 1) };
    const before = await makeStoreStand(options);
    for (const copy of ['one', 'two', 'three', 'four', 'five']) before.deliver(copy);
    await before.store.settled();
    const { pruned } = await before.store.status();
    expect([pruned.messages, pruned.evidence, full]).toEqual([3, 5 - (await before.store.evidence.after(0, 10)).length, 1]);
    await before.store.close();
    await using after = await makeStoreStand(options);
    expect([(await after.store.status()).pruned, full]).toEqual([pruned, 1]);
    after.deliver('six');
    await after.store.settled();
    expect([(await after.store.status()).pruned.messages, full]).toEqual([4, 2]);
  });

  test('goes on with its index by itself', async () => {
    const before = await makeStoreStand({ data: folder });
    for (const word of ['one', 'two', 'three']) before.deliver(message({ Subject: word }));
    // Nobody waits for the index as the store closes.
    await before.store.close();
    const progress = new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT);
    const told = Promise.withResolvers<number>();
    const setup = { path: file(), flush: false, limits: {}, nowMs: 0, progress };
    const link = new ThreadLink(setup, new VirtualClock(), ({ lastChange }) => told.resolve(lastChange));
    const { lastChange } = await link.opened;
    expect(await told.promise).toBe(lastChange + 1);
    await link.close();
    const database = new DatabaseSync(file());
    expect(database.prepare('SELECT count(*) AS waiting FROM message WHERE indexed = 0').get()).toEqual({ waiting: 0 });
    database.close();
  });
});

describe('a store that cannot be opened says why and what to do', () => {
  const failure = async (data = folder): Promise<string> => {
    const opened = await openStore({ clock: new VirtualClock(), data }).catch((error: unknown) => error);
    expect(opened).toBeInstanceOf(MockStartError);
    return opened instanceof Error ? opened.message : '';
  };

  test('held by another process, or by another store of this one', async () => {
    await using _first = await makeStoreStand({ data: folder });
    expect(await failure()).toBe(`the store ${file()}: another process has it open: stop that one, or name another file`);
  });

  test('of a newer format', async () => {
    await (await makeStoreStand({ data: folder })).store.close();
    const database = new DatabaseSync(file());
    database.exec(`PRAGMA user_version = ${FORMAT + 1}`);
    database.close();
    expect(await failure()).toMatch(new RegExp(`newer version.*format ${FORMAT + 1}, expected ${FORMAT}`));
  });

  test('another program’s', async () => {
    const database = new DatabaseSync(file());
    database.exec('CREATE TABLE something (x)');
    database.close();
    expect(await failure()).toMatch(/SQLite file of another program/);
  });

  test('no database at all', async () => {
    writeFileSync(file(), 'this is a text file, and a rather long one. '.repeat(50));
    const before = readFileSync(file());
    expect(await failure()).toMatch(/no store of a mock SETD/);
    expect(readFileSync(file())).toEqual(before);
  });

  test('in a place where no folder can be', async () => {
    writeFileSync(join(folder, 'file'), '');
    expect(await failure(join(folder, 'file', 'x', 'setd.sqlite'))).toMatch(/folder cannot be made/);
  });

  test('a folder of the name of the file', async () => {
    mkdirSync(file());
    expect(await failure()).toMatch(/cannot be opened: see that the folder exists/);
  });

  test('with the inbox of another store beside it', async () => {
    await (await makeStoreStand({ data: folder })).store.close();
    const other = await makeStoreStand({ data: join(folder, 'other.sqlite') });
    other.deliver('x');
    writeFileSync(join(folder, 'setd.sqlite-inbox0'), readFileSync(join(folder, 'other.sqlite-inbox0')));
    await other.store.close();
    expect(await failure()).toMatch(/another store did not finish writing/);
  });
});

describe('a mock with a file', () => {
  const RULE = { id: 'twice', layer: 'smtp', match: { stage: 'RCPT TO' }, do: { reply: '451 busy' }, times: 2, after: 0 } as const;

  test('comes back with its accounts, records and rules', async () => {
    const first = await startMockSetd({ data: folder, rules: [RULE] });
    first.accounts.add({ name: 'third', domain: 'third.setd.example' });
    first.zone.add({ type: 'TXT', name: 'note.example', text: 'mine' });
    first.faults.countHit('twice', { connection: 1 });
    const left = { accounts: first.accounts.states, records: first.zone.list() };
    await first.close();

    await using again = await startMockSetd({ data: folder });
    expect(again.accounts.states).toEqual(left.accounts);
    expect(again.zone.list()).toEqual(expect.arrayContaining(left.records));
    // What a mock with three accounts begins with.
    expect(again.zone.lookup('third.setd.example', 'MX').answers).toHaveLength(2);
    expect(again.zone.list()).toHaveLength(left.records.length + 4);
    expect(again.faults.status()).toMatchObject([{ rule: { id: 'twice' }, hits: 1, remaining: 1 }]);
    expect(again.evidence.all).toEqual([]);
    again.evidence.record({ type: 'standChanged', what: 'x' });
    expect(again.evidence.all[0]?.seq).toBe(first.evidence.all.length + 1);
  });

  test('takes what it is given now before what was remembered', async () => {
    const accounts = [{ name: 'mine', intakeAddress: 'a-b-c@mine.setd.example' }];
    await (await startMockSetd({ data: folder, rules: [RULE] })).close();
    await using again = await startMockSetd({ data: folder, accounts, rules: [] });
    expect(again.accounts.all).toEqual(accounts);
    expect(again.faults.status()).toEqual([]);
    // Records of hosts that are gone would lead nowhere.
    expect(again.zone.lookup('mine.setd.example', 'MX').answers).toHaveLength(2);
  });
});
