import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ask, makeStand, type Stand } from '../api-client.testing.ts';
import { RUN } from '../run.testing.ts';

let stand: Stand;

beforeEach(async () => {
  stand = await makeStand();
});

afterEach(() => stand.api.close());

const get = (path = '') => ask(stand.api, `/api/v1/runs${path}`);
const post = (body: unknown) => ask(stand.api, '/api/v1/runs', { method: 'POST', body });

const DEPARTING = {
  ...RUN,
  exitStatus: 1,
  requirements: RUN.requirements.map((one) => ({ ...one, verdict: 'departs', reason: 'two attempts' })),
};

describe('runs', () => {
  test('are taken, listed and forgotten', async () => {
    expect((await post(RUN)).status).toBe(201);
    await post(DEPARTING);
    expect((await get()).body).toMatchObject({
      runs: [
        { run: 2, exitStatus: 1 },
        { run: 1, scenarios: 1, meta: { system: 'reference forwarder' } },
      ],
    });
    expect((await get('/1')).body).toMatchObject({ requirements: [{ id: 'RETRY-1' }], scenarios: [{ name: 'A final reply' }] });
    expect((await ask(stand.api, '/api/v1/runs/1', { method: 'DELETE' })).status).toBe(204);
    expect((await get('/1')).status).toBe(404);
    expect((await ask(stand.api, '/api/v1/runs/1', { method: 'DELETE' })).status).toBe(404);
  });

  test('tell of a scenario with its evidence', async () => {
    await post(RUN);
    const id = encodeURIComponent('features/x.feature:1');
    expect((await get(`/1/scenario?id=${id}`)).body).toMatchObject({
      steps: [{ text: 'something' }],
      evidence: [{ type: 'standChanged' }],
    });
    expect((await get('/1/scenario?id=nothing')).status).toBe(404);
    expect((await get('/9/scenario?id=nothing')).status).toBe(404);
    expect((await get('/1/scenario')).status).toBe(400);
  });

  test('are shown side by side and compared', async () => {
    await post(RUN);
    await post(DEPARTING);
    expect((await get('/matrix')).body).toMatchObject({
      runs: [{ run: 2 }, { run: 1 }],
      rows: [{ id: 'RETRY-1', cells: [{ verdict: 'departs' }, { verdict: 'conforms' }] }],
    });
    expect((await get('/matrix?runs=1')).body).toMatchObject({ rows: [{ cells: [{ run: 1 }] }] });
    expect((await get('/comparison?one=1&other=2')).body).toMatchObject({
      requirements: [{ id: 'RETRY-1', change: 'worse' }],
      scenarios: [],
    });
    expect((await get('/comparison?one=1&other=9')).status).toBe(404);
    expect((await get('/matrix?runs=1,9')).status).toBe(404);
  });

  test('of more than a megabyte are taken', async () => {
    const [scenario] = RUN.scenarios;
    const long = { ...RUN, scenarios: Array.from({ length: 5_000 }, (_, index) => ({ ...scenario, id: `features/x.feature:${index}` })) };
    expect((await post(long)).body).toMatchObject({ scenarios: 5_000 });
  });
});

test.each([{}, [], null, 'text', { ...RUN, format: 2 }, { ...RUN, scenarios: [{}] }])('%j: 422, and nothing is kept', async (body) => {
  const answer = await post(JSON.stringify(body));
  expect(answer.status).toBe(422);
  expect(answer.body).toMatchObject({ detail: expect.stringContaining('run.json') });
  expect((await get()).body).toEqual({ runs: [] });
});

test.each(['/0', '/x', '/matrix?runs=', '/matrix?runs=1,', `/matrix?runs=${Array(21).fill(1).join()}`, '/comparison?one=1'])(
  '%s: 400',
  async (path) => {
    expect((await get(path)).status).toBe(400);
  },
);
