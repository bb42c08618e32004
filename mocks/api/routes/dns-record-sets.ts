import { createHash } from 'node:crypto';
import { z } from 'zod';
import { nameProblem } from '../../dns/name.ts';
import { type DnsRecord, type DnsRecordType, type Zone, ZoneError } from '../../dns/zone.ts';
import { json, type Operation, operation } from '../operation.ts';
import { problemOf } from '../problem-kinds.ts';
import { dnsRecord, dnsRecordSet } from '../schema/dns.ts';

// One record set (all records of a name and type) read and replaced by itself. Who replaces says which state was read, so that of two
// people who edit at the same time the second is told instead of undoing what the first did (RFC 9110 section 13.1.1).

const TYPES = ['A', 'AAAA', 'MX', 'CNAME', 'TXT', 'NS', 'SOA'] as const satisfies readonly DnsRecordType[];
const MOST_RECORDS = 1_000;
/** Characters of the digest: enough that no two states of one set meet. */
const DIGEST_LENGTH = 24;

const setPath = z.strictObject({
  name: z
    .string()
    .refine((name) => nameProblem(name) === undefined, { error: 'expected a domain name' })
    .describe('of the records; case and a final dot do not matter'),
  type: z.enum(TYPES),
});

const replacementHeaders = z.strictObject({
  'if-match': z
    .string()
    .optional()
    .describe('the ETag under which the set was read; * replaces whatever is there, where there is something. Needed (428)'),
});

/** Of the state of a set: the same records, in whatever order, have the same tag. */
const tagOf = (records: readonly DnsRecord[]): string => {
  const state = JSON.stringify(records.map((record) => JSON.stringify(record)).sort());
  return `"${createHash('sha256').update(state).digest('hex').slice(0, DIGEST_LENGTH)}"`;
};

const tagsIn = (header: string): string[] => header.split(',').map((tag) => tag.trim());

const requireMatch = (header: string | undefined, records: readonly DnsRecord[]): void => {
  if (header === undefined) {
    throw problemOf('record-set-unread', 'read the record set first, and send the ETag of the answer as If-Match; nothing was changed');
  }
  if (header.trim() === '*' ? records.length > 0 : tagsIn(header).includes(tagOf(records))) return;
  throw problemOf('record-set-changed', 'somebody has changed these records since they were read; read them again. Nothing was changed');
};

/** Operations on single record sets of the zone; `changed` is told in words what was done. */
export const recordSetOperations = (zone: Zone, changed: (what: string) => void): Operation[] => {
  const about = { path: '/api/v1/dns/records/{name}/{type}', section: 'DNS', pathParameters: setPath } as const;
  const show = (name: string, type: DnsRecordType, tell: (tag: string) => void) => {
    const records = zone.recordSet(name, type);
    const etag = tagOf(records);
    tell(etag);
    return { etag, records };
  };
  return [
    operation({
      ...about,
      id: 'getDnsRecordSet',
      method: 'get',
      summary: 'All records of one name and type, none being a state like any other',
      answer: json('the records, and their ETag, which stands in the header too', dnsRecordSet),
      handle: ({ path: { name, type }, response }) => show(name, type, (tag) => response.set('ETag', tag)),
    }),
    operation({
      ...about,
      id: 'replaceDnsRecordSet',
      method: 'put',
      summary: 'Replaces the records of one name and type, or none when one is wrong; an empty list removes them',
      description: 'Takes place only where nobody has changed the set since it was read: `If-Match` names the state that was.',
      headers: replacementHeaders,
      body: {
        schema: z.array(dnsRecord).max(MOST_RECORDS),
        hint: 'send a JSON list of records of that name and type; nothing was changed',
      },
      answer: json('the records as they are now', dnsRecordSet),
      problems: [412, 428],
      handle: ({ path: { name, type }, headers, body, response }) => {
        requireMatch(headers['if-match'], zone.recordSet(name, type));
        refusing(() => zone.replaceSet(name, type, body));
        changed(`DNS records replaced: ${name} ${type}, ${body.length} now`);
        return show(name, type, (tag) => response.set('ETag', tag));
      },
    }),
  ];
};

/** Changes the zone; records that cannot stand in it become a 422, and it stays as it was. */
export const refusing = (work: () => void): void => {
  try {
    work();
  } catch (error) {
    if (!(error instanceof ZoneError)) throw error;
    throw problemOf('records-refused', `correct the records; nothing was changed. ${error.message}`, [
      { path: '', message: error.message },
    ]);
  }
};
