import { Given, When } from '@cucumber/cucumber';
import type { ConformanceWorld } from './world.ts';

Given('a system whose queue survives a crash', function (this: ConformanceWorld) {
  this.wish({ durableQueue: true });
});

When('the system crashes', async function (this: ConformanceWorld) {
  const stand = await this.stand();
  this.needs('crash', stand);
  await stand.readMailLog();
  await stand.driver.crash();
  stand.evidence.record({ type: 'systemCrashed' });
});

When('the system is started again', async function (this: ConformanceWorld) {
  const stand = await this.stand();
  await stand.driver.restart();
  stand.evidence.record({ type: 'systemRestarted' });
});
