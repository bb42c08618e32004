import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ask, makeStand, type Stand } from '../api-client.testing.ts';

let stand: Stand;

beforeEach(async () => {
  stand = await makeStand();
  stand.deliver('primary', 'Subject: one\r\n\r\n');
  stand.deliver('primary', 'Subject: two\r\n\r\n');
  stand.deliver('secondary', 'Subject: one\r\n\r\n');
});

afterEach(() => stand.api.close());

const MESSAGES = '/api/v1/messages';
const post = (path: string, body: unknown) => ask(stand.api, `${MESSAGES}/${path}`, { method: 'POST', body });
const unread = async () => (await stand.store.messages.list()).messages.filter((one) => one.unread).map(({ id }) => id);

describe('messages', () => {
  test('are marked as read and unread, one or as a search finds them', async () => {
    expect((await post('read', { ids: [2], read: true })).body).toEqual({ changed: 1 });
    expect(await unread()).toEqual([3, 1]);
    expect((await post('read', { matching: { q: 'subject:one', account: 'primary' }, read: true })).body).toEqual({ changed: 1 });
    expect(await unread()).toEqual([3]);
    await post('read', { matching: {}, read: false });
    expect(await unread()).toEqual([3, 2, 1]);
  });

  test('get tags and lose them', async () => {
    expect((await post('tags', { ids: [1, 2], add: ['checked', 'verdict:phishing'] })).body).toEqual({ changed: 2 });
    expect((await post('tags', { ids: [2], remove: ['checked'] })).body).toEqual({ changed: 1 });
    expect((await ask(stand.api, `${MESSAGES}/1`)).body).toMatchObject({ tags: ['checked', 'verdict:phishing'] });
    expect((await ask(stand.api, `${MESSAGES}/tags`)).body).toEqual({
      tags: [
        { tag: 'checked', messages: 1 },
        { tag: 'verdict:phishing', messages: 2 },
      ],
    });
  });

  test('are deleted together, and the evidence says so', async () => {
    expect((await post('delete', { ids: [1, 3, 99] })).body).toEqual({ deleted: 2 });
    expect((await stand.store.messages.list()).messages.map(({ id }) => id)).toEqual([2]);
    expect(stand.evidence.ofType('standChanged').at(-1)?.what).toBe('stored copies deleted: 2');
  });
});

test.each([
  ['read', { read: true }],
  ['read', { ids: [1], matching: {}, read: true }],
  ['read', { ids: [], read: true }],
  ['read', { ids: [0], read: true }],
  ['read', { ids: [1] }],
  ['delete', {}],
  ['delete', { ids: Array.from({ length: 5_001 }, (_, index) => index + 1) }],
  ['delete', { matching: { colour: 'red' } }],
  ['tags', { ids: [1], add: ['two words'] }],
  ['tags', { ids: [1], add: ['"quoted"'] }],
  ['tags', { ids: [1], add: ['a\r\nb'] }],
  ['tags', { ids: [1], add: ['\u202eevil'] }],
  ['tags', { ids: [1], add: ['x'.repeat(65)] }],
  ['tags', { ids: [1], add: Array.from({ length: 33 }, (_, index) => `t${index}`) }],
])('%s is refused for %j, and nothing changes', async (path, body) => {
  expect((await post(path, body)).status).toBe(422);
  const { messages } = await stand.store.messages.list();
  expect(messages.map(({ id, unread, tags }) => [id, unread, tags])).toEqual([
    [3, true, []],
    [2, true, []],
    [1, true, []],
  ]);
});

test('a search that cannot be understood: 400', async () => {
  for (const [path, more] of [
    ['read', { read: true }],
    ['tags', { add: ['x'] }],
    ['delete', {}],
  ] as const) {
    expect((await post(path, { matching: { q: 'colour:red' }, ...more })).status).toBe(400);
  }
});
