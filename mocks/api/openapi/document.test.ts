import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ask, coverage, MESSAGE_API, makeStand, openStream, type Stand, TOKEN } from '../api-client.testing.ts';
import { json, operation } from '../operation.ts';
import { RUN } from '../run.testing.ts';
import { describeApi } from './document.ts';
import { SchemaBook } from './schema-book.ts';

let stand: Stand;

beforeAll(async () => {
  stand = await makeStand();
});

afterAll(() => stand.api.close());

const RULE = { id: 'busy', layer: 'smtp', do: { reply: '451 4.3.0 busy' } };

/** One good call for each operation, in an order in which they make sense; `ask` holds each answer against the document. */
const CALLS: readonly (readonly [method: string, path: string, body?: unknown, headers?: Record<string, string>])[] = [
  ['GET', '/livez'],
  ['GET', '/readyz'],
  ['GET', '/api/v1/livez'],
  ['GET', '/api/v1/readyz'],
  ['GET', '/metrics'],
  ['GET', '/api/v1/openapi.json'],
  ['POST', '/api/v1/session', { token: TOKEN }],
  ['GET', '/api/v1/stand'],
  ['GET', '/api/v1/messages'],
  ['GET', '/api/v1/messages/count?account=primary'],
  ['GET', '/api/v1/messages/counts'],
  ['POST', '/api/v1/messages/tags', { ids: [1], add: ['checked'] }],
  ['GET', '/api/v1/messages/tags'],
  ['POST', '/api/v1/messages/read', { matching: { account: 'primary' }, read: true }],
  ['GET', '/api/v1/messages/1'],
  ['GET', '/api/v1/messages/1/raw'],
  ['GET', '/api/v1/messages/1/origin'],
  ['GET', '/api/v1/messages/1/view'],
  ['GET', '/api/v1/messages/1/preview'],
  ['GET', '/api/v1/messages/1/parts/0'],
  ['GET', '/api/v1/messages/1/parts/0/source'],
  ['GET', '/api/v1/messages/1/source?bytes=100'],
  ['GET', '/api/v1/messages/1/message'],
  ['GET', '/api/v1/messages/export?format=mbox'],
  ['DELETE', '/api/v1/messages/1'],
  ['POST', '/api/v1/messages/delete', { ids: [2] }],
  ['DELETE', '/api/v1/messages'],
  ['GET', '/api/v1/connections'],
  ['GET', '/api/v1/connections/1'],
  ['GET', '/api/v1/connections/timeline'],
  ['POST', '/api/v1/rules', RULE],
  ['GET', '/api/v1/rules'],
  ['GET', '/api/v1/rules/busy'],
  ['DELETE', '/api/v1/rules/busy'],
  ['PUT', '/api/v1/rules', [RULE]],
  ['GET', '/api/v1/faults/presets'],
  ['POST', '/api/v1/faults/presets/final-reply', { stage: 'DATA' }],
  ['POST', '/api/v1/faults/check', RULE],
  ['GET', '/api/v1/faults/schema'],
  ['POST', '/api/v1/faults/read', { text: '- { id: deaf, layer: dns, do: { noAnswer: true } }' }],
  ['GET', '/api/v1/faults/export'],
  ['GET', '/api/v1/faults/hits'],
  ['GET', '/api/v1/dns/queries'],
  ['GET', '/api/v1/dns/records'],
  ['POST', '/api/v1/dns/records', { type: 'A', name: 'mx9.example', address: '127.0.0.9' }],
  ['DELETE', '/api/v1/dns/records?name=mx9.example&type=A'],
  ['PUT', '/api/v1/dns/records', [{ type: 'A', name: 'mx1.example', address: '127.0.0.2' }]],
  ['GET', '/api/v1/dns/records/mx1.example/A'],
  ['PUT', '/api/v1/dns/records/mx1.example/A', [], { 'If-Match': '*' }],
  ['GET', '/api/v1/accounts'],
  ['POST', '/api/v1/accounts', { name: 'third' }],
  ['GET', '/api/v1/accounts/third'],
  ['POST', '/api/v1/accounts/third/setup', { step: 'gateway-present', present: true }],
  ['GET', '/api/v1/accounts/primary/policy'],
  ['GET', '/api/v1/lab'],
  ['POST', '/api/v1/lab/messages', { rcptTo: ['reader@company.example'] }],
  ['POST', '/api/v1/lab/files', { rcptTo: ['reader@company.example'], files: [{ name: 'a.eml', content: 'YQ==' }] }],
  ['GET', '/api/v1/certificates'],
  ['GET', '/api/v1/ca.pem'],
  ['GET', '/api/v1/evidence'],
  ['POST', '/api/v1/runs', RUN],
  ['GET', '/api/v1/runs'],
  ['GET', '/api/v1/runs/1'],
  ['GET', '/api/v1/runs/1/scenario?id=features/x.feature:1'],
  ['GET', '/api/v1/runs/matrix?runs=1'],
  ['GET', '/api/v1/runs/comparison?one=1&other=1'],
  ['DELETE', '/api/v1/runs/1'],
];

