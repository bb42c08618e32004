import { z } from 'zod';
import type { Zone } from '../../dns/zone.ts';
import type { DnsChoice } from '../../store/message-record.ts';
import type { Store } from '../../store/store.ts';
import { created, json, type Operation, operation } from '../operation.ts';
import { newestFirst, stretch } from '../parameters.ts';
import { dnsQueryList, dnsRecord, recordList, recordSet, removal } from '../schema/dns.ts';
import { recordSetOperations, refusing } from './dns-record-sets.ts';

const queriesQuery = z.strictObject({
  ...newestFirst,
  ...stretch,
  name: z.string().min(1).optional().describe('exact; case and a final dot do not matter'),
  qtype: z.string().min(1).optional().describe('MX, A, …'),
});
const recordsQuery = z.strictObject({
  name: z.string().min(1).describe('whose records go'),
  type: z.enum(['A', 'AAAA', 'MX', 'CNAME', 'TXT', 'NS', 'SOA']).optional().describe('only those of this type'),
});

const choiceOf = ({ name, qtype, before, fromMs, untilMs }: z.output<typeof queriesQuery>): DnsChoice => ({
  ...(name === undefined ? {} : { name: name.replace(/\.$/, '') }),
  ...(qtype === undefined ? {} : { qtype }),
  ...(before === undefined ? {} : { before }),
  ...(fromMs === undefined ? {} : { fromMs }),
  ...(untilMs === undefined ? {} : { untilMs }),
});

/** What was asked of the mock DNS, and the records that it answers from. */
export const dnsOperations = (store: Store, zone: Zone, changed: (what: string) => void): Operation[] => [
  operation({
    id: 'listDnsQueries',
    method: 'get',
    path: '/api/v1/dns/queries',
    section: 'DNS',
    summary: 'What was asked, what was answered, which rules fired; newest first',
    query: queriesQuery,
    answer: json('a page of queries', dnsQueryList),
    handle: async ({ query }) => {
      const { rows, next } = await store.dns.queries(choiceOf(query), query.limit);
      return { queries: rows, next };
    },
  }),
  operation({
    id: 'listDnsRecords',
    method: 'get',
    path: '/api/v1/dns/records',
    section: 'DNS',
    summary: 'The records that the mock answers from',
    answer: json('the zone', recordList),
    handle: () => ({ records: zone.list() }),
  }),
  operation({
    id: 'replaceDnsRecords',
    method: 'put',
    path: '/api/v1/dns/records',
    section: 'DNS',
    summary: 'Replaces every record, or none when one is wrong',
    body: { schema: recordSet, hint: 'send a JSON list of records; nothing was changed' },
    answer: json('the zone', recordList),
    handle: ({ body }) => {
      refusing(() => zone.replaceAll(body));
      changed(`DNS records replaced: ${zone.list().length} now`);
      return { records: zone.list() };
    },
  }),
  operation({
    id: 'addDnsRecord',
    method: 'post',
    path: '/api/v1/dns/records',
    section: 'DNS',
    summary: 'Adds a record; one with the same data gives way, so that its TTL can be changed',
    body: { schema: dnsRecord, hint: 'send one record as a JSON object; nothing was changed' },
    answer: created('the record', dnsRecord),
    handle: ({ body }) => {
      refusing(() => zone.add(body));
      changed(`DNS record added: ${body.name} ${body.type}`);
      return body;
    },
  }),
  operation({
    id: 'removeDnsRecords',
    method: 'delete',
    path: '/api/v1/dns/records',
    section: 'DNS',
    summary: 'Removes the records of a name',
    query: recordsQuery,
    answer: json('how many there were', removal),
    handle: ({ query: { name, type } }) => {
      const removed = zone.remove(name, type);
      if (removed > 0) changed(`DNS records removed: ${name} ${type ?? 'all types'}`);
      return { removed };
    },
  }),
  ...recordSetOperations(zone, changed),
];
