import { Packet, type Resource } from 'dns2';
import { canonicalName, printableName } from './name.ts';
import type { DnsRecord } from './record.ts';

/** A record ready to be sent: as written, as dns2 encodes it, and as evidence shows it. */
export interface ZoneEntry {
  readonly record: DnsRecord;
  readonly resource: Resource;
  /** Zone-file form: `example.test. 0 IN MX 10 mx1.example.test.` */
  readonly text: string;
  /** The data alone, in zone-file form. */
  readonly data: string;
}

/** Octets that one character-string of a TXT record holds (RFC 1035 section 3.3). */
const TXT_STRING = 255;

const splitText = (text: string | readonly string[]): Buffer[] =>
  [text].flat().flatMap((part) => {
    const bytes = Buffer.from(part, 'utf8');
    if (bytes.length === 0) return [bytes];
    return Array.from({ length: Math.ceil(bytes.length / TXT_STRING) }, (_, index) =>
      bytes.subarray(index * TXT_STRING, (index + 1) * TXT_STRING),
    );
  });

const quoted = (bytes: Buffer): string => {
  const inner = bytes
    .toString('latin1')
    .replace(/["\\]/g, '\\$&')
    .replace(/[^\x20-\x7e]/g, (octet) => `\\${octet.charCodeAt(0).toString().padStart(3, '0')}`);
  return `"${inner}"`;
};

/** Groups of hexadecimal digits only: dns2 would misread the dotted part of `::ffff:192.0.2.1`. */
const plainIpv6 = (address: string): string => new URL(`http://[${address}]`).hostname.slice(1, -1);

const absolute = (name: string): string => (name === '' || name === '.' ? '.' : `${printableName(canonicalName(name))}.`);

/** The fields that dns2 encodes, and the same data in zone-file form. TXT data is added by `makeEntry`. */
const dataOf = (record: DnsRecord): { fields: Partial<Resource>; text: string } => {
  switch (record.type) {
    case 'A':
      return { fields: { address: record.address }, text: record.address };
    case 'AAAA': {
      const address = plainIpv6(record.address);
      return { fields: { address }, text: address };
    }
    case 'MX':
      return {
        fields: { priority: record.preference, exchange: canonicalName(record.exchange) },
        text: `${record.preference} ${absolute(record.exchange)}`,
      };
    case 'CNAME':
      return { fields: { domain: canonicalName(record.target) }, text: absolute(record.target) };
    case 'NS':
      return { fields: { ns: canonicalName(record.host) }, text: absolute(record.host) };
    case 'TXT':
      return { fields: {}, text: splitText(record.text).map(quoted).join(' ') };
    case 'SOA': {
      const { serial, refresh, retry, expire, minimum } = record;
      return {
        fields: {
          primary: canonicalName(record.primary),
          admin: canonicalName(record.admin),
          serial,
          refresh,
          retry,
          expiration: expire,
          minimum,
        },
        text: `${absolute(record.primary)} ${absolute(record.admin)} ${serial} ${refresh} ${retry} ${expire} ${minimum}`,
      };
    }
  }
};

/** Makes a record ready to be sent. */
export const makeEntry = (record: DnsRecord): ZoneEntry => {
  const { fields, text } = dataOf(record);
  const name = canonicalName(record.name);
  const resource = new Packet.Resource({ name, type: Packet.TYPE[record.type], class: Packet.CLASS.IN, ttl: record.ttl, ...fields });
  // dns2 encodes a list of Buffers, although its types speak of strings only.
  if (record.type === 'TXT') Object.assign(resource, { data: splitText(record.text) });
  return { record, resource, data: text, text: `${absolute(name)} ${record.ttl} IN ${record.type} ${text}` };
};
