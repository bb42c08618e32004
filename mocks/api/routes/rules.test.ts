import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ask, makeStand, type Stand } from '../api-client.testing.ts';

let stand: Stand;

beforeEach(async () => {
  stand = await makeStand();
});

afterEach(() => stand.api.close());

const BUSY = { id: 'busy', layer: 'smtp', match: { stage: 'RCPT TO' }, do: { reply: '451 4.3.0 busy' }, times: 2 };
const NO_DNS = { id: 'no-dns', layer: 'dns', do: { rcode: 'SERVFAIL' } };

const put = (body: unknown) => ask(stand.api, '/api/v1/rules', { method: 'PUT', body });
const post = (body: unknown) => ask(stand.api, '/api/v1/rules', { method: 'POST', body });
const ids = (): string[] => stand.faults.status().map(({ rule }) => rule.id);

describe('rules', () => {
  test('are listed with hits and what remains', async () => {
    await put([BUSY, NO_DNS]);
    stand.faults.countHit('busy', { connection: 1 });
    const answer = await ask(stand.api, '/api/v1/rules');
    expect(answer.body).toMatchObject({
      rules: [
        { id: 'busy', times: 2, hits: 1, remaining: 1, expired: false },
        { id: 'no-dns', times: 'always', hits: 0, remaining: null },
      ],
    });
  });

  test('are replaced as a set', async () => {
    await put([BUSY]);
    expect((await put([NO_DNS])).status).toBe(200);
    expect(ids()).toEqual(['no-dns']);
    expect((await put([])).body).toEqual({ rules: [] });
    expect(stand.evidence.ofType('standChanged').map(({ what }) => what)).toEqual([
      'rules replaced: busy armed',
      'rules replaced: no-dns armed',
      'rules replaced: none armed',
    ]);
  });

  test('one bad rule in a set: 422 with each place, and the old set stays', async () => {
    await put([BUSY]);
    const answer = await put([NO_DNS, { ...BUSY, do: { reply: 'soon' } }, { ...BUSY, layer: 'http' }]);
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({
      title: 'Input not valid',
      detail: expect.stringContaining('nothing was changed'),
      errors: [
        { path: '1.do.reply', message: expect.stringContaining('expected a reply') },
        { path: '2.layer', message: expect.stringContaining('expected "layer"') },
      ],
    });
    expect(ids()).toEqual(['busy']);
  });

  test('are added one at a time, as the newest', async () => {
    await put([BUSY]);
    const answer = await post(NO_DNS);
    expect(answer.status).toBe(201);
    expect(answer.headers.location).toBe('/api/v1/rules/no-dns');
    expect(answer.body).toMatchObject({ id: 'no-dns', hits: 0, after: 0 });
    expect(ids()).toEqual(['busy', 'no-dns']);
    expect((await post([BUSY])).status).toBe(422);
  });

  test('are read and disarmed by id', async () => {
    await put([BUSY, NO_DNS]);
    expect((await ask(stand.api, '/api/v1/rules/busy')).body).toMatchObject({ id: 'busy', remaining: 2 });
    expect((await ask(stand.api, '/api/v1/rules/busy', { method: 'DELETE' })).status).toBe(204);
    expect(ids()).toEqual(['no-dns']);
    const gone = await ask(stand.api, '/api/v1/rules/busy', { method: 'DELETE' });
    expect(gone.status).toBe(404);
    expect(gone.body).toMatchObject({ detail: expect.stringContaining('GET /api/v1/rules') });
    expect((await ask(stand.api, '/api/v1/rules/busy')).status).toBe(404);
  });
});
