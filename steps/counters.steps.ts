import { type DataTable, Then } from '@cucumber/cucumber';
import type { DestinationCounters } from '../src/harness/drivers/driver.ts';
import { StandError } from '../src/harness/outcome.ts';
import type { ConformanceWorld } from './world.ts';

const COLUMNS: ReadonlyMap<string, (row: DestinationCounters) => number> = new Map<string, (row: DestinationCounters) => number>([
  ['Active Recipients', (row) => row.activeRecipients],
  ['Connections Out', (row) => row.connectionsOut],
  ['Delivered', (row) => row.deliveredRecipients],
  ['Soft Bounced', (row) => row.softBounced],
  ['Hard Bounced', (row) => row.hardBounced],
]);

Then('the counters of the.tdc.queue read:', async function (this: ConformanceWorld, table: DataTable) {
  const stand = await this.stand();
  this.needs('counters', stand);
  const row = (await stand.driver.counters()).find((candidate) => candidate.host === 'the.tdc.queue');
  if (row === undefined) return this.depart({ expected: 'a row for the.tdc.queue', observed: 'none', evidence: [] });
  const wrong = table.raw().flatMap(([name = '', wanted = '']) => {
    const column = COLUMNS.get(name);
    if (column === undefined) throw new StandError(`no counter is called "${name}"; there are ${[...COLUMNS.keys()].join(', ')}`);
    return column(row) === Number(wanted) ? [] : [`${name} ${column(row)} instead of ${wanted}`];
  });
  if (wrong.length === 0) return;
  this.depart({ expected: 'the counters to tell what happened', observed: wrong.join(', '), evidence: [] });
});
