import { request } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, makeStand, type Stand, TOKEN } from './api-client.testing.ts';

let stand: Stand;

beforeAll(async () => {
  stand = await makeStand();
});

afterAll(() => stand.api.close());

const RULES = '/api/v1/rules';

describe('the token', () => {
  test.each([null, '', 'wrong', `${TOKEN}x`, TOKEN.slice(0, -1), `${TOKEN} ${TOKEN}`])('%j opens nothing', async (token) => {
    const answer = await ask(stand.api, RULES, { token });
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toBe('Bearer realm="setd"');
    expect(answer.headers['content-type']).toMatch('application/problem+json');
    expect(answer.body).toMatchObject({ status: 401, detail: expect.stringContaining('Authorization: Bearer') });
  });

  test('a wrong token is told nothing of what there is', async () => {
    const answer = await ask(stand.api, '/api/v1/nothing-here', { token: 'wrong' });
    expect(answer.status).toBe(401);
  });

  test('is not asked for by /livez and /readyz', async () => {
    for (const path of ['/livez', '/readyz', '/api/v1/livez', '/api/v1/readyz']) {
      expect((await ask(stand.api, path, { token: null })).status).toBe(200);
    }
  });
});

test('every answer carries the security headers', async () => {
  for (const answer of [await ask(stand.api, RULES), await ask(stand.api, '/elsewhere', { token: null })]) {
    expect(answer.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
    });
    expect(answer.headers['x-powered-by']).toBeUndefined();
  }
});

describe('the Host header', () => {
  test.each(['evil.example', '127.0.0.1.evil.example', 'localhost.evil.example:80', '192.0.2.1', '127.0.0.2', '[::1]'])(
    '%s is refused, token or not',
    async (host) => {
      for (const path of [RULES, '/livez']) {
        const answer = await ask(stand.api, path, { headers: { Host: host } });
        expect(answer.status).toBe(421);
        expect(answer.body).toMatchObject({ detail: expect.stringContaining(`http://127.0.0.1:${stand.api.port}`) });
      }
    },
  );

  test.each(['localhost', 'LOCALHOST:1', '127.0.0.1'])('%s is ours', async (host) => {
    expect((await ask(stand.api, RULES, { headers: { Host: host } })).status).toBe(200);
  });

  test('a name that was given at start is ours', async () => {
    const named = await makeStand({ hostnames: ['mock.lab.example'] });
    expect((await ask(named.api, RULES, { headers: { Host: 'mock.lab.example:8080' } })).status).toBe(200);
    await named.api.close();
  });
});

describe('a page of another site', () => {
  test.each([
    { 'Sec-Fetch-Site': 'cross-site' },
    { 'Sec-Fetch-Site': 'same-site' },
    { Origin: 'https://evil.example' },
    { Origin: 'null' },
    { Origin: 'http://localhost' },
  ])('%j is refused', async (headers) => {
    const answer = await ask(stand.api, RULES, { method: 'PUT', body: [], headers });
    expect(answer.status).toBe(403);
  });

  test('our own page is not', async () => {
    const own = `127.0.0.1:${stand.api.port}`;
    const headers = { Host: own, Origin: `http://${own}`, 'Sec-Fetch-Site': 'same-origin' };
    expect((await ask(stand.api, RULES, { method: 'PUT', body: [], headers })).status).toBe(200);
  });
});

/** Sends headers, and the body only when asked for it. */
const hesitate = (headers: Record<string, string>, body: string): Promise<{ continued: boolean; status: number | undefined }> =>
  new Promise((resolve, reject) => {
    let continued = false;
    const all = { Authorization: `Bearer ${TOKEN}`, ...headers };
    const sent = request({ host: stand.api.address, port: stand.api.port, path: RULES, method: 'PUT', agent: false, headers: all });
    sent.on('continue', () => {
      continued = true;
      sent.end(body);
    });
    sent.on('response', (response) => {
      resolve({ continued, status: response.statusCode });
      sent.destroy();
    });
    sent.on('error', reject);
    sent.flushHeaders();
  });

