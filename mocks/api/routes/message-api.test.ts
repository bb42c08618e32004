import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ask, MESSAGE_API, makeStand, type Stand } from '../api-client.testing.ts';

let stand: Stand;

beforeEach(async () => {
  stand = await makeStand();
  await stand.clock.advance(200 * 86_400_000);
});

afterEach(() => stand.api.close());

const { clientId, clientSecret, apiKey } = MESSAGE_API;

const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;

/** As a client of the real service asks: no body, no content type. */
const requestToken = (headers: Record<string, string>) => ask(stand.api, '/v1/oauth/token', { method: 'POST', token: null, headers });

const accessToken = async (): Promise<string> => {
  const { body } = await requestToken({ Authorization: basic(`${clientId}:${clientSecret}`), 'x-api-key': apiKey });
  return z.object({ accessToken: z.string() }).parse(body).accessToken;
};

const search = async (body: unknown, token?: string) =>
  ask(stand.api, '/v1/messages/search', { method: 'POST', token: token ?? (await accessToken()), headers: { 'x-api-key': apiKey }, body });

const at = (offsetMs: number): string => new Date(stand.clock.now() + offsetMs).toISOString();
const lastHour = (): [string, string] => [at(-3_600_000), at(1)];

const page = z.object({
  data: z.object({
    messages: z.array(z.looseObject({ id: z.string(), subject: z.string(), verdict: z.object({ category: z.string() }) })),
  }),
  nextPageToken: z.string().optional(),
});

const subjectsOf = (body: unknown): string[] => page.parse(body).data.messages.map(({ subject }) => subject);

describe('a token', () => {
  test('is given to the client', async () => {
    const answer = await requestToken({ Authorization: basic(`${clientId}:${clientSecret}`), 'x-api-key': apiKey });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      accessToken: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      tokenType: 'Bearer',
      expiresIn: 3_600,
    });
  });

  test.each([
    [{}, 403],
    [{ 'x-api-key': 'wrong' }, 403],
    [{ 'x-api-key': apiKey }, 401],
    [{ 'x-api-key': apiKey, Authorization: basic(`${clientId}:wrong`) }, 401],
    [{ 'x-api-key': apiKey, Authorization: 'Bearer a-token-for-tests' }, 401],
    [{ Authorization: basic(`${clientId}:${clientSecret}`) }, 403],
  ])('is refused for %j with %i', async (headers, status) => {
    const answer = await requestToken(headers);
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toMatch('application/json');
    expect(answer.body).toEqual({ message: status === 403 ? 'Forbidden' : 'Unauthorized' });
  });

  test('opens the message API and nothing else; the token of the dashboard does not open it', async () => {
    const token = await accessToken();
    expect((await ask(stand.api, '/api/v1/messages', { token })).status).toBe(401);
    expect((await search({ timestamp: lastHour() }, 'a-token-for-tests')).status).toBe(401);
    expect((await search({ timestamp: lastHour() }, token)).status).toBe(200);
    await stand.clock.advance(3_600_000);
    expect((await search({ timestamp: lastHour() }, token)).status).toBe(401);
  });
});

