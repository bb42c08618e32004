import type { Evidence } from '../../../../src/evidence/events.ts';
import { ask } from '../../../../src/web/ui/api.ts';
import type { ConnectionRecord } from '../../../store/message-record.ts';
import { queryOf } from './messages.ts';

/** A connection as a lane in time. Times are milliseconds since the epoch on the clock of the mock. */
export interface Lane extends Pick<ConnectionRecord, 'connection' | 'host' | 'openedAtMs' | 'closedAtMs' | 'end'> {
  /** In the order in which they were entered; the first is `connect`. */
  readonly stages: readonly { readonly stage: string; readonly atMs: number }[];
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
}

export interface ConnectionDetails extends ConnectionRecord {
  readonly transcript: readonly Evidence[];
  /** null when this is all of it. */
  readonly transcriptNext: number | null;
}

/** The most that the API hands out at once. */
export const MOST_LANES = 300;

/** Connections that were open at `fromMs` or later; all of them without it. */
export const timelineFrom = (fromMs: number | undefined, signal: AbortSignal): Promise<Timeline> =>
  ask(`/api/v1/connections/timeline${queryOf({ fromMs, limit: MOST_LANES })}`, { signal });

export const connectionDetails = (connection: number, signal: AbortSignal): Promise<ConnectionDetails> =>
  ask(`/api/v1/connections/${connection}`, { signal });
