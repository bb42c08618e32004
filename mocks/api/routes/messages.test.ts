import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ask, makeStand, type Stand } from '../api-client.testing.ts';

let stand: Stand;

beforeEach(async () => {
  stand = await makeStand();
});

afterEach(() => stand.api.close());

const MESSAGES = '/api/v1/messages';
const list = async (query = '') => (await ask(stand.api, `${MESSAGES}${query}`)).body;
const copies = (numbers: number[], next: number | null = null) => ({ messages: numbers.map((id) => ({ id })), next });

/** Lets real sockets do what is under way, without letting time pass. */
const settle = (): Promise<void> => stand.clock.advance(0);

describe('the list', () => {
  test('is empty at first', async () => {
    expect(await list()).toEqual({ messages: [], next: null, unindexed: 0 });
  });

  test('tells of each copy without its bytes', async () => {
    stand.deliver('primary', 'Subject: one\r\n\r\n');
    expect(await list()).toMatchObject({
      messages: [
        {
          id: 1,
          account: 'primary',
          mailFrom: '',
          rcptTo: ['a-b-c@primary.setd.example'],
          size: 16,
          subject: 'one',
          receivedAtMs: 0,
          unread: true,
        },
      ],
    });
  });

  test('finds what a search asks for', async () => {
    stand.deliver('primary', 'Subject: monthly report\r\n\r\n');
    stand.deliver('primary', 'Subject: lunch\r\n\r\n');
    expect(await list('?q=subject:report')).toMatchObject(copies([1]));
    expect(await list('?q=-subject:report')).toMatchObject(copies([2]));
    expect((await ask(stand.api, `${MESSAGES}/count?q=subject:report`)).body).toEqual({ count: 1 });
    expect((await ask(stand.api, `${MESSAGES}/count`)).body).toEqual({ count: 2 });
  });

  test.each([
    ['an unknown key', '?q=colour:red'],
    ['quotes without end', '?q=%22open'],
    ['an unknown flag', '?q=is:blue'],
    ['too much', `?q=${'x'.repeat(3_000)}`],
  ])('a search with %s: 400 that says where', async (_what, query) => {
    for (const path of [`${MESSAGES}${query}`, `${MESSAGES}/count${query}`, `${MESSAGES}/export${query}&format=mbox`]) {
      const answer = await ask(stand.api, path);
      expect([answer.status, answer.body]).toMatchObject([
        400,
        { errors: [{ path: 'q', message: expect.stringMatching(/^column \d+: /) }] },
      ]);
    }
    expect((await ask(stand.api, `${MESSAGES}${query}`, { method: 'DELETE' })).status).toBe(400);
  });

  test('comes newest first, in pages', async () => {
    for (let count = 0; count < 5; count += 1) stand.deliver('primary');
    expect(await list('?limit=2')).toMatchObject(copies([5, 4], 4));
    expect(await list('?limit=2&before=4')).toMatchObject(copies([3, 2], 2));
    expect(await list('?limit=2&before=2')).toMatchObject(copies([1]));
    expect(await list('?after=3')).toMatchObject(copies([5, 4]));
  });

  test('is filtered by account', async () => {
    stand.deliver('primary');
    stand.deliver('secondary');
    expect(await list('?account=secondary')).toMatchObject(copies([2]));
    expect(await list('?account=nobody')).toMatchObject(copies([]));
  });

  test('for several accounts is in the list of each', async () => {
    stand.deliver('primary', undefined, ['a-b-c@primary.setd.example', 'D-e-f@secondary.setd.example']);
    expect(await list('?account=primary')).toMatchObject(copies([1]));
    expect(await list('?account=secondary')).toMatchObject(copies([1]));
  });

  test.each([
    '?limit=0',
    '?limit=501',
    '?limit=1e2',
    '?limit=ten',
    '?before=-1',
    '?wait=30',
    '?wait=1h',
    '?wait=121s',
    '?colour=red',
    '?limit=1&limit=2',
    '?account=',
  ])('%s: 400 that names the parameter', async (query) => {
    const answer = await ask(stand.api, `${MESSAGES}${query}`);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ errors: [{ message: expect.any(String) }] });
  });
});

