import { z } from 'zod';
import { dnsRecordSchema } from '../../dns/zone.ts';
import { timeMs } from './moment.ts';

const MOST_RECORDS = 5_000;

export const dnsRecord = dnsRecordSchema.meta({ id: 'DnsRecord' });

export const recordSet = z.array(dnsRecord).max(MOST_RECORDS);

export const recordList = z.strictObject({ records: z.array(dnsRecord) });

/** All records of one name and type. */
export const dnsRecordSet = z
  .strictObject({ etag: z.string().describe('of this state: what If-Match has to say'), records: z.array(dnsRecord) })
  .meta({ id: 'DnsRecordSet' });

export const dnsQuery = z
  .strictObject({
    query: z.int(),
    askedAtMs: timeMs,
    name: z.string().describe('as asked, case kept'),
    qtype: z.string(),
    transport: z.enum(['udp', 'tcp']),
    from: z.string(),
    rcode: z.string().nullable().describe('null while no answer has been sent; none when none was'),
    answers: z.array(z.string()).describe('in the form of zone files'),
    truncated: z.boolean(),
    answeredAtMs: timeMs.nullable(),
    rules: z.array(z.string()).describe('rules that fired for it'),
  })
  .meta({ id: 'DnsQuery' });

export const dnsQueryList = z.strictObject({ queries: z.array(dnsQuery).describe('newest first'), next: z.int().nullable() });

export const removal = z.strictObject({ removed: z.int() });
