import type { Evidence } from '../../../../src/evidence/events.ts';
import { ask } from '../../../../src/web/ui/api.ts';
import type { ConnectionRecord, DnsQueryRecord, RuleHitRecord } from '../../../store/message-record.ts';

/** How a copy came: over which connection, after which look-ups, under which faults. */
export interface MessageOrigin {
  /** null where the evidence no longer tells of it. */
  readonly connection: ConnectionRecord | null;
  /** Oldest first. */
  readonly dnsQueries: readonly DnsQueryRecord[];
  readonly ruleHits: readonly RuleHitRecord[];
  readonly transcript: readonly Evidence[];
  /** Where the transcript goes on, when there is more of it. */
  readonly transcriptNext: number | null;
}

export const messageOrigin = (id: number, signal: AbortSignal): Promise<MessageOrigin> => ask(`/api/v1/messages/${id}/origin`, { signal });
