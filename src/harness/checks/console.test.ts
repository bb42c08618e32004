import { describe, expect, it } from 'vitest';
import type { Fact } from '../../evidence/events.ts';
import { logOf } from './case.testing.ts';
import { connectorIsLast, connectorReads, noStatusTable, POLICIES_TABLE, STATUS_TABLE, statusShowsQueue } from './console.ts';
import { departs, inconclusive } from './finding.ts';

const shown = (table: string, columns: readonly string[], ...rows: readonly (readonly string[])[]): Fact => ({
  type: 'consoleRead',
  table,
  columns,
  rows,
});
const policies = (...rows: readonly (readonly string[])[]) => logOf(shown(POLICIES_TABLE, ['Name', 'Anti-Spam', 'Connector'], ...rows));
const STATUS_COLUMNS = ['Recipient Host', 'Active Recip.', 'Deliv. Recip.'];

describe('the policies', () => {
  it('have the connector as their last column', () => {
    expect(connectorIsLast(policies(), 'Connector')).toBeUndefined();
    expect(connectorIsLast(policies(), 'Anti-Spam')).toEqual(departs('"Anti-Spam" as the last column', 'Name, Anti-Spam, Connector', [1]));
  });

  it('read as they are set, by the last look', () => {
    const log = policies(['sales', 'Disabled'], ['staff', 'Enabled']);
    expect(connectorReads(log, 'staff', 'Enabled')).toBeUndefined();
    expect(connectorReads(log, 'sales', 'Enabled')).toEqual(departs('"Enabled" for the policy sales', '"Disabled"', [1]));
    expect(connectorReads(log, 'none', 'Enabled')).toMatchObject({ departs: { observed: 'no such policy' } });
    const again = logOf(shown(POLICIES_TABLE, [], ['sales', 'Disabled']), shown(POLICIES_TABLE, [], ['sales', 'Enabled']));
    expect(connectorReads(again, 'sales', 'Enabled')).toBeUndefined();
  });

  it('prove nothing when nobody looked', () => {
    expect(connectorReads(logOf(shown(STATUS_TABLE, [])), 'sales', 'Enabled')).toEqual(
      inconclusive('nobody looked at Incoming Mail Policies'),
    );
  });
});

describe('the delivery status', () => {
  const status = (...rows: readonly (readonly string[])[]) => logOf(shown(STATUS_TABLE, STATUS_COLUMNS, ...rows));

  it('shows the queue with what was delivered', () => {
    expect(statusShowsQueue(status(['[10.0.0.1]', '0', '9'], ['the.tdc.queue', '3', '1,200']), 1200)).toBeUndefined();
    expect(statusShowsQueue(status(['the.tdc.queue', '2', '0']), 2)).toMatchObject({ departs: { observed: 'the.tdc.queue 2 0' } });
    expect(statusShowsQueue(status(['[10.0.0.1]', '0', '2']), 2)).toMatchObject({ departs: { observed: '[10.0.0.1]' } });
    expect(statusShowsQueue(status(), 2)).toMatchObject({ departs: { observed: 'no rows' } });
  });

  it('is not there on a gateway of the cloud', () => {
    expect(noStatusTable(logOf(shown(STATUS_TABLE, [])))).toBeUndefined();
    expect(noStatusTable(status())).toHaveProperty('departs');
  });
});
