import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ask, makeStand, type Stand, TOKEN } from './api-client.testing.ts';
import { PROBLEM_KINDS } from './problem-kinds.ts';
import { REFERENCE_TEXT } from './reference/reference-text.ts';

let stand: Stand;

beforeAll(async () => {
  stand = await makeStand();
});

afterAll(() => stand.api.close());

/** The answers of the client hold a byte a character. */
const inUtf8 = (text: string): string => Buffer.from(text, 'latin1').toString();

const get = (path: string, headers: Record<string, string> = {}) => ask(stand.api, path, { token: null, headers });

const PAGES = [
  '/',
  '/messages',
  '/messages/7',
  '/connections',
  '/connections/3',
  '/faults',
  '/dns',
  '/policy',
  '/policy/primary',
  '/setup',
  '/runs',
  '/runs/2/scenario',
  '/lab',
];

describe('the pages', () => {
  test.each(PAGES)('%s is the dashboard, for everybody: it holds no data', async (path) => {
    const answer = await get(path);
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(answer.headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self' 'sha256-/);
    expect(answer.headers).toMatchObject({ 'x-frame-options': 'DENY', 'x-content-type-options': 'nosniff' });
    expect(answer.text).toContain('mocks/dashboard/ui/main.');
  });

  test('a link with the token opens a session, and the token leaves the address', async () => {
    const answer = await get(`/messages/7?token=${TOKEN}&tab=source`);
    expect(answer.status).toBe(303);
    expect(answer.headers.location).toBe('/messages/7?tab=source');
    const cookie = answer.headers['set-cookie']?.[0] ?? '';
    expect(cookie).toMatch(/^setd-session-\d+=[\da-f]{64}; HttpOnly; SameSite=Strict; Path=\/$/);
    expect((await get('/api/v1/rules', { Cookie: cookie.split(';')[0] ?? '' })).status).toBe(200);
    expect((await get('/metrics', { Cookie: cookie.split(';')[0] ?? '' })).status).toBe(200);
  });

  test('a wrong token opens nothing, and leaves the address all the same', async () => {
    const answer = await get('/?token=wrong');
    expect([answer.status, answer.headers['set-cookie']]).toEqual([303, undefined]);
    expect((await ask(stand.api, '/api/v1/session', { method: 'POST', token: null, body: { token: 'wrong' } })).status).toBe(401);
  });

  test('links from elsewhere lead here; nothing else from another site does', async () => {
    const followed = { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'document' };
    expect((await get('/messages', followed)).status).toBe(200);
    expect((await get('/api', followed)).status).toBe(200);
    expect((await get('/messages', { ...followed, 'Sec-Fetch-Dest': 'iframe' })).status).toBe(403);
    expect((await get('/messages', { 'Sec-Fetch-Site': 'cross-site' })).status).toBe(403);
    expect((await get('/api/v1/messages', followed)).status).toBe(403);
    expect((await get('/messages', { Host: 'evil.example' })).status).toBe(421);
  });

  test('an address that nobody knows is told by a page to people, and by problem details to programs', async () => {
    const asBrowser = { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
    const page = await get('/nosuch', asBrowser);
    expect([page.status, page.headers['content-type']]).toEqual([404, 'text/html; charset=utf-8']);
    expect(page.text).toBe((await get('/messages')).text);
    for (const [path, headers] of [
      ['/nosuch', {}],
      ['/api/nosuch', asBrowser],
    ] as const) {
      const refusal = await get(path, headers);
      expect([path, refusal.status, refusal.headers['content-type']]).toEqual([path, 404, 'application/problem+json; charset=utf-8']);
    }
  });

  test('are read and nothing else', async () => {
    const answer = await ask(stand.api, '/messages', { method: 'POST', body: {} });
    expect([answer.status, answer.headers.allow]).toEqual([405, 'GET']);
  });
});

describe('files of the pages', () => {
  test('are served from the folders of the pages alone', async () => {
    expect((await get('/assets/000000000000/src/web/ui/tokens.css')).headers['content-type']).toBe('text/css; charset=utf-8');
    expect((await get('/assets/000000000000/mocks/dashboard/ui/api/reference.css')).status).toBe(200);
    for (const path of [
      '/assets/000000000000/mocks/setd.ts',
      '/assets/000000000000/mocks/dashboard/ui/../../setd.ts',
      '/assets/000000000000/mocks/dashboard/ui/..%2f..%2fsetd.ts',
      '/assets/000000000000/mocks/dashboard/ui/%2e%2e/%2e%2e/setd.ts',
      '/assets/000000000000/mocks/dashboard/ui/api/..%5c..%5c..%5csetd.ts',
      '/assets/000000000000/package.json',
      '/assets/000000000000//etc/passwd',
      '/assets/src/web/ui/tokens.css',
      '/assets/00000000000/src/web/ui/tokens.css',
      '/assets/000000000000/mocks/dashboard/ui/api/reference.css%00.ts',
    ]) {
      expect([path, (await get(path)).status]).toEqual([path, 404]);
    }
  });
});

describe('addresses of files', () => {
  test('are kept by the browser for as long as the page names them so, and no longer', async () => {
    const { text } = await get('/');
    const [address = ''] = /\/assets\/[0-9a-f]{12}\/src\/web\/ui\/tokens.css/.exec(text) ?? [];
    expect((await get(address)).headers['cache-control']).toBe('private, max-age=31536000, immutable');
    expect((await get('/assets/000000000000/src/web/ui/tokens.css')).headers['cache-control']).toBe('no-store');
    expect((await get('/')).headers['cache-control']).toBe('no-store');
    expect(text).toContain(`"lit-html":"${address.replace('src/web/ui/tokens.css', 'vendor/lit-html/lit-html.js')}"`);
  });
});

describe('the reference', () => {
  test('tells every operation and every schema, and runs nothing', async () => {
    const answer = await get('/api');
    expect(answer.headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'self'/);
    expect(answer.headers['content-security-policy']).not.toContain('script-src');
    const { paths, components } = stand.api.describe();
    for (const operations of Object.values(paths)) {
      for (const { operationId } of Object.values(operations)) expect(answer.text).toContain(`<article class="card" id="${operationId}">`);
    }
    for (const name of Object.keys(components.schemas)) expect(answer.text).toContain(`id="schema-${name.toLowerCase()}"`);
    expect(answer.text).not.toMatch(/<script|\[object|undefined/);
  });

  test('speaks the language of the browser, or the one that the address names; what the document says stays marked as English', async () => {
    const languageOf = async (path: string, wanted: string) => {
      const { text, headers } = await get(path, { 'Accept-Language': wanted });
      return [/<html lang="(\w+)">/.exec(text)?.[1], inUtf8(/<h2 id="problems">([^<]+)</.exec(text)?.[1] ?? ''), headers.vary];
    };
    const english = ['en', 'Problems', 'Accept-Language'];
    const japanese = ['ja', 'エラーの種類', 'Accept-Language'];
    expect(await languageOf('/api', 'ja-JP,ja;q=0.9,en;q=0.8')).toEqual(japanese);
    expect(await languageOf('/api', 'de,fr;q=0.5')).toEqual(english);
    expect(await languageOf('/api?lang=ja', 'en')).toEqual(japanese);
    expect(await languageOf('/api?lang=en', 'ja')).toEqual(english);
    expect(await languageOf('/api?lang=xx', 'ja')).toEqual(japanese);
    const { text } = await get('/api?lang=ja');
    expect(text).toContain('<a class="button small" href="/api?lang=en" lang="en" hreflang="en">English</a>');
    expect(text).toContain('<p lang="en">The copies that arrived, newest first.');
    // Every section has its Japanese name.
    const { tags } = stand.api.describe();
    expect(tags.map(({ name }) => name).filter((name) => !Object.hasOwn(REFERENCE_TEXT.ja.sections, name))).toEqual([]);
  });

  test('its links within the page lead somewhere', async () => {
    const { text } = await get('/api');
    const ids = new Set([...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
    const links = [...text.matchAll(/ href="#([^"]+)"/g)].map(([, id]) => id);
    expect(links.length).toBeGreaterThan(100);
    expect(links.filter((id) => !ids.has(id))).toEqual([]);
    expect(ids.size).toBe([...text.matchAll(/ id="/g)].length);
  });

  test('a refusal leads to its entry, and every kind of problem has one', async () => {
    const { text } = await get('/api');
    const entries = new Map([...text.matchAll(/<li class="problem" id="([^"]+)"><h3>([^<]+)</g)].map(([, id, title]) => [id, title]));
    const refusals = [
      await ask(stand.api, '/api/v1/messages/7'),
      await ask(stand.api, '/api/v1/runs/7'),
      await ask(stand.api, '/api/v1/accounts', { method: 'POST', body: { name: 'primary' } }),
    ].map(({ status, body }) => ({ status, ...z.object({ type: z.string(), title: z.string() }).parse(body) }));
    expect(refusals.map(({ status, type }) => [status, type])).toEqual([
      [404, '/api#problem-message-missing'],
      [404, '/api#problem-run-missing'],
      [409, '/api#problem-account-taken'],
    ]);
    for (const { type, title } of refusals) {
      const { pathname, hash } = new URL(type, 'http://mock.example/api/v1/runs/7');
      expect(pathname).toBe('/api');
      expect([type, entries.get(hash.slice(1))]).toEqual([type, title]);
    }
    expect([...entries.keys()]).toEqual(Object.keys(PROBLEM_KINDS).map((name) => `problem-${name}`));
  });
});
