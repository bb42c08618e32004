import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Fact } from '../../../src/evidence/events.ts';
import { ask, makeStand, type Stand } from '../api-client.testing.ts';

let stand: Stand;

beforeEach(async () => {
  stand = await makeStand();
});

afterEach(() => stand.api.close());

const get = async (path: string) => (await ask(stand.api, `/api/v1${path}`)).body;

/** A connection as the intake tells of it: TLS, one copy, QUIT. */
const CONNECTION: readonly Fact[] = [
  {
    type: 'connectionOpened',
    connection: 1,
    round: 1,
    host: 'mx1.primary.setd.example',
    localAddress: '127.0.0.2',
    localPort: 2525,
    remoteAddress: '127.0.0.1',
    remotePort: 40_000,
  },
  { type: 'replySent', connection: 1, stage: 'greeting', text: '220 mx1 ESMTP\r\n', secure: false },
  { type: 'commandReceived', connection: 1, stage: 'EHLO', line: 'EHLO sut.example', secure: false },
  { type: 'tlsEstablished', connection: 1, protocol: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384', servername: null, certificate: 'valid' },
  { type: 'ruleFired', ruleId: 'slow', layer: 'smtp', action: 'delayMs 5', connection: 1, stage: 'MAIL FROM' },
  { type: 'wireAnomaly', connection: 1, stage: 'message', kind: 'bare LF', detail: 'RFC 5321 section 2.3.8' },
  { type: 'copyReceived', connection: 1, copy: 1, account: 'primary', mailFrom: '', rcptTo: [], size: 5, sha256: 'aa', fate: 'stored' },
  { type: 'connectionClosed', connection: 1, end: 'QUIT', stage: 'QUIT', bytesIn: 10, bytesOut: 20 },
];

const open = (connection: number): Fact => ({
  type: 'connectionOpened',
  connection,
  round: 1,
  host: 'mx1',
  localAddress: '::1',
  localPort: 1,
  remoteAddress: '::1',
  remotePort: 2,
});

describe('connections', () => {
  test('are summed up', async () => {
    for (const fact of CONNECTION) {
      if (fact.type === 'copyReceived') stand.deliver('primary');
      else stand.evidence.record(fact);
    }
    expect(await get('/connections')).toEqual({
      connections: [
        {
          connection: 1,
          round: 1,
          host: 'mx1.primary.setd.example',
          local: '127.0.0.2:2525',
          remote: '127.0.0.1:40000',
          openedAtMs: 0,
          closedAtMs: 0,
          end: 'QUIT',
          stage: 'QUIT',
          bytesIn: 10,
          bytesOut: 20,
          tls: { protocol: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384', servername: null, certificate: 'valid' },
          tlsFailure: null,
          copies: 1,
          rules: ['slow'],
          anomalies: ['bare LF: RFC 5321 section 2.3.8'],
        },
      ],
      next: null,
    });
  });

  test('come newest first, in pages, open or closed', async () => {
    for (const fact of CONNECTION) stand.evidence.record(fact);
    stand.evidence.record(open(2));
    stand.evidence.record(open(3));
    expect(await get('/connections?limit=2')).toMatchObject({ connections: [{ connection: 3 }, { connection: 2 }], next: 2 });
    expect(await get('/connections?before=2')).toMatchObject({ connections: [{ connection: 1 }], next: null });
    expect(await get('/connections?open=true')).toMatchObject({ connections: [{ connection: 3 }, { connection: 2 }] });
    expect(await get('/connections?open=false')).toMatchObject({ connections: [{ connection: 1 }] });
    expect((await ask(stand.api, '/api/v1/connections?open=maybe')).status).toBe(400);
  });

  test('a transcript is exactly the evidence of its connection', async () => {
    stand.evidence.record(open(2));
    for (const fact of CONNECTION) stand.evidence.record(fact);
    stand.evidence.record({ type: 'standChanged', what: 'something else' });
    const told = await get('/connections/1');
    expect(told).toMatchObject({ connection: 1, end: 'QUIT', transcript: CONNECTION });
    expect((await ask(stand.api, '/api/v1/connections/9')).status).toBe(404);
    expect((await ask(stand.api, '/api/v1/connections/x')).status).toBe(400);
  });
});

describe('evidence', () => {
  test('is read page after page', async () => {
    for (const fact of CONNECTION) stand.evidence.record(fact);
    expect(await get('/evidence?limit=3')).toMatchObject({ evidence: [{ seq: 1 }, { seq: 2 }, { seq: 3 }], next: 3, dropped: 0 });
    expect(await get('/evidence?after=7')).toMatchObject({ evidence: [{ seq: 8 }], next: 8 });
    expect(await get('/evidence?after=8')).toEqual({ evidence: [], next: 8, dropped: 0 });
    expect((await ask(stand.api, '/api/v1/evidence?after=x')).status).toBe(400);
  });
});

describe('DNS', () => {
  const put = (body: unknown) => ask(stand.api, '/api/v1/dns/records', { method: 'PUT', body });

  test('queries are told with their answers, newest first', async () => {
    stand.evidence.record({
      type: 'dnsQueryReceived',
      query: 1,
      name: 'Primary.setd.example',
      qtype: 'MX',
      transport: 'udp',
      from: '127.0.0.1:5',
    });
    stand.evidence.record({ type: 'ruleFired', ruleId: 'no-dns', layer: 'dns', action: 'rcode SERVFAIL', query: 1 });
    stand.evidence.record({ type: 'dnsAnswerSent', query: 1, rcode: 'SERVFAIL', answers: [], truncated: false, ruleId: 'no-dns' });
    stand.evidence.record({ type: 'dnsQueryReceived', query: 2, name: 'mx1.example', qtype: 'A', transport: 'tcp', from: '127.0.0.1:6' });
    expect(await get('/dns/queries')).toMatchObject({
      queries: [
        { query: 2, rcode: null, rules: [] },
        { query: 1, rcode: 'SERVFAIL', rules: ['no-dns'] },
      ],
    });
    expect(await get('/dns/queries?limit=1')).toMatchObject({ queries: [{ query: 2 }], next: 2 });
    expect(await get('/dns/queries?before=2')).toMatchObject({ queries: [{ query: 1 }], next: null });
    expect(await get('/dns/queries?name=primary.SETD.example.')).toMatchObject({ queries: [{ query: 1 }] });
  });

  test('records are listed and replaced as a whole', async () => {
    expect(await get('/dns/records')).toMatchObject({ records: [{ type: 'MX', preference: 10 }] });
    const answer = await put([{ type: 'A', name: 'mx1.primary.setd.example', address: '127.0.0.2' }]);
    expect(answer.status).toBe(200);
    expect(stand.zone.list()).toEqual([{ type: 'A', name: 'mx1.primary.setd.example', address: '127.0.0.2', ttl: 0 }]);
  });

  test.each([
    [[{ type: 'A', name: 'a.example', address: '999.0.0.1' }], '0.address'],
    [[{ type: 'HINFO', name: 'a.example' }], '0.type'],
    [[{ type: 'MX', name: 'bad..name', preference: 1, exchange: 'x' }], '0.name'],
    [{ records: [] }, ''],
  ])('%j: 422 at %j, and the zone stays', async (body, path) => {
    const answer = await put(body);
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ errors: [{ path }] });
    expect(stand.zone.list()).toHaveLength(1);
  });

  test('records that contradict each other: 422 with what the zone says', async () => {
    const answer = await put([
      { type: 'CNAME', name: 'a.example', target: 'b.example' },
      { type: 'A', name: 'a.example', address: '127.0.0.2' },
    ]);
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ detail: expect.stringContaining('CNAME') });
    expect(stand.zone.list()).toHaveLength(1);
  });
});

test('the CA certificate is given', async () => {
  const answer = await ask(stand.api, '/api/v1/ca.pem');
  expect(answer.text).toMatch(/^-----BEGIN CERTIFICATE-----/);
  expect(answer.headers['content-type']).toMatch('application/x-pem-file');
});
