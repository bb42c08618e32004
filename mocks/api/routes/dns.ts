import { z } from 'zod';
import type { DnsAnswerSent, DnsQueryReceived, Evidence } from '../../../src/evidence/events.ts';
import type { EvidenceLog } from '../../../src/evidence/evidence-log.ts';
import { Problem } from '../../../src/web/problem.ts';
import { type DnsRecordInput, type Zone, ZoneError } from '../../dns/zone.ts';
import { json, type Operation, operation } from '../operation.ts';
import { newestFirst, page } from '../parameters.ts';
import { type dnsQuery, dnsQueryList, recordList, recordSet } from '../schema/dns.ts';

const queriesQuery = z.strictObject({ ...newestFirst, name: z.string().min(1).optional() });

const plainName = (name: string): string => name.toLowerCase().replace(/\.$/, '');

type QueryWithAnswer = z.output<typeof dnsQuery>;

const withAnswer = (received: Evidence<DnsQueryReceived>, sent: DnsAnswerSent | undefined): QueryWithAnswer => {
  const { query, atMs, name, qtype, transport, from } = received;
  const answer = sent === undefined ? null : { rcode: sent.rcode, answers: [...sent.answers], truncated: sent.truncated };
  return { query, atMs, name, qtype, transport, from, answer, rule: sent?.ruleId ?? null };
};

/** The newest queries that fit, newest first; the log is read from its end and only as far back as needed. */
const newestQueries = (entries: readonly Evidence[], fits: (query: DnsQueryReceived) => boolean, limit: number): QueryWithAnswer[] => {
  const sent = new Map<number, DnsAnswerSent>();
  const found: QueryWithAnswer[] = [];
  for (let index = entries.length - 1; index >= 0 && found.length < limit; index -= 1) {
    const entry = entries[index];
    if (entry?.type === 'dnsAnswerSent') sent.set(entry.query, entry);
    else if (entry?.type === 'dnsQueryReceived' && fits(entry)) found.push(withAnswer(entry, sent.get(entry.query)));
  }
  return found;
};

const replaceRecords = (zone: Zone, records: readonly DnsRecordInput[]): void => {
  try {
    zone.replaceAll(records);
  } catch (error) {
    if (!(error instanceof ZoneError)) throw error;
    throw new Problem(422, `correct the records; nothing was changed. ${error.message}`, [{ path: '', message: error.message }]);
  }
};

/** What was asked of the mock DNS, and the records that it answers from. */
export const dnsOperations = (evidence: EvidenceLog, zone: Zone): Operation[] => [
  operation({
    id: 'listDnsQueries',
    method: 'get',
    path: '/api/v1/dns/queries',
    section: 'DNS',
    summary: 'What was asked, what was answered, which rule fired; newest first',
    query: queriesQuery,
    answer: json('a page of queries', dnsQueryList),
    handle: ({ query: { before = Number.POSITIVE_INFINITY, limit, name } }) => {
      const fits = (one: DnsQueryReceived): boolean =>
        one.query < before && (name === undefined || plainName(one.name) === plainName(name));
      const wanted = newestQueries(evidence.all, fits, limit + 1);
      const { page: queries, next } = page(wanted, limit, ({ query }) => query);
      return { queries, next };
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
      replaceRecords(zone, body);
      evidence.record({ type: 'standChanged', what: `DNS records replaced: ${zone.list().length} now` });
      return { records: zone.list() };
    },
  }),
];
