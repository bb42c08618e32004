import type { Evidence } from '../../src/evidence/events.ts';
import type { ConnectionRecord } from '../store/message-record.ts';
import type { Store } from '../store/store.ts';

/** Entries of one connection that are looked at for its lane. */
const MOST_ENTRIES = 500;

interface Stretch {
  readonly stage: string;
  readonly atMs: number;
  readonly answeredAtMs: number | null;
}

interface Lane extends Pick<ConnectionRecord, 'connection' | 'host' | 'openedAtMs' | 'closedAtMs' | 'end'> {
  readonly stages: readonly Stretch[];
  readonly faults: readonly { readonly atMs: number; readonly ruleId: string; readonly action: string; readonly stage: string | null }[];
  readonly messages: readonly { readonly atMs: number; readonly id: number }[];
  readonly tlsAtMs: number | null;
  readonly cut: boolean;
}

/** The stages in the order in which they were entered, each with its last reply; a stage that goes on is told once. */
const stagesOf = (entries: readonly Evidence[], openedAtMs: number): Stretch[] => {
  const stages: Stretch[] = [{ stage: 'connect', atMs: openedAtMs, answeredAtMs: null }];
  for (const entry of entries) {
    if (entry.type !== 'commandReceived' && entry.type !== 'replySent') continue;
    const { stage, atMs } = entry;
    const answeredAtMs = entry.type === 'replySent' ? atMs : null;
    const last = stages.at(-1);
    if (last?.stage === stage) stages[stages.length - 1] = { ...last, answeredAtMs };
    else stages.push({ stage, atMs, answeredAtMs });
  }
  return stages;
};

/** One connection as a lane, from what was seen on it. */
export const laneOf = (record: ConnectionRecord, entries: readonly Evidence[], cut: boolean): Lane => {
  const { connection, host, openedAtMs, closedAtMs, end } = record;
  return {
    connection,
    host,
    openedAtMs,
    closedAtMs,
    end,
    stages: stagesOf(entries, openedAtMs),
    faults: entries.flatMap((entry) =>
      entry.type === 'ruleFired' ? [{ atMs: entry.atMs, ruleId: entry.ruleId, action: entry.action, stage: entry.stage ?? null }] : [],
    ),
    messages: entries.flatMap((entry) => (entry.type === 'copyReceived' ? [{ atMs: entry.atMs, id: entry.copy }] : [])),
    tlsAtMs: entries.find(({ type }) => type === 'tlsEstablished')?.atMs ?? null,
    cut,
  };
};

/** How many connections were open, from each moment on at which that changed. */
export const concurrencyOf = (
  connections: readonly Pick<ConnectionRecord, 'openedAtMs' | 'closedAtMs'>[],
): { readonly atMs: number; readonly open: number }[] => {
  const changes = new Map<number, number>();
  const add = (atMs: number, by: number): void => void changes.set(atMs, (changes.get(atMs) ?? 0) + by);
  for (const { openedAtMs, closedAtMs } of connections) {
    add(openedAtMs, 1);
    if (closedAtMs !== null) add(closedAtMs, -1);
  }
  let open = 0;
  return [...changes]
    .sort(([one], [other]) => one - other)
    .map(([atMs, by]) => {
      open += by;
      return { atMs, open };
    });
};

/** Lanes for connections, and how many of them were open at once. */
export const timelineOf = async (store: Store, connections: readonly ConnectionRecord[]) => {
  const lanes = await Promise.all(
    connections.map(async (record) => {
      const entries = await store.connections.transcript(record.connection, 0, MOST_ENTRIES + 1);
      return laneOf(record, entries.slice(0, MOST_ENTRIES), entries.length > MOST_ENTRIES);
    }),
  );
  return { lanes, concurrency: concurrencyOf(connections) };
};
