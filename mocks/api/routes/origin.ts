import type { Evidence } from '../../../src/evidence/events.ts';
import { domainOf } from '../../intake-address.ts';
import type { ConnectionRecord, DnsQueryRecord, MessageDetails, RuleHitRecord } from '../../store/message-record.ts';
import type { Store } from '../../store/store.ts';
import { json, type Operation, operation } from '../operation.ts';
import { copyPath } from '../parameters.ts';
import { messageOrigin } from '../schema/message.ts';
import { findMessage } from './messages.ts';

const TRANSCRIPT = 1_000;
const MOST_QUERIES = 50;
const MOST_HITS = 500;

/**
 * A copy lives 120 s in the queue of its gateway (QUEUE-1), so that no look-up for it is older when its connection opens.
 * ASSUMPTION: look-ups of the intake domain and of the MX host within that time belong to it; DNS tells no more.
 */
const LOOK_BACK_MS = 120_000;

const queriesBefore = async (
  store: Store,
  { rcptTo }: MessageDetails,
  { host, openedAtMs }: ConnectionRecord,
): Promise<DnsQueryRecord[]> => {
  const names = new Set([...rcptTo.map(domainOf), host.toLowerCase()]);
  const stretch = { fromMs: openedAtMs - LOOK_BACK_MS, untilMs: openedAtMs };
  const pages = await Promise.all([...names].map((name) => store.dns.queries({ name, ...stretch }, MOST_QUERIES)));
  return pages
    .flatMap(({ rows }) => rows)
    .sort((one, other) => one.query - other.query)
    .slice(-MOST_QUERIES);
};

const hitsOf = async (store: Store, connection: number, queries: readonly DnsQueryRecord[]): Promise<RuleHitRecord[]> => {
  const onConnection = await store.rules.hits({ connection }, MOST_HITS);
  const ids = new Set(queries.flatMap(({ rules }) => rules));
  const numbers = new Set(queries.map(({ query }) => query));
  const forQueries = await Promise.all([...ids].map((ruleId) => store.rules.hits({ ruleId }, MOST_HITS)));
  const ofQueries = forQueries.flatMap(({ rows }) => rows).filter(({ query }) => query !== null && numbers.has(query));
  return [...onConnection.rows, ...ofQueries].sort((one, other) => one.seq - other.seq);
};

const originOf = async (store: Store, message: MessageDetails) => {
  const [connection, entries] = await Promise.all([
    store.connections.get(message.connection),
    store.connections.transcript(message.connection, 0, TRANSCRIPT + 1),
  ]);
  const transcript: readonly Evidence[] = entries.slice(0, TRANSCRIPT);
  const transcriptNext = entries.length > TRANSCRIPT ? (transcript.at(-1)?.seq ?? null) : null;
  const dnsQueries = connection === undefined ? [] : await queriesBefore(store, message, connection);
  const ruleHits = await hitsOf(store, message.connection, dnsQueries);
  return { connection: connection ?? null, dnsQueries, ruleHits, transcript, transcriptNext };
};

/** How a copy came (DASH-2). */
export const originOperations = (store: Store): Operation[] => [
  operation({
    id: 'getMessageOrigin',
    method: 'get',
    path: '/api/v1/messages/{copy}/origin',
    section: 'Messages',
    summary: 'How a copy came: connection, TLS, look-ups before it, faults on its way, transcript',
    pathParameters: copyPath,
    answer: json('what the evidence tells of its way', messageOrigin),
    problems: [404],
    handle: async ({ path: { copy } }) => originOf(store, await findMessage(store, copy)),
  }),
];
