import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LONGEST_QUERY, refusalBytes, refusePacket } from './guard.ts';
import { type DnsStand, optRecord, queryPacket, startDnsStand } from './testing.ts';

const label63 = 'a'.repeat(63);
const longestName = `${label63}.${label63}.${label63}.${'a'.repeat(61)}`;
const tsig = Buffer.concat([Buffer.of(1, 0x6b, 0), Buffer.of(0, 250, 0, 255, 0, 0, 0, 0, 0, 2, 9, 9)]);
const raw = (bytes: number[], counts: readonly [number, number, number, number] = [1, 0, 0, 0]): Buffer =>
  Buffer.concat([queryPacket('', { counts }).subarray(0, 12), Buffer.from(bytes)]);

const HOSTILE: readonly [string, Buffer, RegExp, string | undefined][] = [
  ['nothing', Buffer.alloc(0), /^0 octets, too short/, undefined],
  ['half a header', Buffer.alloc(11), /^11 octets, too short/, undefined],
  ['an answer', queryPacket('a.test', { flags: 0x8180 }), /an answer, not a query/, undefined],
  ['NOTIFY', queryPacket('a.test', { flags: 0x2000 }), /opcode 4/, 'NOTIMP'],
  ['UPDATE', queryPacket('a.test', { flags: 0x2800 }), /opcode 5/, 'NOTIMP'],
  ['no question', queryPacket('a.test', { counts: [0, 0, 0, 0] }), /0 questions/, 'FORMERR'],
  ['65,535 questions', queryPacket('a.test', { counts: [65_535, 0, 0, 0] }), /65535 questions/, 'FORMERR'],
  ['answer records claimed', queryPacket('a.test', { counts: [1, 65_535, 0, 0] }), /claims 65535 answer/, 'FORMERR'],
  ['authority records claimed', queryPacket('a.test', { counts: [1, 0, 65_535, 0] }), /claims 65535 answer/, 'FORMERR'],
  ['additional records claimed', queryPacket('a.test', { counts: [1, 0, 0, 65_535] }), /claims 65535 additional/, 'FORMERR'],
  ['one additional record claimed', queryPacket('a.test', { counts: [1, 0, 0, 1] }), /name runs past the end/, 'FORMERR'],
  ['a pointer to itself', raw([0xc0, 12, 0, 1, 0, 1]), /compression pointer/, 'FORMERR'],
  ['a reserved label', raw([0x80, 1, 0, 0, 1, 0, 1]), /reserved kind/, 'FORMERR'],
  ['a label past the end', raw([63, 65, 65]), /question: a name runs past the end/, 'FORMERR'],
  ['a name without its end', raw([1, 65, 1, 65]), /question: a name runs past the end/, 'FORMERR'],
  ['no type', raw([1, 65, 0, 0, 1]), /question runs past the end/, 'FORMERR'],
  ['a name too long', queryPacket(`${longestName}b`), /more than 255 octets/, 'FORMERR'],
  ['a huge datagram', Buffer.concat([queryPacket('a.test'), Buffer.alloc(LONGEST_QUERY)]), /too long for a query/, 'FORMERR'],
  ['trailing octets', queryPacket('a.test', { tail: Buffer.alloc(3), counts: [1, 0, 0, 0] }), /3 octets after the last record/, 'FORMERR'],
  [
    'two OPTs',
    queryPacket('a.test', { tail: Buffer.concat([optRecord(512), optRecord(512)]), counts: [1, 0, 0, 2] }),
    /two OPT/,
    'FORMERR',
  ],
  [
    'an OPT with a name',
    queryPacket('a.test', { tail: Buffer.concat([Buffer.of(1, 65), optRecord(512)]) }),
    /OPT record with a name/,
    'FORMERR',
  ],
  [
    'an OPT that is longer than there is',
    queryPacket('a.test', { tail: optRecord(512, 0, Buffer.alloc(9)).subarray(0, -1) }),
    /runs past/,
    'FORMERR',
  ],
  ['half an OPT', queryPacket('a.test', { tail: optRecord(512).subarray(0, 7) }), /runs past the end/, 'FORMERR'],
  ['an additional A', queryPacket('a.test', { tail: Buffer.of(0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0) }), /of type 1/, 'FORMERR'],
  ['a dot in a label', raw([3, 0x61, 0x2e, 0x62, 0, 0, 1, 0, 1]), /a label with a dot/, 'REFUSED'],
  ['AXFR', queryPacket('a.test', { qtype: 252 }), /zone transfer/, 'REFUSED'],
  ['IXFR', queryPacket('a.test', { qtype: 251 }), /zone transfer/, 'REFUSED'],
  ['class CH', queryPacket('version.bind', { qtype: 16, qclass: 3 }), /class 3/, 'REFUSED'],
];

