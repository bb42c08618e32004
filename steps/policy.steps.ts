import { Then } from '@cucumber/cucumber';
import { faultsMetWithin } from '../src/harness/checks/invariants.ts';
import { noReport, originalReached, unreached } from '../src/harness/checks/policy.ts';
import { armedFaults } from './invariants.ts';
import type { ConformanceWorld } from './world.ts';

Then('the original reaches its recipients within {int} seconds', async function (this: ConformanceWorld, seconds: number) {
  const system = await this.system();
  this.needs('original-delivery', system);
  const message = this.onlyMessage;
  await this.await(() => unreached(system.originals(), message).length === 0, seconds);
  this.conclude(originalReached(system.originals(), message, seconds));
});

Then('every fault was met within {int} seconds', async function (this: ConformanceWorld, seconds: number) {
  const system = await this.system();
  await this.await(() => armedFaults(this, system).every(({ hits }) => hits > 0), seconds);
  this.conclude(faultsMetWithin(armedFaults(this, system), seconds));
});

Then('no message of the gateway’s own reaches the next hop within {int} seconds', async function (this: ConformanceWorld, seconds: number) {
  const system = await this.system();
  this.needs('original-delivery', system);
  await this.watch(seconds);
  this.conclude(noReport(system.originals(), this.sent));
});
