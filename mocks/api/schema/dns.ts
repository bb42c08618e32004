import { z } from 'zod';
import { dnsRecordSchema } from '../../dns/zone.ts';

const MOST_RECORDS = 5_000;

export const dnsRecord = dnsRecordSchema.meta({ id: 'DnsRecord' });

export const recordSet = z.array(dnsRecord).max(MOST_RECORDS);

export const recordList = z.strictObject({ records: z.array(dnsRecord) });

export const dnsQuery = z
  .strictObject({
    query: z.int(),
    atMs: z.number(),
    name: z.string().describe('as asked, case kept'),
    qtype: z.string(),
    transport: z.enum(['udp', 'tcp']),
    from: z.string(),
    answer: z
      .strictObject({ rcode: z.string(), answers: z.array(z.string()), truncated: z.boolean() })
      .nullable()
      .describe('null while none has been decided, for example behind a delay'),
    rule: z.string().nullable().describe('the rule that fired'),
  })
  .meta({ id: 'DnsQuery' });

export const dnsQueryList = z.strictObject({ queries: z.array(dnsQuery), next: z.int().nullable() });