describe('packet guard', () => {
  it.each([
    ['a plain query', queryPacket('a.test')],
    ['the root', queryPacket('')],
    ['the longest name', queryPacket(longestName)],
    ['a label of 46 octets, which is the code of a dot', queryPacket(`${'b'.repeat(46)}.test`)],
    ['octets that are no text', queryPacket('\x00\xff\n.test')],
    ['EDNS', queryPacket('a.test', { tail: optRecord(1232, 0, Buffer.of(0, 10, 0, 1, 7)) })],
    ['EDNS and TSIG', queryPacket('a.test', { tail: Buffer.concat([optRecord(1232), tsig]), counts: [1, 0, 0, 2] })],
    ['class ANY', queryPacket('a.test', { qclass: 255 })],
  ])('lets %s through', (_what, packet) => {
    expect(refusePacket(packet)).toBeUndefined();
  });

  it.each(HOSTILE)('stops %s', (_what, packet, reason, rcode) => {
    const refusal = refusePacket(packet);
    expect(refusal?.reason).toMatch(reason);
    expect(refusal?.rcode).toBe(rcode);
  });

  it('answers with the header alone: id, opcode and RD as asked', () => {
    expect(refusalBytes(queryPacket('a.test', { id: 0xabcd, flags: 0x29ff }), { reason: '', rcode: 'NOTIMP' })).toEqual(
      Buffer.of(0xab, 0xcd, 0xa9, 4, 0, 0, 0, 0, 0, 0, 0, 0),
    );
  });
});

describe('DNS server under hostile datagrams', () => {
  let stand: DnsStand;
  beforeEach(async () => {
    stand = await startDnsStand([{ type: 'A', name: 'a.test', address: '127.0.0.2' }]);
  });
  afterEach(() => stand.close());

  it.each(HOSTILE)('%s: told or ignored, and the next query is answered', async (_what, packet, reason, rcode) => {
    if (rcode === undefined) {
      await stand.tell(packet);
    } else {
      const answer = await stand.ask(packet);
      expect(answer.readUInt16BE(0)).toBe(packet.readUInt16BE(0));
      expect(answer.subarray(4, 12)).toEqual(Buffer.of(0, rcode === 'REFUSED' ? 1 : 0, 0, 0, 0, 0, 0, 0));
      // A question that was read is repeated, or resolvers take the answer for someone else's and wait on.
      expect(answer.subarray(12)).toEqual(rcode === 'REFUSED' ? packet.subarray(12) : Buffer.alloc(0));
    }
    expect(await stand.resolver.resolve4('a.test')).toEqual(['127.0.0.2']);
    expect(stand.evidence.ofType('dnsPacketRefused')).toMatchObject([{ transport: 'udp', reason: expect.stringMatching(reason) }]);
    expect(stand.evidence.ofType('dnsQueryReceived')).toHaveLength(1);
  });

  it('echoes a name of any octets, and shows it harmless in the evidence', async () => {
    const packet = queryPacket('\x00\xff\n.test');
    const answer = await stand.ask(packet);
    expect(answer.readUInt16BE(2) & 0xf).toBe(3);
    expect(answer.subarray(12, packet.length)).toEqual(packet.subarray(12));
    expect(stand.evidence.ofType('dnsQueryReceived')[0]?.name).toBe('\\000\\255\\010.test');
  });
});
