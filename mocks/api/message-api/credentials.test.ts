import { describe, expect, test } from 'vitest';
import { VirtualClock } from '../../../src/clock.ts';
import { freshCredentials, MessageApiAccess } from './credentials.ts';

const GIVEN = { clientId: 'a-client', clientSecret: 'a:secret', apiKey: 'a-key' };

const make = () => {
  const clock = new VirtualClock(1_000_000_000);
  return { clock, access: new MessageApiAccess(GIVEN, clock) };
};

const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;

describe('credentials', () => {
  test('are made where they are not given, never the same twice', () => {
    expect(freshCredentials(GIVEN)).toEqual(GIVEN);
    const [one, other] = [freshCredentials({ clientId: 'x' }), freshCredentials()];
    expect(one.clientId).toBe('x');
    expect(new Set([one.clientSecret, one.apiKey, other.clientSecret, other.apiKey, other.clientId]).size).toBe(5);
  });

  test('are known again', () => {
    const { access } = make();
    expect(access.knowsClient(basic('a-client:a:secret'))).toBe(true);
    expect(access.knowsApiKey('a-key')).toBe(true);
  });

  test.each([
    undefined,
    '',
    'Basic',
    'Basic !',
    basic('a-client'),
    basic('a-client:a'),
    basic('A-CLIENT:a:secret'),
    'Bearer a-client:a:secret',
  ])('%j is not the client', (authorization) => {
    expect(make().access.knowsClient(authorization)).toBe(false);
  });

  test.each([undefined, '', 'a-kez', 'A-KEY'])('%j is not the key', (key) => {
    expect(make().access.knowsApiKey(key)).toBe(false);
  });
});

describe('access tokens', () => {
  test('hold for an hour', async () => {
    const { access, clock } = make();
    const token = access.issue();
    expect(access.knowsToken(`Bearer ${token}`)).toBe(true);
    await clock.advance(3_599_999);
    expect(access.knowsToken(`Bearer ${token}`)).toBe(true);
    await clock.advance(1);
    expect(access.knowsToken(`Bearer ${token}`)).toBe(false);
  });

  test('tell when they end, as a JWT does', () => {
    const [, claims = ''] = make().access.issue().split('.');
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({ clientId: 'a-client', iat: 1_000_000, exp: 1_003_600 });
  });

  test('of another mock, changed, or none at all open nothing', () => {
    const { access } = make();
    const [head, claims, signature] = access.issue().split('.');
    const later = Buffer.from(JSON.stringify({ exp: 9e9 })).toString('base64url');
    const none = Buffer.from(JSON.stringify({ alg: 'none' })).toString('base64url');
    const bad = [make().access.issue(), `${head}.${later}.${signature}`, `${none}.${later}.`, `${head}.${claims}`, '', 'x.y.z'];
    for (const token of bad) expect(access.knowsToken(`Bearer ${token}`)).toBe(false);
    expect(access.knowsToken(undefined)).toBe(false);
    expect(access.knowsToken(`Basic ${head}.${claims}.${signature}`)).toBe(false);
  });
});
