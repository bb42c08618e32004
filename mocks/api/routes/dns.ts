import { Router } from 'express';
import { z } from 'zod';
import type { DnsAnswerSent, DnsQueryReceived, Evidence } from '../../../src/evidence/events.ts';
import type { EvidenceLog } from '../../../src/evidence/evidence-log.ts';
import { methodNotAllowed, Problem, parseBody, parseParameters } from '../../../src/web/problem.ts';
import { dnsRecordSchema, type Zone, ZoneError } from '../../dns/zone.ts';
import { newestFirst, page } from '../parameters.ts';

const MOST_RECORDS = 5_000;

const queriesQuery = z.strictObject({ ...newestFirst, name: z.string().min(1).optional() });
const recordSet = z.array(dnsRecordSchema).max(MOST_RECORDS);

const plainName = (name: string): string => name.toLowerCase().replace(/\.$/, '');

/** `answer` is null while none has been decided, for example behind a delay. */
interface QueryWithAnswer extends Pick<Evidence<DnsQueryReceived>, 'query' | 'atMs' | 'name' | 'qtype' | 'transport' | 'from'> {
  readonly answer: Pick<DnsAnswerSent, 'rcode' | 'answers' | 'truncated'> | null;
  readonly rule: string | null;
}

const withAnswer = (received: Evidence<DnsQueryReceived>, sent: DnsAnswerSent | undefined): QueryWithAnswer => {
  const { query, atMs, name, qtype, transport, from } = received;
  const answer = sent === undefined ? null : { rcode: sent.rcode, answers: sent.answers, truncated: sent.truncated };
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

const replaceRecords = (zone: Zone, body: unknown): void => {
  const records = parseBody(recordSet, body, 'send a JSON list of records; nothing was changed');
  try {
    zone.replaceAll(records);
  } catch (error) {
    if (!(error instanceof ZoneError)) throw error;
    throw new Problem(422, `correct the records; nothing was changed. ${error.message}`, [{ path: '', message: error.message }]);
  }
};

/** What was asked of the mock DNS, and the records that it answers from. */
export const dnsRouter = (evidence: EvidenceLog, zone: Zone): Router => {
  const router = Router();
  router
    .route('/dns/queries')
    .get((request, response) => {
      const { before = Number.POSITIVE_INFINITY, limit, name } = parseParameters(queriesQuery, request.query);
      const fits = (one: DnsQueryReceived): boolean =>
        one.query < before && (name === undefined || plainName(one.name) === plainName(name));
      const wanted = newestQueries(evidence.all, fits, limit + 1);
      const { page: queries, next } = page(wanted, limit, ({ query }) => query);
      response.json({ queries, next });
    })
    .all(methodNotAllowed('GET'));
  router
    .route('/dns/records')
    .get((_request, response) => {
      response.json({ records: zone.list() });
    })
    .put((request, response) => {
      replaceRecords(zone, request.body);
      evidence.record({ type: 'standChanged', what: `DNS records replaced: ${zone.list().length} now` });
      response.json({ records: zone.list() });
    })
    .all(methodNotAllowed('GET', 'PUT'));
  return router;
};
