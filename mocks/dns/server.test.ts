import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startDnsServer } from './server.ts';
import { type DnsStand, optRecord, queryPacket, startDnsStand } from './testing.ts';
import { Zone } from './zone.ts';

const LONG_TEXT = 'k='.padEnd(700, 'x');

let stand: DnsStand;
beforeEach(async () => {
  stand = await startDnsStand([
    { type: 'SOA', name: 'example.test', primary: 'ns.example.test', admin: 'root.example.test', minimum: 30 },
    { type: 'NS', name: 'example.test', host: 'ns.example.test' },
    { type: 'MX', name: 'example.test', preference: 20, exchange: 'mx2.example.test' },
    { type: 'MX', name: 'example.test', preference: 10, exchange: 'mx1.example.test' },
    { type: 'MX', name: 'null.test', preference: 0, exchange: '.' },
    { type: 'A', name: 'mx1.example.test', address: '127.0.0.2' },
    { type: 'AAAA', name: 'mx1.example.test', address: '2001:db8::1' },
    { type: 'CNAME', name: 'www.example.test', target: 'mx1.example.test' },
    { type: 'TXT', name: 'short.test', text: ['one', 'zwei é'] },
    { type: 'TXT', name: 'empty.test', text: '' },
    { type: 'TXT', name: 'long.test', text: LONG_TEXT },
    ...Array.from({ length: 60 }, (_, index) => ({ type: 'A' as const, name: 'many.test', address: `127.0.1.${index}` })),
  ]);
});
afterEach(() => stand.close());

describe('DNS server, asked by a stub resolver', () => {
  it('answers every type', async () => {
    const { resolver } = stand;
    expect(await resolver.resolveMx('example.test')).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ priority: 10, exchange: 'mx1.example.test' }),
        expect.objectContaining({ priority: 20, exchange: 'mx2.example.test' }),
      ]),
    );
    expect(await resolver.resolveMx('null.test')).toEqual([expect.objectContaining({ priority: 0, exchange: '' })]);
    expect(await resolver.resolve4('mx1.example.test', { ttl: true })).toEqual([{ address: '127.0.0.2', ttl: 0 }]);
    expect(await resolver.resolve6('mx1.example.test')).toEqual(['2001:db8::1']);
    expect(await resolver.resolveCname('www.example.test')).toEqual(['mx1.example.test']);
    expect(await resolver.resolve4('www.example.test')).toEqual(['127.0.0.2']);
    // node:dns reads the octets of a TXT record as latin1
    expect(await resolver.resolveTxt('short.test')).toEqual([['one', Buffer.from('zwei é').toString('latin1')]]);
    expect(await resolver.resolveTxt('empty.test')).toEqual([['']]);
    expect((await resolver.resolveTxt('long.test')).flat().join('')).toBe(LONG_TEXT);
    expect(await resolver.resolveNs('example.test')).toEqual(['ns.example.test']);
    expect(await resolver.resolveSoa('example.test')).toMatchObject({
      nsname: 'ns.example.test',
      hostmaster: 'root.example.test',
      minttl: 30,
    });
  });

  it('tells NXDOMAIN from no data', async () => {
    await expect(stand.resolver.resolveMx('gone.test')).rejects.toMatchObject({ code: 'ENOTFOUND' });
    await expect(stand.resolver.resolveMx('mx1.example.test')).rejects.toMatchObject({ code: 'ENODATA' });
    await expect(stand.resolver.resolveSrv('example.test')).rejects.toMatchObject({ code: 'ENODATA' });
    expect(stand.evidence.ofType('dnsAnswerSent').map((answer) => answer.rcode)).toEqual(['NXDOMAIN', 'NOERROR', 'NOERROR']);
  });

  it('follows a change of the zone at once (DNS-5)', async () => {
    stand.zone.replaceAll([{ type: 'A', name: 'new.test', address: '127.0.0.9' }]);
    expect(await stand.resolver.resolve4('new.test')).toEqual(['127.0.0.9']);
    await expect(stand.resolver.resolveMx('example.test')).rejects.toMatchObject({ code: 'ENOTFOUND' });
  });

  it('truncates what is too long for UDP, and answers whole over TCP on the same port (DNS-4)', async () => {
    expect(await stand.resolver.resolve4('many.test')).toHaveLength(60);
    expect(stand.evidence.ofType('dnsQueryReceived').map((query) => query.transport)).toEqual(['udp', 'tcp']);
    const answers = stand.evidence.ofType('dnsAnswerSent');
    expect(answers.map((answer) => [answer.truncated, answer.answers.length])).toEqual([
      [true, 0],
      [false, 60],
    ]);
  });

  it('writes down what was asked and answered, and tells its listener', async () => {
    const told: string[] = [];
    const { clock, evidence, faults, zone } = stand;
    const server = await startDnsServer({ clock, evidence, faults, zone, onQuery: (name, qtype) => told.push(`${name} ${qtype}`) });
    const resolver = new Resolver();
    resolver.setServers([`127.0.0.1:${server.port}`]);
    await resolver.resolveMx('example.test');
    await server.close();
    await server.close();
    expect(told).toEqual(['example.test MX']);
    expect(evidence.all).toMatchObject([
      {
        type: 'dnsQueryReceived',
        query: 1,
        name: 'example.test',
        qtype: 'MX',
        transport: 'udp',
        from: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      },
      {
        type: 'dnsAnswerSent',
        query: 1,
        rcode: 'NOERROR',
        truncated: false,
        answers: ['example.test. 0 IN MX 20 mx2.example.test.', 'example.test. 0 IN MX 10 mx1.example.test.'],
      },
    ]);
  });
});

