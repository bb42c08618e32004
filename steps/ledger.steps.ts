import { Then } from '@cucumber/cucumber';
import { allAccountedFor, tellLedger } from '../src/harness/checks/ledger.ts';
import type { ConformanceWorld } from './world.ts';

Then('every copy is accounted for', async function (this: ConformanceWorld) {
  await this.readLog();
  this.attach(tellLedger(this.file), 'text/plain');
  this.conclude(allAccountedFor(this.file));
});

Then('after {int} seconds more every copy is accounted for', async function (this: ConformanceWorld, seconds: number) {
  await this.watch(seconds);
  await this.readLog();
  this.attach(tellLedger(this.file), 'text/plain');
  this.conclude(allAccountedFor(this.file));
});
