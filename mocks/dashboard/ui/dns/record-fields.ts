import type { RecordType, ZoneRecord } from '../data/dns.ts';
import type { dnsText } from './dns.text.ts';

export type FieldName = keyof ReturnType<typeof dnsText>['fields'];

/** What a record of each type holds, in the order of zone files. */
export const RECORD_FIELDS: Readonly<Record<RecordType, readonly FieldName[]>> = {
  A: ['address'],
  AAAA: ['address'],
  MX: ['preference', 'exchange'],
  CNAME: ['target'],
  TXT: ['text'],
  NS: ['host'],
  SOA: ['primary', 'admin', 'serial', 'refresh', 'retry', 'expire', 'minimum'],
};

const NUMBERS: ReadonlySet<string> = new Set(['ttl', 'preference', 'serial', 'refresh', 'retry', 'expire', 'minimum']);

export const isNumber = (field: string): boolean => NUMBERS.has(field);

/** What has been typed, as the API takes it. What is no number goes as it is, so that the refusal says what was expected. */
const typedValue = (field: string, typed: string): unknown => {
  if (field === 'text') return typed.includes('\n') ? typed.split('\n') : typed;
  const trimmed = typed.trim();
  return isNumber(field) && /^-?\d+$/.test(trimmed) ? Number(trimmed) : trimmed;
};

export type Typed = Readonly<Record<string, string>>;

/** A field that was left empty is left out: it has a default, or the API asks for it. */
export const recordOf = (type: RecordType, typed: Typed): ZoneRecord => {
  const fields = ['ttl', ...RECORD_FIELDS[type]].filter((field) => (typed[field] ?? '') !== '');
  return {
    type,
    name: (typed.name ?? '').trim(),
    ...Object.fromEntries(fields.map((field) => [field, typedValue(field, typed[field] ?? '')])),
  };
};

/** A record as it stands in a form; strings of a text have a line each. */
export const typedOf = (record: ZoneRecord): Typed =>
  Object.fromEntries(Object.entries(record).map(([field, value]) => [field, [value].flat().join('\n')]));

/** Its data on one line. */
export const dataOf = (record: ZoneRecord): string => RECORD_FIELDS[record.type].map((field) => [record[field]].flat().join(' ')).join(' ');
