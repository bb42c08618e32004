import type { ReadChoice, ReadSelection } from './database/message-reader.ts';
import type { MessageChoice, MessageSelection } from './message-record.ts';
import { parseQuery } from './search/query-language.ts';
import type { ConnectionShelf, DnsShelf, EvidenceShelf, MessageShelf, RuleShelf, RunShelf } from './store.ts';
import type { BodyPiece, CallName, Calls, ResultOf } from './thread/protocol.ts';

/** Asks the store's thread. */
export type Ask = <Name extends CallName>(name: Name, ...args: Parameters<Calls[Name]>) => Promise<ResultOf<Name>>;

const USUAL_LIMIT = 50;

const readChoice = ({ q = '', ...choice }: MessageChoice): ReadChoice => ({ ...choice, terms: parseQuery(q) });

const readSelection = (selection: MessageSelection): ReadSelection =>
  typeof selection === 'object' && 'matching' in selection ? { matching: readChoice(selection.matching) } : selection;

/** A stretch of one body, in pieces; ends early when the copy goes meanwhile. */
async function* piecesOf(ask: Ask, id: number, from = 0, to = Number.POSITIVE_INFINITY): AsyncGenerator<Buffer> {
  let passed = 0;
  for (let place = 0; passed < to; place += 1) {
    const piece = await ask('piece', id, place);
    if (piece === undefined) return;
    const { buffer, byteOffset, byteLength } = piece.bytes;
    const [first, last] = [Math.max(from - passed, 0), Math.min(to - passed, byteLength)];
    if (first < last) yield Buffer.from(buffer, byteOffset + first, last - first);
    passed += byteLength;
    if (passed >= piece.size) return;
  }
}

/** Puts the pieces where they belong as they come: joined at the end they would need twice the memory. */
const wholeOf = async (ask: Ask, id: number): Promise<Buffer | undefined> => {
  const first = await ask('piece', id, 0);
  if (first === undefined) return undefined;
  const whole = Buffer.allocUnsafeSlow(first.size);
  let given = 0;
  for (let place = 0, piece: BodyPiece | undefined = first; ; place += 1, piece = await ask('piece', id, place)) {
    // Deleted meanwhile.
    if (piece === undefined) return undefined;
    whole.set(piece.bytes, given);
    given += piece.bytes.byteLength;
    if (given >= whole.length) return whole;
  }
};

export const messageShelf = (ask: Ask, now: () => number): MessageShelf => ({
  list: async (choice = {}, limit = USUAL_LIMIT) => ask('list', readChoice(choice), limit, now()),
  count: async (choice = {}) => ask('count', readChoice(choice), now()),
  get: (id) => ask('get', id),
  raw: (id) => wholeOf(ask, id),
  rawChunks: (id, from, to) => piecesOf(ask, id, from, to),
  counts: () => ask('counts'),
  tags: () => ask('tags'),
  delete: async (selection) => ask('delete', readSelection(selection), now()),
  tag: async (selection, { add = [], remove = [] }) => ask('tag', readSelection(selection), add, remove, now()),
  markRead: async (selection, read) => ask('markRead', readSelection(selection), read, now()),
});

export const connectionShelf = (ask: Ask): ConnectionShelf => ({
  list: (choice = {}, limit = USUAL_LIMIT) => ask('connections', choice, limit),
  get: (connection) => ask('connection', connection),
  transcript: (connection, after = 0, limit = 10_000) => ask('transcript', connection, after, limit),
});

export const evidenceShelf = (ask: Ask): EvidenceShelf => ({ after: (seq, limit) => ask('evidence', seq, limit) });

export const dnsShelf = (ask: Ask): DnsShelf => ({ queries: (choice = {}, limit = USUAL_LIMIT) => ask('dnsQueries', choice, limit) });

export const ruleShelf = (ask: Ask): RuleShelf => ({ hits: (choice = {}, limit = USUAL_LIMIT) => ask('ruleHits', choice, limit) });

export const runShelf = (ask: Ask, now: () => number): RunShelf => ({
  add: (content) => ask('addRun', content, now()),
  list: () => ask('listRuns'),
  get: (run) => ask('run', run),
  scenario: (run, scenario) => ask('scenario', run, scenario),
  delete: (run) => ask('deleteRun', run),
});
