import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ask, makeStand, type Stand } from '../api-client.testing.ts';

let stand: Stand;

beforeEach(async () => {
  stand = await makeStand();
});

afterEach(() => stand.api.close());

const origin = async (copy: number) => ask(stand.api, `/api/v1/messages/${copy}/origin`);

const lookUp = (query: number, name: string, qtype: string, ruleId?: string): void => {
  stand.evidence.record({ type: 'dnsQueryReceived', query, name, qtype, transport: 'udp', from: '127.0.0.1:9' });
  if (ruleId !== undefined) stand.evidence.record({ type: 'ruleFired', ruleId, layer: 'dns', action: 'delayMs 5', query });
  stand.evidence.record({
    type: 'dnsAnswerSent',
    query,
    rcode: 'NOERROR',
    answers: [],
    truncated: false,
    ...(ruleId === undefined ? {} : { ruleId }),
  });
};

describe('how a copy came', () => {
  test('is told by connection, TLS, look-ups, faults and transcript', async () => {
    lookUp(1, 'primary.setd.example', 'MX', 'slow-dns');
    lookUp(2, 'MX1.primary.setd.example', 'A');
    lookUp(3, 'elsewhere.example', 'MX');
    stand.connect(4);
    stand.connect(5);
    stand.evidence.record({ type: 'ruleFired', ruleId: 'slow', layer: 'smtp', action: 'delayMs 5', connection: 4, stage: 'MAIL FROM' });
    stand.evidence.record({
      type: 'tlsEstablished',
      connection: 4,
      protocol: 'TLSv1.3',
      cipher: 'TLS_AES_256_GCM_SHA384',
      servername: null,
      certificate: 'valid',
    });
    const copy = stand.deliver('primary', undefined, undefined, 4);
    await stand.clock.advance(1);
    lookUp(6, 'primary.setd.example', 'MX');
    const { body } = await origin(copy);
    expect(body).toMatchObject({
      connection: { connection: 4, tls: { protocol: 'TLSv1.3' } },
      dnsQueries: [{ query: 1 }, { query: 2 }],
      ruleHits: [
        { ruleId: 'slow-dns', query: 1 },
        { ruleId: 'slow', connection: 4 },
      ],
      transcript: [{ type: 'connectionOpened' }, { type: 'ruleFired' }, { type: 'tlsEstablished' }, { type: 'copyReceived', copy }],
      transcriptNext: null,
    });
  });

  test('leaves out look-ups that are too old to belong to it', async () => {
    lookUp(1, 'primary.setd.example', 'MX');
    await stand.clock.advance(120_001);
    lookUp(2, 'primary.setd.example', 'MX');
    stand.connect(1);
    expect((await origin(stand.deliver('primary'))).body).toMatchObject({ dnsQueries: [{ query: 2 }] });
  });

  test('says where a long transcript goes on', async () => {
    stand.connect(1);
    for (let count = 0; count < 1_200; count += 1) {
      stand.evidence.record({ type: 'commandReceived', connection: 1, stage: 'QUIT', line: 'NOOP', secure: false });
    }
    const { body } = await origin(stand.deliver('primary'));
    expect(body).toMatchObject({ transcriptNext: 1_000 });
    const rest = await ask(stand.api, '/api/v1/connections/1?after=1000');
    expect(rest.body).toMatchObject({ transcriptNext: null, transcript: { length: 202 } });
  });

  test('is told as far as it is known', async () => {
    expect((await origin(stand.deliver('primary'))).body).toMatchObject({ connection: null, dnsQueries: [], ruleHits: [] });
    expect((await origin(99)).status).toBe(404);
  });
});
