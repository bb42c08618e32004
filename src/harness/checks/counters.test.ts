import { describe, expect, it } from 'vitest';
import { countersRead } from './counters.ts';
import { departs } from './finding.ts';

const row = (host: string, deliveredRecipients: number) => ({
  host,
  down: false,
  activeRecipients: 0,
  connectionsOut: 3,
  deliveredRecipients,
  softBounced: 1,
  hardBounced: 0,
});
const ROWS = [row('other.example', 9), row('the.tdc.queue', 2)];

describe('countersRead', () => {
  it('reads the row of the connector', () => {
    expect(countersRead(ROWS, [['Delivered', 2]])).toBeUndefined();
    expect(
      countersRead(ROWS, [
        ['Active Recipients', 0],
        ['Connections Out', 3],
        ['Soft Bounced', 1],
        ['Hard Bounced', 0],
      ]),
    ).toBeUndefined();
  });

  it('names every figure that is wrong', () => {
    expect(
      countersRead(ROWS, [
        ['Delivered', 3],
        ['Connections Out', 3],
        ['Hard Bounced', 1],
      ]),
    ).toEqual(departs('the counters to tell what happened', 'Delivered 2 instead of 3, Hard Bounced 0 instead of 1', []));
  });

  it('departs without the row', () => {
    expect(countersRead([row('other.example', 2)], [['Delivered', 2]])).toEqual(departs('a row for the.tdc.queue', 'none', []));
  });

  it('blames the feature for a column that does not exist', () => {
    expect(() => countersRead([], [['Deliverd', 2]])).toThrow(/no counter is called "Deliverd"; there are Active Recipients/);
  });
});