describe('waiting', () => {
  test('ends when something that matches comes', async () => {
    const waiting = ask(stand.api, `${MESSAGES}?account=secondary&wait=30s`);
    await settle();
    stand.deliver('primary');
    await settle();
    expect(stand.clock.pendingTimers).toBe(1);
    stand.deliver('secondary');
    expect((await waiting).body).toMatchObject(copies([2]));
    expect(stand.clock.now()).toBe(0);
    expect(stand.clock.pendingTimers).toBe(0);
  });

  test('with `after` looks only at what is newer', async () => {
    stand.deliver('primary');
    const waiting = ask(stand.api, `${MESSAGES}?after=1&wait=1m`);
    await settle();
    stand.deliver('primary');
    expect((await waiting).body).toMatchObject(copies([2]));
  });

  test('is not needed when something matches already', async () => {
    stand.deliver('primary');
    expect(await list('?wait=30s')).toMatchObject(copies([1]));
  });

  test('ends with an empty list when the time is over', async () => {
    const waiting = ask(stand.api, `${MESSAGES}?wait=500ms`);
    await settle();
    await stand.clock.advance(500);
    expect((await waiting).body).toMatchObject({ messages: [], next: null });
  });

  test('is given up when the API stops', async () => {
    const waiting = ask(stand.api, `${MESSAGES}?wait=30s`);
    const refused = expect(waiting).rejects.toThrow();
    await settle();
    await stand.api.close();
    await refused;
    await settle();
    expect(stand.clock.pendingTimers).toBe(0);
  });
});

describe('one copy', () => {
  test('is told', async () => {
    stand.deliver('primary');
    expect((await ask(stand.api, `${MESSAGES}/1`)).body).toMatchObject({ id: 1, account: 'primary', duplicates: [], runs: [] });
  });

  test('is given byte for byte, for saving', async () => {
    const raw = Buffer.from([...Array(256).keys()]);
    stand.deliver('primary', raw);
    const answer = await ask(stand.api, `${MESSAGES}/1/raw`);
    expect(Buffer.from(answer.text, 'latin1')).toEqual(raw);
    expect(answer.headers['content-type']).toBe('message/rfc822');
    expect(answer.headers['content-length']).toBe('256');
    expect(answer.headers['content-disposition']).toBe('attachment; filename="copy-1.eml"');
  });

  test('of some size is given whole', async () => {
    const raw = Buffer.alloc(1_000_000, 'Some line of text\r\n');
    stand.deliver('primary', raw);
    const answer = await ask(stand.api, `${MESSAGES}/1/raw`);
    expect(Buffer.from(answer.text, 'latin1').equals(raw)).toBe(true);
  });

  test('that is not there: 404', async () => {
    expect((await ask(stand.api, `${MESSAGES}/7`)).status).toBe(404);
    expect((await ask(stand.api, `${MESSAGES}/7/raw`)).status).toBe(404);
  });

  test.each(['0', '-1', '1.5', 'one', '1%00', '..%2f..%2fetc%2fpasswd', '99999999999999999999'])('named %s: 400', async (name) => {
    stand.deliver('primary');
    expect((await ask(stand.api, `${MESSAGES}/${name}`)).status).toBe(400);
    expect((await ask(stand.api, `${MESSAGES}/${name}/raw`)).status).toBe(400);
  });
});

describe('counts', () => {
  test('tell what each account has', async () => {
    stand.deliver('primary');
    stand.deliver('secondary');
    stand.deliver('secondary');
    expect((await ask(stand.api, `${MESSAGES}/counts`)).body).toMatchObject({
      counts: expect.arrayContaining([
        { account: 'primary', messages: 1, unread: 1 },
        { account: 'secondary', messages: 2, unread: 2 },
      ]),
    });
  });
});

describe('deleting', () => {
  const remove = (path = '') => ask(stand.api, `${MESSAGES}${path}`, { method: 'DELETE' });

  test('forgets the copies and keeps the evidence', async () => {
    stand.deliver('primary');
    stand.deliver('primary');
    expect((await remove()).body).toEqual({ deleted: 2 });
    expect(await list()).toMatchObject(copies([]));
    expect(stand.evidence.ofType('copyReceived')).toHaveLength(2);
    expect(stand.evidence.ofType('standChanged').at(-1)?.what).toBe('stored copies deleted: 2');
  });

  test('forgets what a search finds', async () => {
    stand.deliver('primary', 'Subject: stays\r\n\r\n');
    stand.deliver('primary', 'Subject: goes\r\n\r\n');
    stand.deliver('secondary', 'Subject: goes\r\n\r\n');
    expect((await remove('?q=subject:goes&account=primary')).body).toEqual({ deleted: 1 });
    expect(await list()).toMatchObject(copies([3, 1]));
  });

  test('forgets one', async () => {
    stand.deliver('primary');
    expect((await remove('/1')).status).toBe(204);
    expect((await remove('/1')).status).toBe(404);
    expect(await list()).toMatchObject(copies([]));
  });
});
