import type { Evidence } from '../../../../src/evidence/events.ts';
import { ask } from '../../../../src/web/ui/api.ts';
import type { ConnectionRecord } from '../../../store/message-record.ts';
import { queryOf } from './messages.ts';

/** A connection as a lane in time. Times are milliseconds since the epoch on the clock of the mock. */
export interface Lane extends Pick<ConnectionRecord, 'connection' | 'host' | 'openedAtMs' | 'closedAtMs' | 'end'> {
  /** In the order in which they were entered; the first is `connect`. */
  readonly stages: readonly { readonly stage: string; readonly atMs: number; readonly answeredAtMs: number | null }[];
  readonly faults: readonly { readonly atMs: number; readonly ruleId: string; readonly action: string; readonly stage: string | null }[];
  /** Copies that came whole. */
  readonly messages: readonly { readonly atMs: number; readonly id: number }[];
  readonly tlsAtMs: number | null;
  /** There is more to it than is told here. */
  readonly cut: boolean;
}

export interface Timeline {
  /** Newest first. */
  readonly lanes: readonly Lane[];
  /** How many of these connections were open from each moment on. */
  readonly concurrency: readonly { readonly atMs: number; readonly open: number }[];
  /** null when these are all. */
  readonly next: number | null;
  /** Whether anybody has connected at all, be it before this window. */
  readonly ever: boolean;
}

export interface ConnectionDetails extends ConnectionRecord {
  readonly transcript: readonly Evidence[];
  /** null when this is all of it. */
  readonly transcriptNext: number | null;
}

/** The most that the API hands out at once. */
export const MOST_LANES = 300;

const lanes = (
  query: { readonly fromMs?: number | undefined; readonly limit: number },
  signal: AbortSignal,
): Promise<Omit<Timeline, 'ever'>> => ask(`/api/v1/connections/timeline${queryOf(query)}`, { signal });

/** Connections that were open at `fromMs` or later; all of them without it. */
export const timelineFrom = async (fromMs: number | undefined, signal: AbortSignal): Promise<Timeline> => {
  const found = await lanes({ fromMs, limit: MOST_LANES }, signal);
  // A window that holds none is not yet a mock that nobody has connected to: what to do next differs.
  const some = found.lanes.length > 0 || fromMs === undefined ? found : await lanes({ limit: 1 }, signal);
  return { ...found, ever: some.lanes.length > 0 };
};

export const connectionDetails = (connection: number, signal: AbortSignal): Promise<ConnectionDetails> =>
  ask(`/api/v1/connections/${connection}`, { signal });
