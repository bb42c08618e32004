import type { ReadChoice, ReadSelection } from './database/message-reader.ts';
import type { MessageChoice, MessageSelection } from './message-record.ts';
import { parseQuery } from './search/query-language.ts';
import type { ConnectionShelf, DnsShelf, EvidenceShelf, MessageShelf, RuleShelf, RunShelf } from './store.ts';
import type { CallName, Calls, ResultOf } from './thread/protocol.ts';

/** Asks the store's thread. */
export type Ask = <Name extends CallName>(name: Name, ...args: Parameters<Calls[Name]>) => Promise<ResultOf<Name>>;

const USUAL_LIMIT = 50;

const readChoice = ({ q = '', ...choice }: MessageChoice): ReadChoice => ({ ...choice, terms: parseQuery(q) });

const readSelection = (selection: MessageSelection): ReadSelection =>
  typeof selection === 'object' && 'matching' in selection ? { matching: readChoice(selection.matching) } : selection;

/** Pieces of one body; ends early when the copy goes meanwhile. */
async function* piecesOf(ask: Ask, id: number): AsyncGenerator<Buffer> {
  let given = 0;
  for (let place = 0; ; place += 1) {
    const piece = await ask('piece', id, place);
    if (piece === undefined) return;
    const { buffer, byteOffset, byteLength } = piece.bytes;
    if (byteLength > 0) yield Buffer.from(buffer, byteOffset, byteLength);
    given += byteLength;
    if (given >= piece.size) return;
  }
}

const wholeOf = async (ask: Ask, id: number): Promise<Buffer | undefined> => {
  const first = await ask('piece', id, 0);
  if (first === undefined) return undefined;
  const pieces: Uint8Array[] = [first.bytes];
  for (let given = first.bytes.byteLength; given < first.size; ) {
    const piece = await ask('piece', id, pieces.length);
    // Deleted meanwhile.
    if (piece === undefined) return undefined;
    pieces.push(piece.bytes);
    given += piece.bytes.byteLength;
  }
  return Buffer.concat(pieces);
};

export const messageShelf = (ask: Ask, now: () => number): MessageShelf => ({
  list: async (choice = {}, limit = USUAL_LIMIT) => ask('list', readChoice(choice), limit, now()),
  count: async (choice = {}) => ask('count', readChoice(choice), now()),
  get: (id) => ask('get', id),
  raw: (id) => wholeOf(ask, id),
  rawChunks: (id) => piecesOf(ask, id),
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