describe('a search', () => {
  test('gives messages with every field of the real service', async () => {
    stand.connect(1);
    stand.deliver('primary', 'Subject: one\r\n\r\n');
    const { body } = await search({ timestamp: lastHour() });
    expect(body).toMatchObject({
      data: {
        messages: [
          {
            id: expect.stringMatching(/^[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/),
            timestamp: at(0),
            direction: 'incoming',
            subject: 'one',
            serverIP: '127.0.0.1',
            verdict: { category: 'noVerdict', techniques: [] },
            secureEmailGateway: { headerName: 'X-IronPort-RemoteIP' },
          },
        ],
      },
    });
    expect((await search({ timestamp: lastHour() })).body).toEqual(body);
  });

  test('takes both ends of its stretch in', async () => {
    stand.deliver('primary', 'Subject: before\r\n\r\n');
    await stand.clock.advance(1_000);
    const from = at(0);
    stand.deliver('primary', 'Subject: first\r\n\r\n');
    await stand.clock.advance(1_000);
    const to = at(0);
    stand.deliver('primary', 'Subject: last\r\n\r\n');
    await stand.clock.advance(1_000);
    stand.deliver('primary', 'Subject: after\r\n\r\n');
    expect(subjectsOf((await search({ timestamp: [from, to] })).body)).toEqual(['last', 'first']);
  });

  test('finds by the verdicts that tags give', async () => {
    for (const subject of ['a', 'b', 'c']) stand.deliver('primary', `Subject: ${subject}\r\n\r\n`);
    await stand.store.messages.tag({ ids: [1] }, { add: ['verdict:phishing'] });
    await stand.store.messages.tag({ ids: [3] }, { add: ['verdict:spam'] });
    const found = async (verdicts: string[]) => subjectsOf((await search({ timestamp: lastHour(), verdicts })).body);
    expect(await found(['phishing'])).toEqual(['a']);
    expect(await found(['spam', 'phishing', 'spam'])).toEqual(['c', 'a']);
    expect(await found(['noVerdict'])).toEqual(['b']);
    expect(await found(['noVerdict', 'phishing', 'spam'])).toEqual(['c', 'b', 'a']);
    expect(await found(['bec'])).toEqual([]);
  });

  test('is read page after page, until one is empty', async () => {
    for (let count = 1; count <= 5; count += 1) stand.deliver('primary', `Subject: ${count}\r\n\r\n`);
    const seen: string[][] = [];
    let pageToken: string | undefined;
    do {
      const { body } = await search({ timestamp: lastHour(), pageSize: 2, ...(pageToken === undefined ? {} : { pageToken }) });
      seen.push(subjectsOf(body));
      pageToken = page.parse(body).nextPageToken;
    } while (pageToken !== undefined);
    expect(seen).toEqual([['5', '4'], ['3', '2'], ['1'], []]);
  });

  test('takes no page token of another search', async () => {
    stand.deliver('primary');
    const { nextPageToken } = page.parse((await search({ timestamp: lastHour() })).body);
    for (const pageToken of [nextPageToken, 'x', '', Buffer.from('1.aaaaaaaaaaaa').toString('base64url')]) {
      const answer = await search({ timestamp: lastHour(), verdicts: ['spam'], pageToken });
      expect([answer.status, answer.body]).toMatchObject([400, { message: expect.stringContaining('pageToken') }]);
    }
  });

  test.each([
    [{}, 'timestamp'],
    [{ timestamp: ['2026-01-01', '2026-01-02'] }, 'timestamp.0'],
    [{ timestamp: ['1970-07-20T00:00:00Z'] }, 'timestamp'],
    [{ timestamp: ['1970-07-20T00:00:00Z', '1970-07-19T00:00:00Z'] }, 'earlier'],
    [{ timestamp: ['1970-07-20T00:00:00+02:00', '1970-07-21T00:00:00Z'] }, 'timestamp.0'],
    [{ timestamp: ['1970-06-01T00:00:00Z', '1970-07-20T00:00:00Z'] }, '32 days'],
    [{ timestamp: ['1970-02-01T00:00:00Z', '1970-02-02T00:00:00Z'] }, '90 days'],
    [{ timestamp: ['1970-07-19T00:00:00Z', '1970-07-20T00:00:00Z'], verdicts: ['evil'] }, 'verdicts.0'],
    [{ timestamp: ['1970-07-19T00:00:00Z', '1970-07-20T00:00:00Z'], verdicts: [] }, 'verdicts'],
    [{ timestamp: ['1970-07-19T00:00:00Z', '1970-07-20T00:00:00Z'], pageSize: 101 }, 'pageSize'],
    [{ timestamp: ['1970-07-19T00:00:00Z', '1970-07-20T00:00:00Z'], techniques: ['x'] }, 'techniques'],
    [[], 'expected object'],
  ])('%j: 400 with a message', async (body, about) => {
    const answer = await search(body);
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({ message: expect.stringContaining(about) });
  });

  test('that is no JSON, or too much of it, is told in the same shape', async () => {
    const token = await accessToken();
    const post = (headers: Record<string, string>, body: string) =>
      ask(stand.api, '/v1/messages/search', { method: 'POST', token, headers: { 'x-api-key': apiKey, ...headers }, body });
    for (const [answer, status] of [
      [await post({}, '{'), 400],
      [await post({ 'Content-Type': 'text/plain' }, '{}'), 415],
      [await post({}, JSON.stringify('x'.repeat(1_100_000))), 413],
    ] as const) {
      expect([answer.status, answer.body]).toEqual([status, { message: expect.any(String) }]);
    }
  });
});
