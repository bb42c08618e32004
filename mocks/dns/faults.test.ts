import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DnsStand, queryPacket, startDnsStand } from './testing.ts';

let stand: DnsStand;
beforeEach(async () => {
  stand = await startDnsStand([
    { type: 'MX', name: 'example.test', preference: 10, exchange: 'mx1.example.test' },
    { type: 'A', name: 'mx1.example.test', address: '127.0.0.2' },
  ]);
});
afterEach(() => stand.close());

const always = { layer: 'dns', match: {} } as const;
const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : error);

/** The answer to an MX query, or the resolver's error code. */
const mx = (): Promise<unknown> =>
  stand.resolver.resolveMx('example.test').then((records) => records.map(({ priority, exchange }) => `${priority} ${exchange}`), codeOf);

describe('DNS faults', () => {
  it.each([
    ['NXDOMAIN', 'ENOTFOUND'],
    ['SERVFAIL', 'ESERVFAIL'],
    ['REFUSED', 'EREFUSED'],
    ['FORMERR', 'EFORMERR'],
    ['NOTIMP', 'ENOTIMP'],
  ] as const)('rcode %s reaches the client as %s (RETRY-8, RETRY-9)', async (rcode, code) => {
    stand.arm({ id: 'bad', ...always, do: { rcode }, times: 1 });
    expect(await mx()).toBe(code);
    expect(await mx()).toEqual(['10 mx1.example.test']);
    expect(stand.evidence.ofType('dnsAnswerSent').map((answer) => [answer.query, answer.rcode, answer.ruleId])).toEqual([
      [1, rcode, 'bad'],
      [2, 'NOERROR', undefined],
    ]);
    expect(stand.evidence.ofType('ruleFired')).toMatchObject([{ ruleId: 'bad', layer: 'dns', query: 1, action: `rcode ${rcode}` }]);
  });

  it('noData: the name exists, the answer is empty', async () => {
    stand.arm({ id: 'empty', ...always, do: { noData: true } });
    expect(await mx()).toBe('ENODATA');
    expect(stand.evidence.ofType('dnsAnswerSent')).toMatchObject([{ rcode: 'NOERROR', answers: [], ruleId: 'empty' }]);
  });

  it('nullMx: a single MX with no host, for MX queries only (DNS-3)', async () => {
    stand.arm({ id: 'null-mx', ...always, do: { nullMx: true } });
    expect(await mx()).toEqual(['0 ']);
    expect(await stand.resolver.resolve4('mx1.example.test')).toEqual(['127.0.0.2']);
    expect(stand.evidence.ofType('dnsAnswerSent').map((answer) => answer.answers)).toEqual([
      ['example.test. 0 IN MX 0 .'],
      ['mx1.example.test. 0 IN A 127.0.0.2'],
    ]);
    expect(stand.faults.status()).toMatchObject([{ hits: 1 }]);
  });

  it('truncate: asked again over TCP, and answered there (DNS-4)', async () => {
    stand.arm({ id: 'cut', ...always, do: { truncate: true } });
    expect(await mx()).toEqual(['10 mx1.example.test']);
    expect(stand.evidence.ofType('dnsAnswerSent')).toMatchObject([
      { truncated: true, answers: [], ruleId: 'cut' },
      { truncated: false, answers: ['example.test. 0 IN MX 10 mx1.example.test.'] },
    ]);
  });

  it('delayMs: the usual answer, later on the clock', async () => {
    stand.arm({ id: 'late', ...always, do: { delayMs: 5000 } });
    let answer: unknown;
    const asked = mx().then((found) => {
      answer = found;
    });
    await stand.clock.runUntil(() => stand.evidence.ofType('dnsQueryReceived').length === 1, 0);
    await stand.clock.advance(4999);
    expect([answer, stand.evidence.ofType('dnsAnswerSent').length]).toEqual([undefined, 0]);
    await stand.clock.advance(1);
    await asked;
    expect(answer).toEqual(['10 mx1.example.test']);
    const [query, sent] = [stand.evidence.ofType('dnsQueryReceived')[0], stand.evidence.ofType('dnsAnswerSent')[0]];
    expect((sent?.atMs ?? 0) - (query?.atMs ?? 0)).toBe(5000);
  });

  it('delayMs before another action', async () => {
    stand.arm({ id: 'late', ...always, do: { rcode: 'SERVFAIL', delayMs: 100 } });
    const asked = mx();
    await stand.clock.runUntil(() => stand.evidence.ofType('dnsAnswerSent').length === 1, 100);
    expect(await asked).toBe('ESERVFAIL');
  });

  it('noAnswer: nothing is sent, over UDP or TCP, and the ledger knows that someone waits', async () => {
    stand.arm({ id: 'silence', ...always, do: { noAnswer: true } });
    const asked = mx();
    await stand.clock.runUntil(() => stand.evidence.ofType('dnsAnswerSent').length === 1, 0);
    expect(stand.evidence.ofType('dnsAnswerSent')).toMatchObject([{ rcode: 'none', answers: [], ruleId: 'silence' }]);
    expect(stand.clock.ledger.describe()).toContain('held: DNS query 1 dropped');
    await stand.clock.advance(120_000);
    expect(stand.clock.ledger.describe()).toContain('held: none');
    stand.resolver.cancel();
    expect(await asked).toBe('ECANCELLED');
    const packet = queryPacket('example.test');
    const socket = connect(stand.server.port, '127.0.0.1');
    const got: Buffer[] = [];
    socket.on('data', (chunk) => got.push(chunk));
    socket.end(Buffer.concat([Buffer.of(0, packet.length), packet]));
    await new Promise((resolve) => socket.once('close', resolve));
    expect(got).toEqual([]);
  });

  it('garbage: the client gets something that is no answer, over UDP and TCP', async () => {
    stand.arm(
      { id: 'noise', ...always, match: { transport: 'tcp' }, do: { garbage: true } },
      { id: 'cut', ...always, do: { truncate: true } },
    );
    expect(await mx()).toBe('EBADRESP');
    stand.arm({ id: 'noise', ...always, do: { garbage: true } });
    expect(await mx()).toBe('EBADRESP');
    expect(stand.evidence.ofType('dnsAnswerSent').map((answer) => answer.rcode)).toEqual(['NOERROR', 'garbage', 'garbage']);
  });

  it('matches by name, type, transport and ordinal', async () => {
    stand.arm({ id: 'second', layer: 'dns', match: { name: '*.TEST', type: 'MX', transport: 'udp', query: 2 }, do: { rcode: 'REFUSED' } });
    expect(await stand.resolver.resolve4('mx1.example.test')).toEqual(['127.0.0.2']);
    expect([await mx(), await mx(), await mx()]).toEqual([['10 mx1.example.test'], 'EREFUSED', ['10 mx1.example.test']]);
  });

  it('drops what still waits when the server closes', async () => {
    stand.arm({ id: 'late', ...always, do: { delayMs: 5000 } });
    const asked = mx();
    await stand.clock.runUntil(() => stand.evidence.ofType('dnsQueryReceived').length === 1, 0);
    await stand.server.close();
    expect(stand.clock.pendingTimers).toBe(0);
    expect(stand.clock.ledger.describe()).toContain('held: none');
    stand.resolver.cancel();
    await asked;
    expect(stand.evidence.ofType('dnsAnswerSent')).toEqual([]);
  });
});
