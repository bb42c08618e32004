import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GatewayStartError } from '../gateway-start-error.ts';
import { ask, type ConsoleStand, startConsoleStand } from './console.testing.ts';
import { startConsole } from './server.ts';

const SETTINGS = '/api/v1/settings';
const CONNECTOR = '/api/v1/settings/connector';
const CHANGE = { enabled: false, defaultIntakeAddress: 'copies@intake.test', revision: 1 };
/** No page names it by this version; it is served all the same. */
const ASSET = '/assets/000000000000/src/web/ui/base.css';
const TOKEN = 'a-token-for-tests';

let stand: ConsoleStand;
beforeEach(async () => {
  stand = await startConsoleStand();
});
afterEach(() => stand.stop());

const unchanged = (): void => expect(stand.forwarder.admin.view()).toMatchObject({ changes: [], revision: 1 });

describe('the console', () => {
  it.each(['evil.example', '127.0.0.1.evil.example', '192.0.2.1', '[::1]'])('refuses the host %s (421)', async (host) => {
    for (const path of [SETTINGS, '/', ASSET, '/login']) {
      expect((await ask(stand.console, path, { headers: { Host: host } })).status).toBe(421);
    }
  });

  it('answers to the names that it was given, in any case', async () => {
    await stand.stop();
    stand = await startConsoleStand({ hostnames: ['Gateway.Lab.example'] });
    for (const host of ['gateway.lab.example', 'GATEWAY.lab.example:80', 'localhost', '127.0.0.1:1']) {
      expect((await ask(stand.console, SETTINGS, { headers: { Host: host } })).status).toBe(200);
    }
  });

  it.each<Record<string, string>>([
    { 'Sec-Fetch-Site': 'cross-site' },
    { 'Sec-Fetch-Site': 'same-site' },
    { Origin: 'https://evil.example' },
    { Origin: 'null' },
  ])('refuses what a page of another site sends: %j (403)', async (headers) => {
    expect((await ask(stand.console, CONNECTOR, { method: 'PUT', body: CHANGE, headers })).status).toBe(403);
    expect((await ask(stand.console, SETTINGS, { headers })).status).toBe(403);
    expect((await ask(stand.console, '/api/v1/events', { headers })).status).toBe(403);
    expect((await ask(stand.console, ASSET, { headers })).status).toBe(403);
    expect((await ask(stand.console, '/login', { method: 'POST', body: { token: '' }, headers })).status).toBe(403);
    unchanged();
  });

  it('may be linked to from elsewhere, and only its pages', async () => {
    const headers = { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'document' };
    expect((await ask(stand.console, '/monitor/delivery-status', { headers })).status).toBe(200);
    expect((await ask(stand.console, SETTINGS, { headers })).status).toBe(403);
  });

  it.each([
    ['no JSON', '{"enabled": ', {}, 400],
    ['another content type', JSON.stringify(CHANGE), { 'Content-Type': 'text/plain' }, 415],
    ['a form', 'enabled=false', { 'Content-Type': 'application/x-www-form-urlencoded' }, 415],
    ['compressed', JSON.stringify(CHANGE), { 'Content-Encoding': 'gzip' }, 415],
    ['over 1 MiB', JSON.stringify({ ...CHANGE, more: 'x'.repeat(1024 * 1024) }), {}, 413],
    ['null', 'null', {}, 422],
    ['a list', '[]', {}, 422],
    ['nested ten thousand deep', '['.repeat(10_000) + ']'.repeat(10_000), {}, 422],
  ])('refuses a body that is %s', async (_what, body, headers, status) => {
    const answer = await ask(stand.console, CONNECTOR, { method: 'PUT', body, headers });
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toMatch('application/problem+json');
    unchanged();
  });

  it('carries the security headers on every answer', async () => {
    for (const path of [SETTINGS, '/', '/nothing', '/api/v1/cli/tophosts']) {
      expect((await ask(stand.console, path)).headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'cache-control': 'no-store',
        'content-security-policy': expect.stringContaining("default-src 'none'"),
      });
    }
  });

  it.each(['/', '/security-services/threat-defense-connector', '/mail-policies/incoming', '/monitor/delivery-status'])(
    'serves its document at %s',
    async (path) => {
      const answer = await ask(stand.console, path);
      expect([answer.status, answer.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
      expect(answer.text).toMatch(/"\/assets\/[0-9a-f]{12}\/src\/forwarder\/console\/ui\/main\./);
    },
  );

  it.each([
    '/api/v1/nothing',
    '/elsewhere',
    '/assets/000000000000/package.json',
    '/assets/000000000000/src/forwarder/config.ts',
    '/assets/src/web/ui/base.css',
    '/api/v1/../../etc/passwd',
  ])('has nothing at %s', async (path) => expect((await ask(stand.console, path)).status).toBe(404));

  it.each([
    ['DELETE', SETTINGS, 'GET'],
    ['GET', '/api/v1/commit', 'POST'],
    ['PUT', '/api/v1/policies', 'GET, POST'],
    ['POST', '/api/v1/log', 'GET'],
    ['POST', '/', 'GET'],
  ])('%s %s: 405, with what is possible', async (method, path, allowed) => {
    const answer = await ask(stand.console, path, { method, ...(method === 'GET' ? {} : { body: {} }) });
    expect([answer.status, answer.headers.allow]).toEqual([405, allowed]);
  });

  it('leaves the gateway’s clock alone', async () => {
    const before = stand.clock.pendingTimers;
    await ask(stand.console, '/api/v1/gateway');
    expect([stand.clock.pendingTimers, stand.clock.ledger.moving]).toEqual([before, 0]);
  });
});

describe('the token', () => {
  const guarded = async () => {
    await stand.stop();
    stand = await startConsoleStand({ token: TOKEN });
    return stand.console;
  };

  it('is not asked for on loopback, is asked for elsewhere, and is a fresh one each time', async () => {
    expect(stand.console.token).toBeUndefined();
    const parts = { forwarder: stand.forwarder, version: '1' };
    const everywhere = await Promise.all([startConsole(parts, { address: '0.0.0.0' }), startConsole(parts, { address: '0.0.0.0' })]);
    const [first, second] = everywhere.map(({ token }) => token);
    await Promise.all(everywhere.map((console) => console.close()));
    expect(first).toMatch(/^[\w-]{32}$/);
    expect(second).not.toBe(first);
    expect(everywhere[0]?.link).toBe(`http://127.0.0.1:${everywhere[0]?.port}/?token=${first}`);
  });

  it.each([undefined, 'Bearer wrong', `Bearer ${TOKEN}x`, `Basic ${TOKEN}`])('%s opens nothing', async (authorization) => {
    const console = await guarded();
    const headers = authorization === undefined ? {} : { Authorization: authorization };
    for (const path of [SETTINGS, '/api/v1/log', '/api/v1/events', '/api/v1/log/stream', '/api/v1/cli/tophosts']) {
      expect((await ask(console, path, { headers })).status).toBe(401);
    }
    expect((await ask(console, CONNECTOR, { method: 'PUT', body: CHANGE, headers })).status).toBe(401);
    unchanged();
  });

  it('opens the API to programs', async () => {
    const console = await guarded();
    expect((await ask(console, SETTINGS, { headers: { Authorization: `Bearer ${TOKEN}` } })).status).toBe(200);
  });

  it('opens it to a browser by the link, once, and by typing it in', async () => {
    const console = await guarded();
    const link = await ask(console, `/monitor/mail-log?token=${TOKEN}`);
    expect([link.status, link.headers.location]).toEqual([303, '/monitor/mail-log']);
    const typed = await ask(console, '/login', { method: 'POST', body: { token: TOKEN } });
    expect(typed.status).toBe(204);
    for (const answer of [link, typed]) {
      const [cookie = ''] = answer.headers['set-cookie'] ?? [];
      expect(cookie).toMatch(/; HttpOnly; SameSite=Strict; Path=\/$/);
      expect(cookie).not.toContain(TOKEN);
      expect((await ask(console, SETTINGS, { headers: { Cookie: cookie.split(';')[0] ?? '' } })).status).toBe(200);
    }
  });

  it('that is wrong opens nothing in a browser', async () => {
    const console = await guarded();
    expect((await ask(console, '/?token=wrong')).headers['set-cookie']).toBeUndefined();
    expect((await ask(console, '/login', { method: 'POST', body: { token: 'wrong' } })).status).toBe(401);
  });
});

it('says which port is in use', async () => {
  const { port } = stand.console;
  const second = startConsole({ forwarder: stand.forwarder, version: '1' }, { port });
  await expect(second).rejects.toThrow(GatewayStartError);
  await expect(second).rejects.toThrow(/^the console cannot listen on 127\.0\.0\.1:\d+: .*EADDRINUSE.*; choose another/);
});