const callMessageApi = async (): Promise<void> => {
  const { clientId, clientSecret, apiKey } = MESSAGE_API;
  const basic = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
  const headers = { 'x-api-key': apiKey };
  const given = await ask(stand.api, '/v1/oauth/token', { method: 'POST', token: null, headers: { ...headers, Authorization: basic } });
  const { accessToken } = z.object({ accessToken: z.string() }).parse(given.body);
  const body = { timestamp: ['1969-12-31T00:00:00Z', '1970-01-02T00:00:00Z'] };
  const found = await ask(stand.api, '/v1/messages/search', { method: 'POST', token: accessToken, headers, body });
  expect(found.status).toBe(200);
};

describe('every operation', () => {
  test('is called for real, and none is left out', async () => {
    stand.deliver('primary', 'Subject: x\r\nContent-Type: text/html\r\n\r\n<p>body</p>\r\n');
    stand.deliver('primary');
    stand.connect();
    await callMessageApi();
    for (const [method, path, body, headers = {}] of CALLS) {
      const answer = await ask(stand.api, path, { method, headers, ...(body === undefined ? {} : { body }) });
      expect([`${method} ${path}`, answer.status < 300]).toEqual([`${method} ${path}`, true]);
    }
    for (const path of ['/api/v1/events', '/api/v1/changes']) (await openStream(stand.api, path)).response.destroy();
    const { kept, all } = coverage();
    expect(all.length).toBeGreaterThan(20);
    expect(all.filter((id) => !kept.has(id))).toEqual([]);
  });
});

describe('the document', () => {
  const operations = () =>
    Object.entries(stand.api.describe().paths).flatMap(([path, here]) => Object.values(here).map((one) => ({ path, one })));

  test('gives every operation a name of its own, a section and a sentence', () => {
    const ids = operations().map(({ one }) => one.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    const sections = new Set(stand.api.describe().tags.map(({ name }) => name));
    for (const { one } of operations()) {
      expect(one.operationId).toMatch(/^[a-z][A-Za-z]+$/);
      expect(one.summary).toMatch(/^[A-Z].*[^.]$/);
      expect(one.tags.every((tag) => sections.has(tag))).toBe(true);
    }
  });

  test('declares exactly the parameters that stand in a path', () => {
    for (const { path, one } of operations()) {
      const declared = (one.parameters ?? []).filter((parameter) => parameter.in === 'path');
      expect(declared.every(({ required }) => required)).toBe(true);
      expect(declared.map(({ name }) => `{${name}}`)).toEqual(path.match(/\{\w+\}/g) ?? []);
    }
  });

  test('refers to nothing that is not in it', () => {
    const text = JSON.stringify(stand.api.describe());
    const references = [...text.matchAll(/"\$ref":"([^"]*)"/g)].map(([, to = '']) => to);
    expect(references.length).toBeGreaterThan(10);
    const { schemas } = stand.api.describe().components;
    expect(references.filter((to) => !(to.replace('#/components/schemas/', '') in schemas))).toEqual([]);
    expect(text).not.toContain('$defs');
  });

  test('tells numbers in addresses as numbers', () => {
    const list = stand.api.describe().paths['/api/v1/messages']?.get;
    const limit = list?.parameters?.find(({ name }) => name === 'limit');
    expect(limit).toMatchObject({ in: 'query', required: false, schema: { type: 'integer', minimum: 1, maximum: 500 } });
    expect(limit?.description).toContain('50 unless given');
    expect(limit?.schema).not.toHaveProperty('pattern');
  });
});

describe('schemas with a name', () => {
  const inner = z.strictObject({ size: z.int().default(1) }).meta({ id: 'Inner' });
  const outer = z.strictObject({ inner }).meta({ id: 'Outer' });
  const plain = z.strictObject({ text: z.string() }).meta({ id: 'Plain' });

  test('stand twice where they take in something else than they put out, and so do those around them', () => {
    const book = new SchemaBook();
    expect(book.output(outer)).toEqual({ $ref: '#/components/schemas/Outer' });
    expect(book.input(outer)).toEqual({ $ref: '#/components/schemas/OuterInput' });
    expect(Object.keys(book.named)).toEqual(['Inner', 'InnerInput', 'Outer', 'OuterInput']);
    expect(book.named.OuterInput).toMatchObject({ properties: { inner: { $ref: '#/components/schemas/InnerInput' } } });
    expect(book.named.Inner).toMatchObject({ required: ['size'] });
    expect(book.named.InnerInput).not.toHaveProperty('required');
  });

  test('stand once where both are the same', () => {
    const book = new SchemaBook();
    book.output(plain);
    expect(book.input(plain)).toEqual({ $ref: '#/components/schemas/Plain' });
    expect(Object.keys(book.named)).toEqual(['Plain']);
  });

  test('that differ under one name are a defect', () => {
    const other = z.strictObject({ text: z.int() }).meta({ id: 'Plain' });
    const declared = (schema: z.ZodType, path: string) =>
      operation({ id: 'x', method: 'get', path, section: 'x', summary: 'X', answer: json('x', schema), handle: () => null });
    expect(() => describeApi([declared(plain, '/a'), declared(other, '/b')], '1')).toThrow(/named Plain and differ/);
  });
});
