import { Then } from '@cucumber/cucumber';
import {
  allGone,
  allQuit,
  atLeastCarried,
  atLeastOpen,
  carryAtOnce,
  cleanTransactions,
  isOpenAtOnce,
  mostMessages,
  mostOpenNow,
  neverMoreOpen,
  someShared,
} from '../src/harness/checks/connections.ts';
import { faultsMetWithin } from '../src/harness/checks/invariants.ts';
import { armedFaults } from './invariants.ts';
import type { ConformanceWorld } from './world.ts';

Then(
  'at least {int} connections are open at once within {int} seconds',
  async function (this: ConformanceWorld, wanted: number, seconds: number) {
    const system = await this.system();
    // A system of its own pace opens its connections before the fault that makes the backlog is met on any of them.
    const isMet = (): boolean => faultsMetWithin(armedFaults(this, system), seconds) === undefined;
    await this.await(() => isOpenAtOnce(this.seen, wanted) && isMet(), seconds);
    this.conclude(atLeastOpen(this.seen, wanted));
  },
);

Then(
  'at least {int} connections carry copies at once within {int} seconds',
  async function (this: ConformanceWorld, wanted: number, seconds: number) {
    await this.await(() => carryAtOnce(this.seen, wanted), seconds);
    this.conclude(atLeastCarried(this.seen, wanted));
  },
);

Then('never more than {int} connections were open at once', function (this: ConformanceWorld, limit: number) {
  this.conclude(neverMoreOpen(this.seen, limit));
});

Then('at most {int} messages went over any connection', function (this: ConformanceWorld, limit: number) {
  this.conclude(mostMessages(this.seen, limit));
});

Then('every connection is gone within the idle time', async function (this: ConformanceWorld) {
  const { idleCloseMs } = (await this.system()).facts;
  await this.watch(idleCloseMs / 1000 + 1);
  this.conclude(allGone(this.seen, idleCloseMs));
});

Then('every connection ended with QUIT', function (this: ConformanceWorld) {
  this.conclude(allQuit(this.seen));
});

Then('at most {int} connections stay open {int} seconds later', async function (this: ConformanceWorld, limit: number, seconds: number) {
  await this.watch(seconds);
  this.conclude(mostOpenNow(this.seen, limit));
});

Then('the messages shared a connection', function (this: ConformanceWorld) {
  this.conclude(someShared(this.seen));
});

Then('every transaction was clean', function (this: ConformanceWorld) {
  this.conclude(cleanTransactions(this.seen));
});
