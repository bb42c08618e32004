import { type DataTable, Then } from '@cucumber/cucumber';
import { countersRead } from '../src/harness/checks/counters.ts';
import type { ConformanceWorld } from './world.ts';

Then('the counters of the.tdc.queue read:', async function (this: ConformanceWorld, table: DataTable) {
  const stand = await this.stand();
  this.needs('counters', stand);
  const wanted = table.raw().map(([name = '', value = '']) => [name, Number(value)] as const);
  this.conclude(countersRead(await stand.driver.counters(), wanted));
});
