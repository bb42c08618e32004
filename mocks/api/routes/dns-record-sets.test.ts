import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { ask, makeStand, type Stand } from '../api-client.testing.ts';

let stand: Stand;

beforeAll(async () => {
  stand = await makeStand();
});

afterAll(() => stand.api.close());

const SET = '/api/v1/dns/records/mail.example/A';
const record = (address: string) => ({ type: 'A', name: 'mail.example', address, ttl: 0 });
const recordSet = z.object({ etag: z.string(), records: z.array(z.looseObject({})) });

const read = async () => {
  const answer = await ask(stand.api, SET);
  const set = recordSet.parse(answer.body);
  expect(answer.headers.etag).toBe(set.etag);
  return set;
};
const replace = (addresses: readonly string[], headers: Record<string, string> = {}) =>
  ask(stand.api, SET, { method: 'PUT', headers, body: addresses.map(record) });

test('a set is read, replaced and removed; every state has a tag of its own', async () => {
  const none = await read();
  expect(none.records).toEqual([]);
  const made = await replace(['127.0.0.2', '127.0.0.3'], { 'If-Match': none.etag });
  expect(made.status).toBe(200);
  const two = await read();
  expect([made.body, made.headers.etag]).toEqual([two, two.etag]);
  expect(two.records).toEqual([record('127.0.0.2'), record('127.0.0.3')]);
  expect(two.etag).not.toBe(none.etag);
  expect(stand.zone.list()).toHaveLength(3);
  // The same records in another order are the same set.
  expect((await replace(['127.0.0.3', '127.0.0.2'], { 'If-Match': `"other", ${two.etag}` })).body).toMatchObject({ etag: two.etag });
  expect(await replace([], { 'If-Match': two.etag })).toMatchObject({ status: 200, body: { etag: none.etag, records: [] } });
});

test('of two who edit at once the second is told, and the first one’s work stays', async () => {
  const { etag } = await read();
  expect((await replace(['127.0.0.4'], { 'If-Match': etag })).status).toBe(200);
  const refused = await replace(['127.0.0.5'], { 'If-Match': etag });
  expect(refused.status).toBe(412);
  expect(refused.headers['content-type']).toMatch('application/problem+json');
  expect(refused.body).toMatchObject({ type: '/api#problem-record-set-changed', title: 'The record set has changed meanwhile' });
  expect((await read()).records).toEqual([record('127.0.0.4')]);
});

test('who has not read it cannot replace it', async () => {
  const before = stand.zone.list();
  expect(await replace(['127.0.0.5'])).toMatchObject({ status: 428, body: { type: '/api#problem-record-set-unread' } });
  expect(stand.zone.list()).toEqual(before);
  expect((await replace(['127.0.0.5'], { 'If-Match': '*' })).status).toBe(200);
  await replace([], { 'If-Match': '*' });
  // There has to be something that * can mean.
  expect((await replace(['127.0.0.6'], { 'If-Match': '*' })).status).toBe(412);
});

test('records that are wrong, or of another set, change nothing', async () => {
  const { etag } = await read();
  const put = (body: unknown, path = SET) => ask(stand.api, path, { method: 'PUT', headers: { 'If-Match': etag }, body });
  expect(await put([record('nowhere')])).toMatchObject({ status: 422, body: { errors: [{ path: '0.address' }] } });
  expect(await put([{ ...record('127.0.0.2'), name: 'other.example' }])).toMatchObject({
    status: 422,
    body: { type: '/api#problem-records-refused', detail: expect.stringContaining('expected a record of mail.example A') },
  });
  for (const path of ['/api/v1/dns/records/mail..example/A', '/api/v1/dns/records/mail.example/PTR']) {
    expect((await put([], path)).status).toBe(400);
  }
  expect((await read()).etag).toBe(etag);
});