describe('DNS server, asked by hand', () => {
  it('keeps the case of the name, sets AA, copies the id', async () => {
    const answer = await stand.ask(queryPacket('MX1.exAMPLE.teST', { id: 0xbeef }));
    expect(answer.readUInt16BE(0)).toBe(0xbeef);
    expect(answer.readUInt16BE(2)).toBe(0x8580);
    expect(answer.includes(Buffer.from('\x03MX1\x07exAMPLE\x04teST\0', 'latin1'))).toBe(true);
    expect(answer.readUInt16BE(6)).toBe(1);
    expect(stand.evidence.ofType('dnsQueryReceived')[0]?.name).toBe('MX1.exAMPLE.teST');
  });

  it('answers EDNS with EDNS, and only then', async () => {
    const plain = await stand.ask(queryPacket('mx1.example.test'));
    expect(plain.readUInt16BE(10)).toBe(0);
    const edns = await stand.ask(queryPacket('mx1.example.test', { tail: optRecord(1232) }));
    expect(edns.readUInt16BE(10)).toBe(1);
    expect(edns.subarray(-11)).toEqual(optRecord(1232));
  });

  it('fits its answer to the announced size', async () => {
    const asked = (size: number): Promise<Buffer> => stand.ask(queryPacket('many.test', { tail: optRecord(size) }));
    const whole = await asked(1232);
    expect([whole.readUInt16BE(2) & 0x0200, whole.readUInt16BE(6)]).toEqual([0, 60]);
    expect(whole.length).toBeGreaterThan(900);
    for (const size of [0, 512, whole.length - 1]) {
      const cut = await asked(size);
      expect([cut.readUInt16BE(2) & 0x0200, cut.readUInt16BE(6), cut.readUInt16BE(10)]).toEqual([0x0200, 0, 1]);
    }
    expect((await asked(whole.length)).length).toBe(whole.length);
    const small = await stand.ask(queryPacket('mx1.example.test', { tail: optRecord(0) }));
    expect([small.readUInt16BE(2) & 0x0200, small.readUInt16BE(6)]).toEqual([0, 1]);
  });

  it('sends no more than 4096 octets over UDP, whatever is announced', async () => {
    stand.zone.replaceAll(
      Array.from({ length: 300 }, (_, index) => ({ type: 'A', name: 'huge.test', address: `127.1.${index >> 8}.${index & 255}` })),
    );
    const answer = await stand.ask(queryPacket('huge.test', { tail: optRecord(65_535) }));
    expect(answer.readUInt16BE(2) & 0x0200).toBe(0x0200);
    expect(answer.length).toBeLessThan(100);
  });

  it('answers an EDNS version it does not speak with BADVERS, and bad options with FORMERR', async () => {
    const badVersion = await stand.ask(queryPacket('mx1.example.test', { tail: optRecord(1232, 1) }));
    expect(badVersion.readUInt16BE(2) & 0xf).toBe(0);
    expect(badVersion.at(-6)).toBe(1);
    const badOption = await stand.ask(queryPacket('mx1.example.test', { tail: optRecord(1232, 0, Buffer.of(0, 8, 0, 9, 1)) }));
    expect(badOption.readUInt16BE(2) & 0xf).toBe(1);
    expect(stand.evidence.ofType('dnsAnswerSent').map((answer) => answer.rcode)).toEqual(['BADVERS']);
    expect(stand.evidence.ofType('dnsPacketRefused')).toHaveLength(1);
  });

  it('answers SERVFAIL when an answer cannot be sent at all', async () => {
    stand.zone.replaceAll(['a', 'b'].map((letter) => ({ type: 'TXT', name: 'big.test', text: letter.repeat(40_000) })));
    await expect(stand.resolver.resolveTxt('big.test')).rejects.toMatchObject({ code: 'ESERVFAIL' });
    expect(stand.evidence.ofType('dnsAnswerSent').map((answer) => answer.rcode)).toEqual(['NOERROR', 'SERVFAIL']);
  });

  it.each(['udp', 'tcp'] as const)('answers SERVFAIL when a listener of ours fails, over %s', async (transport) => {
    const { clock, evidence, faults, zone } = stand;
    const onQuery = (): void => {
      if (evidence.ofType('dnsQueryReceived').at(-1)?.transport === transport) throw new Error('a bug');
    };
    if (transport === 'tcp') stand.arm({ id: 'cut', layer: 'dns', match: { transport: 'udp' }, do: { truncate: true } });
    const server = await startDnsServer({ clock, evidence, faults, zone, onQuery });
    const resolver = new Resolver();
    resolver.setServers([`127.0.0.1:${server.port}`]);
    await expect(resolver.resolve4('mx1.example.test')).rejects.toMatchObject({ code: 'ESERVFAIL' });
    await server.close();
    expect(evidence.ofType('dnsPacketRefused')[0]?.reason).toBe('not answered: Error: a bug');
  });

  it('answers ANY with all there is', async () => {
    const answer = await stand.ask(queryPacket('mx1.example.test', { qtype: 255 }));
    expect(answer.readUInt16BE(6)).toBe(2);
  });
});

