import { describe, expect, it } from 'vitest';
import type { Fact } from '../../evidence/events.ts';
import { closed, logOf, opened } from './case.testing.ts';
import { connectionsAgree, countersAre, isSorted, othersUnmarked, queueIsCounted, queueIsMarked } from './counters.ts';
import { departs, inconclusive } from './finding.ts';

const printed = (rows: readonly string[], sortKey = 'active_rcpts'): Fact => ({ type: 'countersRead', sortKey, text: rows.join('\n') });
const QUEUE = '1 the.tdc.queue 4 3 2 1 0';
const HOP = '2 [10.0.0.1] 0 1 9 0 0';
const NEVER = inconclusive('the counters were never read');

describe('the row of the connector', () => {
  it('has to be there', () => {
    expect(queueIsCounted(logOf(printed([QUEUE])))).toBeUndefined();
    expect(queueIsCounted(logOf(printed([HOP])))).toEqual(departs('a row for the.tdc.queue', 'rows for [10.0.0.1]', [1]));
    expect(queueIsCounted(logOf(printed([])))).toEqual(departs('a row for the.tdc.queue', 'no rows', [1]));
    expect(queueIsCounted([])).toEqual(NEVER);
  });

  it('is held against the figures wanted, by the last print', () => {
    const log = logOf(printed(['1 the.tdc.queue 0 0 0 0 0']), printed([HOP, QUEUE]));
    expect(countersAre(log, [['Active Recipients', 4]])).toBeUndefined();
    expect(
      countersAre(log, [
        ['Connections Out', 3],
        ['Delivered', 2],
        ['Soft Bounced', 1],
        ['Hard Bounced', 0],
      ]),
    ).toBeUndefined();
    expect(
      countersAre(log, [
        ['Delivered', 3],
        ['Connections Out', 3],
        ['Hard Bounced', 1],
      ]),
    ).toEqual(departs('the counters to tell what happened', 'Delivered 2 instead of 3, Hard Bounced 0 instead of 1', [2]));
  });

  it('blames the feature for a column that does not exist', () => {
    expect(() => countersAre([], [['Deliverd', 2]])).toThrow(/no counter is called "Deliverd"; there are Active Recipients/);
  });
});

describe('connectionsAgree', () => {
  it('compares with what is open at the intake', () => {
    const three = [opened(1), opened(2), opened(3)];
    expect(connectionsAgree(logOf(...three, printed([QUEUE])))).toBeUndefined();
    expect(connectionsAgree(logOf(...three, closed(2), printed([QUEUE])))).toEqual(
      departs('Connections Out 2, as the intake sees', '3', [1, 3, 5]),
    );
  });
});

describe('isSorted', () => {
  const sorted = (rows: readonly string[], key: string) => isSorted(logOf(printed(rows, key)));

  it.each([
    ['active_rcpts', true],
    ['conn_out', true],
    ['deliv_recip', false],
    ['soft_bounced', true],
  ])('looks at the column of %s', (key, falls) => {
    expect(sorted([QUEUE, HOP], key) === undefined).toBe(falls);
    expect(sorted([HOP, QUEUE], key) === undefined).toBe(!falls);
  });

  it('tells the figures that do not fall', () => {
    expect(sorted([QUEUE, HOP], 'deliv_recip')).toEqual(departs('hosts by Delivered, the highest first', '2, 9', [1]));
  });

  it('proves nothing where the column tells no hosts apart', () => {
    expect(sorted([QUEUE, HOP], 'hard_bounced')).toEqual(inconclusive('no two hosts differ in Hard Bounced'));
    expect(sorted([QUEUE], 'active_rcpts')).toHaveProperty('inconclusive');
    expect(isSorted([])).toEqual(NEVER);
  });
});

describe('the mark of a host that was down', () => {
  const marked = logOf(printed(['1* the.tdc.queue 4 3 2 1 0', HOP]));
  const unmarked = logOf(printed([QUEUE, '2* [10.0.0.1] 0 1 9 0 0']));

  it('is wanted or not', () => {
    expect(queueIsMarked(marked, true)).toBeUndefined();
    expect(queueIsMarked(unmarked, false)).toBeUndefined();
    expect(queueIsMarked(unmarked, true)).toEqual(departs('the.tdc.queue marked with *', 'no mark', [1]));
    expect(queueIsMarked(marked, false)).toEqual(departs('the.tdc.queue without a mark', 'marked with *', [1]));
  });

  it('stands at no other host; proved only if there is one', () => {
    expect(othersUnmarked(marked)).toBeUndefined();
    expect(othersUnmarked(unmarked)).toEqual(departs('no mark at the other hosts', '[10.0.0.1] is marked', [1]));
    expect(othersUnmarked(logOf(printed([QUEUE])))).toEqual(inconclusive('no other host is counted'));
  });
});
