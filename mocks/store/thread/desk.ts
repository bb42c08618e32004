import { setImmediate } from 'node:timers/promises';
import type { ReadChoice, ReadSelection } from '../database/message-reader.ts';
import { parseRunFile } from '../database/runs.ts';
import { looksIntoText } from '../search/query-sql.ts';
import type { Calls } from './protocol.ts';
import type { StoreDatabase } from './store-database.ts';

/** Copies changed in one transaction, so that nobody waits long for a large change. */
const SLICE = 200;
/** Of more copies than this it is told only how many there were. */
const MOST_TOLD = 50;
/** Ids of deleted copies that are told; of more it is said that all lists have changed. */
const MOST_IDS = 500;
/** A search waits this long at most for copies that are not in the index yet. */
const INDEX_FIRST_MS = 50;

const isEverything = ({ terms, account, before, after }: ReadChoice): boolean =>
  terms.length === 0 && account === undefined && before === undefined && after === undefined;

/** Answers what is asked of the store. */
export const makeDesk = (database: StoreDatabase, indexFor: (ms: number) => void, settled: () => Promise<void>): Calls => {
  const { bodies, ingest, reader, runs, tally, writer } = database;

  /** Changes copies slice by slice; tells the ids of those that were. */
  const changeAll = async (selection: ReadSelection, nowMs: number, change: (id: number) => boolean): Promise<number[]> => {
    // Who changes what a search finds means all of it, whatever waits for the index.
    if (typeof selection === 'object' && 'matching' in selection && looksIntoText(selection.matching.terms)) await settled();
    const ids = reader.select(selection, nowMs);
    const changed: number[] = [];
    for (let from = 0; from < ids.length; from += SLICE) {
      database.transaction(() => {
        for (const id of ids.slice(from, from + SLICE)) if (change(id)) changed.push(id);
      });
      await setImmediate();
    }
    return changed;
  };

  const told = (ids: readonly number[]): number => {
    database.transaction(() => {
      if (ids.length > MOST_TOLD) database.tell({ type: 'messagesChanged', messages: ids.length });
      else for (const message of ids.map((id) => reader.summaryOf(id))) if (message) database.tell({ type: 'messageChanged', message });
    });
    return ids.length;
  };

  return {
    list: (choice, limit, nowMs) => {
      if (looksIntoText(choice.terms)) indexFor(INDEX_FIRST_MS);
      return { ...reader.list(choice, limit, nowMs), unindexed: tally.unindexed };
    },
    count: (choice, nowMs) => {
      // What every open page asks all the time needs no look at every row.
      if (isEverything(choice)) return tally.messages;
      if (looksIntoText(choice.terms)) indexFor(INDEX_FIRST_MS);
      return reader.count(choice, nowMs);
    },
    get: (id) => reader.get(id),
    piece: (id, place) => {
      const body = reader.bodyOf(id);
      const bytes = body === undefined ? undefined : bodies.piece(body, place);
      return body === undefined || bytes === undefined ? undefined : { bytes, size: bodies.sizeOf(body) };
    },
    counts: () => tally.counts(),
    tags: () => reader.tags(),
    delete: async (selection, nowMs) => {
      const deleted = await changeAll(selection, nowMs, (id) => writer.delete(id) !== undefined);
      if (deleted.length > 0) {
        const ids = selection === 'all' || deleted.length > MOST_IDS ? 'all' : deleted;
        database.transaction(() => database.tell({ type: 'messagesDeleted', ids }));
      }
      return deleted.length;
    },
    tag: async (selection, add, remove, nowMs) => told(await changeAll(selection, nowMs, (id) => writer.tag(id, add, remove))),
    markRead: async (selection, read, nowMs) => told(await changeAll(selection, nowMs, (id) => writer.markRead(id, read))),
    connections: (choice, limit) => ingest.connections.list(choice, limit),
    connection: (connection) => ingest.connections.get(connection),
    transcript: (connection, after, limit) => ingest.evidence.transcript(connection, after, limit),
    evidence: (after, limit) => ingest.evidence.after(after, limit),
    dnsQueries: (choice, limit) => ingest.dns.list(choice, limit),
    ruleHits: (choice, limit) => ingest.hits.list(choice, limit),
    addRun: (content, nowMs) => {
      const file = parseRunFile(content);
      return database.transaction(() => {
        const added = runs.add(file, nowMs);
        database.tell({ type: 'runAdded', run: added.run });
        return added;
      });
    },
    listRuns: () => runs.list(),
    run: (run) => runs.get(run),
    scenario: (run, scenario) => runs.scenario(run, scenario),
    deleteRun: (run) =>
      database.transaction(() => {
        const deleted = runs.delete(run);
        if (deleted) database.tell({ type: 'runDeleted', run });
        return deleted;
      }),
    status: () => {
      const { messages, bytes, connections, evidence, dnsQueries, unindexed, pruned } = tally;
      return { messages, bytes, connections, evidence, dnsQueries, unindexed, pruned: { ...pruned } };
    },
    settle: settled,
  };
};