describe('starting the DNS server', () => {
  it('listens on IPv6 too', async () => {
    const { clock, evidence, faults, zone } = stand;
    const server = await startDnsServer({ clock, evidence, faults, zone, address: '::1' });
    const resolver = new Resolver();
    resolver.setServers([`[::1]:${server.port}`]);
    expect(await resolver.resolve4('many.test')).toHaveLength(60);
    await server.close();
    expect(evidence.ofType('dnsQueryReceived').map((query) => query.from.startsWith('[::1]:'))).toEqual([true, true]);
  });

  it('says what to do about a port that is taken and an address that is none', async () => {
    const { clock, evidence, faults } = stand;
    const taken = createSocket('udp4');
    taken.bind(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address();
    const parts = { clock, evidence, faults, zone: new Zone() };
    await expect(startDnsServer({ ...parts, port })).rejects.toThrow(
      new RegExp(`the DNS server cannot listen on 127.0.0.1:${port}: the port is in use: .*choose another`),
    );
    taken.close();
    const takenTcp = createServer().listen(0, '127.0.0.1');
    await once(takenTcp, 'listening');
    const address = takenTcp.address();
    const tcpPort = typeof address === 'object' ? (address?.port ?? 0) : 0;
    await expect(startDnsServer({ ...parts, port: tcpPort })).rejects.toThrow(/cannot listen on .* in use/);
    takenTcp.close();
    await once(takenTcp, 'close');
    const free = await startDnsServer({ ...parts, port: tcpPort });
    expect(free.port).toBe(tcpPort);
    await free.close();
    await expect(startDnsServer({ ...parts, address: 'localhost' })).rejects.toThrow(/"localhost" is not an IP address/);
  });
});
