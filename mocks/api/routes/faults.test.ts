import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { FAULT_PRESETS } from '../../faults/presets.ts';
import { ask, makeStand, type Stand } from '../api-client.testing.ts';

let stand: Stand;

beforeEach(async () => {
  stand = await makeStand();
});

afterEach(() => stand.api.close());

const FAULTS = '/api/v1/faults';
const BUSY = { id: 'busy', layer: 'smtp', match: { stage: 'RCPT TO' }, do: { reply: '451 4.3.0 busy' } };

const get = (path: string) => ask(stand.api, `${FAULTS}${path}`);
const post = (path: string, body: unknown) => ask(stand.api, `${FAULTS}${path}`, { method: 'POST', body });
const armed = (): string[] => stand.faults.status().map(({ rule }) => rule.id);

describe('presets', () => {
  test('are listed as in the table', async () => {
    const { body } = await get('/presets');
    expect(body).toMatchObject({ presets: FAULT_PRESETS.map(({ id, requirement }) => ({ id, requirement })) });
  });

  test('are armed beside what is armed, at the stage that is asked for', async () => {
    await ask(stand.api, '/api/v1/rules', { method: 'PUT', body: [BUSY] });
    expect((await post('/presets/final-reply', { stage: 'end of data' })).status).toBe(201);
    await post('/presets/two-kinds', {});
    expect(armed()).toEqual(['busy', 'final-reply', 'two-kinds-then', 'two-kinds-first']);
    expect(stand.faults.status()[1]?.rule.match).toMatchObject({ stage: 'end of data' });
    expect(stand.evidence.ofType('standChanged').at(-2)?.what).toBe('preset final-reply armed at end of data');
  });

  test.each([
    ['nothing-here', {}, 404],
    ['..%2f..%2fetc%2fpasswd', {}, 404],
    ['final-reply', { stage: 'TLS' }, 422],
    ['no-starttls', { stage: 'RCPT TO' }, 422],
    ['final-reply', { stage: 'somewhere' }, 422],
    ['final-reply', { at: 'DATA' }, 422],
  ])('%s %j: %i, and nothing is armed', async (id, body, status) => {
    expect((await post(`/presets/${id}`, body)).status).toBe(status);
    expect(armed()).toEqual([]);
  });
});

describe('checking a rule', () => {
  test('tells what it would do, and arms nothing', async () => {
    const { body } = await post('/check', BUSY);
    expect(body).toEqual({ rule: { ...BUSY, times: 'always', after: 0 }, effect: '451 4.3.0 busy', replaces: false });
    expect(armed()).toEqual([]);
    await ask(stand.api, '/api/v1/rules', { method: 'POST', body: BUSY });
    expect((await post('/check', BUSY)).body).toMatchObject({ replaces: true });
  });

  test('tells every place that is wrong', async () => {
    const { status, body } = await post('/check', { ...BUSY, times: 0, do: { reply: 'soon' } });
    expect([status, body]).toMatchObject([422, { errors: [{ path: 'times' }, { path: 'do.reply' }] }]);
  });

  test('goes by the schema that forms are drawn from', async () => {
    const { body } = await get('/schema');
    const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(z.record(z.string(), z.unknown()).parse(body));
    expect(validate(BUSY)).toBe(true);
    for (const bad of [{ ...BUSY, layer: 'http' }, { ...BUSY, do: { reply: 'soon' } }, { ...BUSY, more: 1 }, { layer: 'smtp' }]) {
      expect([validate(bad), (await post('/check', bad)).status]).toEqual([false, 422]);
    }
  });
});

describe('rules in files', () => {
  test.each(['json', 'yaml'])('are written as %s and read again', async (format) => {
    await ask(stand.api, '/api/v1/rules', { method: 'PUT', body: [BUSY, { id: 'deaf', layer: 'dns', do: { noAnswer: true }, times: 2 }] });
    stand.faults.countHit('deaf', { query: 1 });
    const file = await get(`/export?format=${format}`);
    expect(file.headers['content-disposition']).toBe(`attachment; filename="rules.${format}"`);
    expect(file.headers['content-type']).toMatch(`application/${format}`);
    const { body } = await post('/read', { text: file.text });
    expect(body).toEqual({ rules: stand.faults.status().map(({ rule }) => rule) });
    expect(armed()).toEqual(['busy', 'deaf']);
  });

  test('an empty file holds no rules', async () => {
    expect((await post('/read', { text: '' })).body).toEqual({ rules: [] });
  });

  test.each([
    ['[{"id": ]', '', /./],
    ['- id: a\n  id: b', '', /unique|twice|duplicate/i],
    ['just words', '', /expected array/i],
    ['- { id: a, layer: dns, do: { rcode: NOPE } }', '0.do.rcode', /NXDOMAIN/],
    [`a: &a [x, x]\nb: &b [${'*a,'.repeat(20)}]\nc: [${'*b,'.repeat(20)}]`, '', /./],
  ])('%j: 422 at %j', async (text, path, message) => {
    const { status, body } = await post('/read', { text });
    expect([status, body]).toMatchObject([422, { errors: [{ path, message: expect.stringMatching(message) }] }]);
  });

  test('a text that is too long is refused', async () => {
    expect((await post('/read', { text: 'x'.repeat(600_000) })).status).toBe(422);
  });
});
