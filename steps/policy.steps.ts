import { Then } from '@cucumber/cucumber';
import { faultsMetWithin } from '../src/harness/checks/invariants.ts';
import { noReport, originalReached, unreached } from '../src/harness/checks/policy.ts';
import { armedFaults } from './invariants.ts';
import type { ConformanceWorld } from './world.ts';

Then('the original reaches its recipients within {int} seconds', async function (this: ConformanceWorld, seconds: number) {
  const stand = await this.stand();
  this.needs('original-delivery', stand);
  const message = this.onlyMessage;
  await this.await(() => unreached(stand.nextHop.messages(), message).length === 0, seconds);
  this.conclude(originalReached(stand.nextHop.messages(), message, seconds));
});

Then('every fault was met within {int} seconds', async function (this: ConformanceWorld, seconds: number) {
  const stand = await this.stand();
  await this.await(() => armedFaults(this, stand).every(({ hits }) => hits > 0), seconds);
  this.conclude(faultsMetWithin(armedFaults(this, stand), seconds));
});

Then('no message of the gateway’s own reaches the next hop within {int} seconds', async function (this: ConformanceWorld, seconds: number) {
  const stand = await this.stand();
  this.needs('original-delivery', stand);
  await this.watch(seconds);
  this.conclude(noReport(stand.nextHop.messages(), this.sent));
});
