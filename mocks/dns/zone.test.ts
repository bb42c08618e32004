import { describe, expect, it } from 'vitest';
import { dnsRecordSchema, Zone } from './zone.ts';

const texts = (zone: Zone, name: string, qtype: string): string[] => zone.lookup(name, qtype).answers.map((entry) => entry.text);

const example = (): Zone =>
  new Zone([
    { type: 'SOA', name: 'example.test', primary: 'ns.example.test', admin: 'root.example.test', minimum: 30 },
    { type: 'MX', name: 'Example.Test.', preference: 10, exchange: 'MX1.example.test', ttl: 60 },
    { type: 'MX', name: 'example.test', preference: 20, exchange: 'mx2.example.test.' },
    { type: 'A', name: 'mx1.example.test', address: '127.0.0.2' },
    { type: 'AAAA', name: 'mx1.example.test', address: '::FFFF:192.0.2.1' },
    { type: 'TXT', name: 'deep.down.example.test', text: ['v=spf1 "x"', 'é'] },
    { type: 'CNAME', name: 'www.example.test', target: 'alias.example.test' },
    { type: 'CNAME', name: 'alias.example.test', target: 'mx1.example.test' },
    { type: 'CNAME', name: 'nowhere.example.test', target: 'gone.example.test' },
    { type: 'CNAME', name: 'loop-a.test', target: 'loop-b.test' },
    { type: 'CNAME', name: 'loop-b.test', target: 'loop-a.test' },
  ]);

describe('zone', () => {
  it('answers whatever the case of the name and its final dot, in zone-file form', () => {
    expect(texts(example(), 'eXample.TEST.', 'MX')).toEqual([
      'example.test. 60 IN MX 10 mx1.example.test.',
      'example.test. 0 IN MX 20 mx2.example.test.',
    ]);
    expect(texts(example(), 'mx1.example.test', 'AAAA')).toEqual(['mx1.example.test. 0 IN AAAA ::ffff:c000:201']);
    expect(texts(example(), 'deep.down.example.test', 'TXT')).toEqual(['deep.down.example.test. 0 IN TXT "v=spf1 \\"x\\"" "\\195\\169"']);
  });

  it('tells a name that does not exist from one without that type', () => {
    const zone = example();
    expect(zone.lookup('gone.example.test', 'A')).toMatchObject({ rcode: 'NXDOMAIN', answers: [] });
    expect(zone.lookup('example.test', 'AAAA')).toMatchObject({ rcode: 'NOERROR', answers: [] });
    expect(zone.lookup('down.example.test', 'A').rcode).toBe('NOERROR');
    expect(zone.lookup('test', 'MX').rcode).toBe('NOERROR');
    expect(zone.lookup('elsewhere.invalid', 'MX').rcode).toBe('NXDOMAIN');
    expect(new Zone().lookup('.', 'NS').rcode).toBe('NOERROR');
  });

  it('puts the nearest SOA into negative answers, and one of its own where there is none', () => {
    const zone = example();
    expect(zone.lookup('a.b.gone.example.test', 'A').authority.map((entry) => entry.text)).toEqual([
      'example.test. 0 IN SOA ns.example.test. root.example.test. 1 3600 600 86400 30',
    ]);
    expect(zone.lookup('other.invalid', 'A').authority[0]?.text).toMatch(/^\. 0 IN SOA ns\.setd-mock\.invalid\. /);
  });

  it('follows CNAMEs to their end, and comes back from a loop', () => {
    const zone = example();
    expect(texts(zone, 'www.example.test', 'A')).toEqual([
      'www.example.test. 0 IN CNAME alias.example.test.',
      'alias.example.test. 0 IN CNAME mx1.example.test.',
      'mx1.example.test. 0 IN A 127.0.0.2',
    ]);
    expect(texts(zone, 'www.example.test', 'CNAME')).toHaveLength(1);
    expect(zone.lookup('nowhere.example.test', 'A')).toMatchObject({ rcode: 'NXDOMAIN', answers: [{ record: { type: 'CNAME' } }] });
    expect(texts(zone, 'loop-a.test', 'A')).toHaveLength(2);
  });

  it('changes by single records and as a whole', () => {
    const zone = example();
    zone.add({ type: 'MX', name: 'example.test', preference: 10, exchange: 'mx1.example.test', ttl: 5 });
    expect(texts(zone, 'example.test', 'MX')).toHaveLength(2);
    expect(texts(zone, 'example.test', 'MX')).toContain('example.test. 5 IN MX 10 mx1.example.test.');
    expect(zone.remove('EXAMPLE.test.', 'MX')).toBe(2);
    expect(zone.lookup('example.test', 'MX')).toMatchObject({ rcode: 'NOERROR', answers: [] });
    expect(zone.remove('mx1.example.test')).toBe(2);
    expect(zone.lookup('mx1.example.test', 'A').rcode).toBe('NXDOMAIN');
    expect(zone.remove('mx1.example.test')).toBe(0);
    zone.replaceAll([{ type: 'A', name: 'only.test', address: '127.0.0.1' }]);
    expect(zone.list()).toEqual([{ type: 'A', name: 'only.test', address: '127.0.0.1', ttl: 0 }]);
    expect(zone.lookup('example.test', 'MX').rcode).toBe('NXDOMAIN');
  });

  it('changes one record set and leaves the others', () => {
    const zone = example();
    zone.replaceSet('EXAMPLE.test.', 'MX', [{ type: 'MX', name: 'example.TEST', preference: 5, exchange: 'mx3.example.test' }]);
    expect(texts(zone, 'example.test', 'MX')).toEqual(['example.test. 0 IN MX 5 mx3.example.test.']);
    expect(texts(zone, 'example.test', 'SOA')).toHaveLength(1);
    zone.replaceSet('www.example.test', 'CNAME', [{ type: 'CNAME', name: 'www.example.test', target: 'mx1.example.test' }]);
    expect(zone.recordSet('www.example.test', 'CNAME')).toMatchObject([{ target: 'mx1.example.test' }]);
    const before = zone.list();
    const alias = { type: 'CNAME', name: 'mx1.example.test', target: 'a.test' } as const;
    expect(() => zone.replaceSet('mx1.example.test', 'CNAME', [alias])).toThrow(/a CNAME stands alone/);
    expect(() => zone.replaceSet('mx1.example.test', 'A', [alias])).toThrow('records[0]: expected a record of mx1.example.test A');
    expect(() => zone.replaceSet('a.test', 'CNAME', [{ ...alias, name: 'a.test' }, alias])).toThrow(/records\[1\]/);
    expect(zone.list()).toEqual(before);
    for (const type of ['A', 'AAAA'] as const) zone.replaceSet('mx1.example.test', type, []);
    expect(zone.lookup('mx1.example.test', 'A').rcode).toBe('NXDOMAIN');
  });

  it('refuses a bad record by place and field, and stays as it was', () => {
    const zone = new Zone([{ type: 'A', name: 'kept.test', address: '127.0.0.1' }]);
    expect(() =>
      zone.replaceAll([
        { type: 'A', name: 'a.test', address: '127.0.0.1' },
        { type: 'MX', name: 'a.test', preference: 10, exchange: 'a b' },
      ]),
    ).toThrow(/^records\[1\] exchange: "a b": a label may hold/);
    expect(() => zone.add({ type: 'CNAME', name: 'KEPT.test', target: 'x.test' })).toThrow(/a CNAME stands alone/);
    expect(zone.list().map((record) => record.name)).toEqual(['kept.test']);
    expect(zone.lookup('kept.test', 'A').answers).toHaveLength(1);
  });

  it('refuses two CNAMEs of one name, and other records beside one', () => {
    const zone = new Zone([{ type: 'CNAME', name: 'a.test', target: 'b.test' }]);
    expect(() => zone.add({ type: 'CNAME', name: 'a.test', target: 'c.test' })).toThrow(/another CNAME/);
    expect(() => zone.add({ type: 'A', name: 'a.test', address: '127.0.0.1' })).toThrow(/stands alone/);
    zone.add({ type: 'CNAME', name: 'a.test', target: 'b.test', ttl: 9 });
    expect(zone.list()).toHaveLength(1);
  });
});

