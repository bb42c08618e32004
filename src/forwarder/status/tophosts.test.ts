import { describe, expect, it } from 'vitest';
import type { CounterRow } from '../counters.ts';
import { documentedTophosts } from './tophosts.ts';
import { readTophostsKey, sortHosts, TOPHOSTS_KEY_NAMES, type TophostsKey } from './tophosts-key.ts';

const row = (host: string, figures: Partial<CounterRow> = {}): CounterRow => ({
  host,
  down: false,
  attempted: true,
  activeRecipients: 0,
  connectionsOut: 0,
  deliveredRecipients: 0,
  softBounced: 0,
  hardBounced: 0,
  ...figures,
});

const ROWS = [
  row('the.encryption.queue', { connectionsOut: 9 }),
  row('the.tdc.queue', { activeRecipients: 7055, deliveredRecipients: 182_000, softBounced: 38_548, hardBounced: 13_987, down: true }),
  row('a.example', { activeRecipients: 12, connectionsOut: 3, deliveredRecipients: 1_234_567, softBounced: 40_000, hardBounced: 1 }),
];
const NOW = Date.UTC(2020, 7, 13, 14, 29, 42);

/** As whoever reads it does: by white space. */
const cells = (text: string): string[][] =>
  text
    .split('\n')
    .slice(5)
    .filter((line) => line !== '')
    .map((line) => line.split(/\s+/));

describe('tophosts', () => {
  it('has the documented head, the mark behind the rank and commas between thousands', () => {
    const text = documentedTophosts(ROWS, 'active_rcpts', NOW);
    expect(text.split('\n').slice(0, 3)).toEqual([
      'Status as of: Thu Aug 13 14:29:42 2020 GMT',
      "Hosts marked with '*' were down as of the last delivery attempt.",
      '',
    ]);
    expect(text.split('\n')[3]?.trim().split(/\s+/)).toEqual(['Active', 'Conn.', 'Deliv.', 'Soft', 'Hard']);
    expect(text.split('\n')[4]).toMatch(/^# +Recipient Host +Recip\. +Out +Recip\. +Bounced +Bounced$/);
    expect(cells(text)).toEqual([
      ['1*', 'the.tdc.queue', '7,055', '0', '182,000', '38,548', '13,987'],
      ['2', 'a.example', '12', '3', '1,234,567', '40,000', '1'],
      ['3', 'the.encryption.queue', '0', '9', '0', '0', '0'],
    ]);
  });

  it('keeps columns apart whatever they hold', () => {
    const long = `${'x'.repeat(200)}.example`;
    expect(cells(documentedTophosts([row(long, { activeRecipients: 999_999_999_999 })], 'active_rcpts', NOW))).toEqual([
      ['1', long, '999,999,999,999', '0', '0', '0', '0'],
    ]);
  });

  it.each<[TophostsKey, string[]]>([
    ['active_rcpts', ['the.tdc.queue', 'a.example', 'the.encryption.queue']],
    ['conn_out', ['the.encryption.queue', 'a.example', 'the.tdc.queue']],
    ['deliv_recip', ['a.example', 'the.tdc.queue', 'the.encryption.queue']],
    ['hard_bounced', ['the.tdc.queue', 'a.example', 'the.encryption.queue']],
    ['soft_bounced', ['a.example', 'the.tdc.queue', 'the.encryption.queue']],
  ])('sorts by %s (COUNT-5)', (key, hosts) => {
    expect(sortHosts(ROWS, key).map(({ host }) => host)).toEqual(hosts);
    expect(cells(documentedTophosts(ROWS, key, NOW)).map((line) => line[1])).toEqual(hosts);
  });

  it('puts equal figures in the order of names', () => {
    expect(sortHosts([row('b'), row('c'), row('a')], 'conn_out').map(({ host }) => host)).toEqual(['a', 'b', 'c']);
  });

  it('knows its keys by name and by their number in the menu', () => {
    expect(TOPHOSTS_KEY_NAMES).toEqual(['active_rcpts', 'conn_out', 'deliv_recip', 'hard_bounced', 'soft_bounced']);
    expect(['1', '2', '3', '4', '5'].map(readTophostsKey)).toEqual(TOPHOSTS_KEY_NAMES);
    expect(['conn_out', '0', '6', '1 ', 'toString', ''].map(readTophostsKey)).toEqual(['conn_out', ...Array(5).fill(undefined)]);
  });
});
