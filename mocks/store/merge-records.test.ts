import { expect, test } from 'vitest';
import type { DnsRecord } from '../dns/zone.ts';
import { mergeRecords } from './merge-records.ts';

const at = (name: string, address = '127.0.0.1'): DnsRecord => ({ type: 'A', name, ttl: 0, address });
const state = (usualRecords: DnsRecord[], records: DnsRecord[]) => ({ accounts: [], rules: [], usualRecords, records });
const names = (records: readonly DnsRecord[]): string[] => records.map((one) => (one.type === 'A' ? `${one.name} ${one.address}` : ''));

test('what somebody added, changed or removed stays so while the stand begins as before', () => {
  const usual = [at('a'), at('b'), at('c')];
  expect(names(mergeRecords(usual, state(usual, [at('a'), at('b', '127.0.0.9'), at('mine')])))).toEqual([
    'a 127.0.0.1',
    'b 127.0.0.9',
    'mine 127.0.0.1',
  ]);
});

test('what the stand begins with now comes, what it no longer begins with goes', () => {
  const before = [at('a'), at('b')];
  const left = state(before, [at('a'), at('b'), at('mine')]);
  expect(names(mergeRecords([at('a', '10.0.0.1'), at('b'), at('new')], left))).toEqual([
    'b 127.0.0.1',
    'mine 127.0.0.1',
    'a 10.0.0.1',
    'new 127.0.0.1',
  ]);
});

test('a record that somebody added before the stand began with it is there once', () => {
  expect(names(mergeRecords([at('a')], state([], [at('a')])))).toEqual(['a 127.0.0.1']);
});