describe('record schema', () => {
  const problem = (record: unknown): string => dnsRecordSchema.safeParse(record).error?.issues[0]?.message ?? 'accepted';

  it.each([
    [{ type: 'A', name: 'a.test', address: '127.0.0.256' }, /expected an IPv4 address/],
    [{ type: 'AAAA', name: 'a.test', address: 'fe80::1%lo' }, /expected an IPv6 address without a zone/],
    [{ type: 'MX', name: 'a.test', preference: 65_536, exchange: 'b.test' }, /65535/],
    [{ type: 'A', name: `${'a'.repeat(64)}.test`, address: '127.0.0.1' }, /label of 64 octets/],
    [{ type: 'A', name: `${'abcdefg.'.repeat(32)}test`, address: '127.0.0.1' }, /name of 262 octets/],
    [{ type: 'A', name: 'a..test', address: '127.0.0.1' }, /empty label/],
    [{ type: 'A', name: '*.test', address: '127.0.0.1' }, /wildcards/],
    [{ type: 'A', name: 'bücher.test', address: '127.0.0.1' }, /xn--/],
    [{ type: 'A', name: '', address: '127.0.0.1' }, /the root is written/],
    [{ type: 'A', name: 'a.test', address: '127.0.0.1', class: 'IN' }, /[Uu]nrecognized key/],
    [{ type: 'PTR', name: 'a.test' }, /expected "type" to be one of/],
    [{ type: 'TXT', name: 'a.test', text: 'x'.repeat(60_001) }, /at most 60000 octets/],
    [{ type: 'A', name: 'a.test', address: '127.0.0.1', ttl: -1 }, />=0/],
  ])('refuses %j', (record, message) => {
    expect(problem(record)).toMatch(message);
  });

  it('takes the longest label, the longest name and the root', () => {
    const label = 'a'.repeat(63);
    const longest = `${label}.${label}.${label}.${'a'.repeat(61)}`;
    expect(problem({ type: 'A', name: longest, address: '127.0.0.1' })).toBe('accepted');
    expect(problem({ type: 'MX', name: '.', preference: 0, exchange: '.' })).toBe('accepted');
  });
});
