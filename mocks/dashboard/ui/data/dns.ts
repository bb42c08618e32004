import { ApiError, ask } from '../../../../src/web/ui/api.ts';
import type { DnsQueryRecord } from '../../../store/message-record.ts';
import { queryOf } from './messages.ts';

export const RECORD_TYPES = ['A', 'AAAA', 'MX', 'CNAME', 'TXT', 'NS', 'SOA'] as const;
export type RecordType = (typeof RECORD_TYPES)[number];

/** A record of the zone; what it holds beside these depends on its type. */
export interface ZoneRecord {
  readonly name: string;
  readonly type: RecordType;
  readonly ttl?: unknown;
  readonly [field: string]: unknown;
}

/** A fault that is armed on the DNS layer. */
export interface DnsFault {
  readonly id: string;
  readonly match: Readonly<Record<string, unknown>>;
  readonly do: Readonly<Record<string, unknown>>;
  readonly hits: number;
}

export const MOST_QUERIES = 500;
const RECORDS = '/api/v1/dns/records';

/** Newest first. */
export const dnsQueries = async (signal: AbortSignal): Promise<readonly DnsQueryRecord[]> =>
  (await ask<{ queries: readonly DnsQueryRecord[] }>(`/api/v1/dns/queries${queryOf({ limit: MOST_QUERIES })}`, { signal })).queries;

export const zoneRecords = async (signal?: AbortSignal): Promise<readonly ZoneRecord[]> =>
  (await ask<{ records: readonly ZoneRecord[] }>(RECORDS, signal === undefined ? {} : { signal })).records;

export const dnsFaults = async (signal: AbortSignal): Promise<readonly DnsFault[]> =>
  (await ask<{ rules: readonly DnsFault[] }>('/api/v1/rules?layer=dns', { signal })).rules;

export const addRecord = (record: ZoneRecord): Promise<unknown> => ask(RECORDS, { method: 'POST', body: record });

const same = (one: ZoneRecord, other: ZoneRecord): boolean => JSON.stringify(one) === JSON.stringify(other);

/** A refusal of the set names the place of the record in it; a form knows only of its own fields. */
const ofOneRecord = (error: unknown): unknown =>
  error instanceof ApiError
    ? new ApiError(
        error.status,
        error.message,
        error.complaints.map(({ path, message }) => ({ path: path.replace(/^\d+\.?/, ''), message })),
        error.type,
      )
    : error;

/** All records of one name and type as they were read; what is written back tells which state that was. */
interface RecordSet {
  readonly etag: string;
  readonly records: readonly ZoneRecord[];
}

const setAddress = ({ name, type }: ZoneRecord): string => `${RECORDS}/${encodeURIComponent(name)}/${type}`;

/** A record in its set, to be changed: whoever changes the set meanwhile is not overwritten. */
export class RecordInHand {
  readonly record: ZoneRecord;
  private readonly set: RecordSet;

  private constructor(record: ZoneRecord, set: RecordSet) {
    this.record = record;
    this.set = set;
  }

  /** Undefined: the record is no longer there. */
  static async take(record: ZoneRecord): Promise<RecordInHand | undefined> {
    const set = await ask<RecordSet>(setAddress(record));
    return set.records.some((one) => same(one, record)) ? new RecordInHand(record, set) : undefined;
  }

  /**
   * Puts another record of the same name and type into its place, or takes it away.
   * @throws ApiError 412 when the set was changed meanwhile, 422 when the zone would not hold together; it is as it was then
   */
  async replace(after: ZoneRecord | undefined): Promise<void> {
    const body = this.set.records.flatMap((one) => (same(one, this.record) ? (after ?? []) : one));
    try {
      await ask(setAddress(this.record), { method: 'PUT', headers: { 'If-Match': this.set.etag }, body });
    } catch (error) {
      throw ofOneRecord(error);
    }
  }
}
