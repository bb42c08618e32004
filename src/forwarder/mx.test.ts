import dgram from 'node:dgram';
import dns2 from 'dns2';
import { afterEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../clock.ts';
import { documentedLookUp, MxRouter, type RouteResult } from './mx.ts';

const { Packet } = dns2;
const CLASS_IN = 1;
const stops: (() => void)[] = [];

afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

type Zone = Readonly<Record<string, readonly object[] | 'SERVFAIL' | 'NXDOMAIN' | 'silence'>>;

const NAMES: Readonly<Record<number, string>> = { [Packet.TYPE.MX]: 'MX', [Packet.TYPE.A]: 'A', [Packet.TYPE.AAAA]: 'AAAA' };

/** A name server on loopback; keys of the zone are `NAME TYPE`, a name that has no key at all does not exist. */
const route = async (zone: Zone, domain: string): Promise<{ result: RouteResult; queries: string[] }> => {
  const queries: string[] = [];
  const socket = dgram.createSocket('udp4');
  stops.push(() => socket.close());
  socket.on('message', (bytes, from) => {
    const request = Packet.parse(bytes);
    const response = Packet.createResponseFromRequest(request);
    const [question] = request.questions;
    const type = question?.type ?? 0;
    const name = question?.name ?? '';
    const key = `${name} ${NAMES[type]}`;
    queries.push(key);
    const entry = zone[key] ?? (Object.keys(zone).some((known) => known.startsWith(`${name} `)) ? [] : 'NXDOMAIN');
    if (entry === 'silence') return;
    if (entry === 'SERVFAIL') response.header.rcode = 2;
    else if (entry === 'NXDOMAIN') response.header.rcode = 3;
    else for (const record of entry) response.answers.push(Object.assign(new Packet.Resource(name, type, CLASS_IN, 30), record));
    socket.send(response.toBuffer(), from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const clock = new VirtualClock();
  const router = new MxRouter({ server: `127.0.0.1:${socket.address().port}`, timeoutMs: 20_000 }, clock, documentedLookUp);
  let result: RouteResult | undefined;
  void router.route(domain).then((found) => {
    result = found;
  });
  expect(router.route(domain)).toBe(router.route(domain));
  await clock.runUntil(() => result !== undefined, 30_000);
  if (result === undefined) throw new Error('the lookup never ended');
  return { result, queries };
};

const addresses = (result: RouteResult): readonly string[] =>
  result.kind === 'route' ? result.targets.map(({ host, address }) => `${host} ${address}`) : [];
const mx = (exchange: string, priority: number) => ({ exchange, priority });

describe('routes by MX', () => {
  it('takes hosts by preference, with IPv4 and IPv6 addresses', async () => {
    const { result, queries } = await route(
      {
        'd.test MX': [mx('second.test', 20), mx('first.test', 10), mx('third.test', 20)],
        'first.test A': [{ address: '127.0.0.1' }, { address: '127.0.0.2' }],
        'second.test AAAA': [{ address: '0:0:0:0:0:0:0:1' }],
        'third.test A': [{ address: '127.0.0.3' }],
      },
      'd.test',
    );
    expect(addresses(result)).toEqual(['first.test 127.0.0.1', 'first.test 127.0.0.2', 'second.test ::1', 'third.test 127.0.0.3']);
    expect(queries.filter((query) => query === 'd.test MX')).toHaveLength(1);
    expect(result).toMatchObject({ validMs: 30_000 });
  });

  it('takes the domain itself where there is no MX', async () => {
    const { result } = await route({ 'd.test A': [{ address: '127.0.0.9' }] }, 'd.test');
    expect(addresses(result)).toEqual(['d.test 127.0.0.9']);
  });

  it.each<[string, Zone, object]>([
    ['no such name', {}, { kind: 'dns hard', recordType: 'MX', detail: 'NXDomain' }],
    ['null MX', { 'd.test MX': [mx('', 0)] }, { kind: 'dns hard', detail: 'NullMX' }],
    ['neither MX nor address', { 'd.test TXT': [] }, { kind: 'dns hard', detail: 'NoData' }],
    ['SERVFAIL', { 'd.test MX': 'SERVFAIL' }, { kind: 'dns temporary', recordType: 'MX', detail: 'ServFail' }],
    ['no answer', { 'd.test MX': 'silence' }, { kind: 'dns temporary', recordType: 'MX', detail: 'Timeout' }],
    ['MX host without address', { 'd.test MX': [mx('gone.test', 1)] }, { kind: 'dns hard', name: 'gone.test' }],
    [
      'MX hosts, one of which may come back',
      { 'd.test MX': [mx('gone.test', 1), mx('ill.test', 2)], 'ill.test A': 'SERVFAIL' },
      { kind: 'dns temporary', name: 'ill.test' },
    ],
  ])('%s', async (_name, zone, failure) => {
    expect((await route(zone, 'd.test')).result).toMatchObject({ kind: 'failed', failure });
  });
});
