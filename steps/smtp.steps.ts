import { Then } from '@cucumber/cucumber';
import { notSentInVain, onlyOfferedUsed, safeAtCommit } from '../src/harness/checks/smtp.ts';
import type { ConformanceWorld } from './world.ts';

Then('only what the intake offered was used', function (this: ConformanceWorld) {
  this.conclude(onlyOfferedUsed(this.file));
});

Then('the copy is not sent in vain within {int} seconds', async function (this: ConformanceWorld, seconds: number) {
  await this.watch(seconds);
  this.conclude(notSentInVain(this.file));
});

Then('within {int} seconds the copy is not lost, and is there twice at most', async function (this: ConformanceWorld, seconds: number) {
  await this.watch(seconds);
  this.conclude(safeAtCommit(this.file, this.onlyMessage));
});