/** Sends these bytes as they are; resolves with what came back until the connection closed. */
const sendRaw = (bytes: string): Promise<string> =>
  new Promise((resolve, reject) => {
    let heard = '';
    const socket = connect(stand.api.port, stand.api.address, () => socket.write(bytes));
    socket.on('data', (chunk: Buffer) => {
      heard += chunk.toString('latin1');
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(heard));
  });

describe('bodies', () => {
  const put = (body: unknown, headers: Record<string, string> = {}) => ask(stand.api, RULES, { method: 'PUT', body, headers });

  test('that are no JSON: 400, with what the parser says', async () => {
    const answer = await put('[{"id": }]');
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ detail: expect.stringMatching(/not JSON .*check quotes and commas/) });
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/jsonp'])(
    'as %s: 415',
    async (type) => {
      expect((await put('[]', { 'Content-Type': type })).status).toBe(415);
    },
  );

  test('compressed: 415, never unpacked', async () => {
    expect((await put('[]', { 'Content-Encoding': 'gzip' })).status).toBe(415);
  });

  test('over 1 MiB: 413, however they are framed', async () => {
    const large = JSON.stringify('x'.repeat(1024 * 1024));
    expect((await put(large)).status).toBe(413);
    expect((await put(large, { 'Transfer-Encoding': 'chunked' })).status).toBe(413);
  });

  test('refused before they are read: the answer arrives all the same', async () => {
    const large = 'x'.repeat(4 * 1024 * 1024);
    expect((await ask(stand.api, RULES, { method: 'PUT', body: large, token: 'wrong' })).status).toBe(401);
    expect((await put(large, { 'Content-Type': 'text/plain' })).status).toBe(415);
  });

  test('that wait to be asked for: a refusal comes without them, a good one is asked for', async () => {
    const waiting = { Expect: '100-continue', 'Content-Type': 'application/json' };
    const refused = await hesitate({ ...waiting, 'Content-Length': String(1024 ** 3) }, '');
    expect([refused.continued, refused.status]).toEqual([false, 413]);
    const stranger = await hesitate({ ...waiting, 'Content-Length': '2', Authorization: 'Bearer wrong' }, '');
    expect([stranger.continued, stranger.status]).toEqual([false, 401]);
    const taken = await hesitate({ ...waiting, 'Content-Length': '2' }, '[]');
    expect([taken.continued, taken.status]).toEqual([true, 200]);
  });

  test('without end are cut off', async () => {
    await expect(put('x'.repeat(64 * 1024 * 1024))).rejects.toThrow(/ECONNRESET|EPIPE|hang up/);
  });

  test.each([null, 1, 'text', {}, [[]], [null]])('%j: 422, and nothing changes', async (body) => {
    const answer = await put(JSON.stringify(body));
    expect(answer.status).toBe(422);
    expect(answer.headers['content-type']).toMatch('application/problem+json');
    expect(stand.faults.status()).toEqual([]);
  });

  test('nested ten thousand deep do no harm', async () => {
    const answer = await put('['.repeat(10_000) + ']'.repeat(10_000));
    expect(answer.status).toBe(422);
  });

  test('with __proto__ leave every other object alone', async () => {
    await put('[{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}]');
    expect('polluted' in {}).toBe(false);
  });
});

describe('addresses', () => {
  test.each([
    '/api/v1',
    '/messages.html',
    '/api/v2/rules',
    '/api/v1/../../etc/passwd',
    '/api/v1/%2e%2e/%2e%2e/etc/passwd',
    '/api/v1/messages/1/raw/../../../x',
    '//evil.example/api/v1/rules',
  ])('%s: 404', async (path) => {
    const answer = await ask(stand.api, path);
    expect(answer.status).toBe(404);
    expect(answer.headers['content-type']).toMatch('application/problem+json');
  });

  test.each(['/api/v1/messages/%E0%A4%A', '/api/v1/rules/%'])('%s: 400', async (path) => {
    expect((await ask(stand.api, path)).status).toBe(400);
  });

  test('a method that is not there: 405, with those that are', async () => {
    const answer = await ask(stand.api, RULES, { method: 'DELETE' });
    expect(answer.status).toBe(405);
    expect(answer.headers.allow).toBe('GET, PUT, POST');
  });
});

test.each([
  ['what is no HTTP at all', 'EHLO client.example\r\n\r\n\0\0\0', 400],
  ['a request without Host', 'GET /api/v1/rules HTTP/1.1\r\nConnection: close\r\n\r\n', 421],
  ['HTTP/1.0 without Host', 'GET /api/v1/rules HTTP/1.0\r\n\r\n', 421],
  ['headers without end', `GET /livez HTTP/1.1\r\nX: ${'x'.repeat(100_000)}`, 431],
  ['two lengths that differ', 'PUT /api/v1/rules HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n', 400],
])('%s: told as a problem, and ends that connection only', async (_what, bytes, status) => {
  const answer = await sendRaw(bytes);
  expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  expect(answer).toMatch(/^Content-Type: application\/problem\+json/im);
  expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))).toMatchObject({ status, detail: expect.any(String) });
  expect((await ask(stand.api, RULES)).status).toBe(200);
});
