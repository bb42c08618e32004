import { type DataTable, Given, Then } from '@cucumber/cucumber';
import { connectionsAgree, countersAre, isSorted, othersUnmarked, queueIsCounted, queueIsMarked } from '../src/harness/checks/counters.ts';
import type { PolicyRole, TophostsKey } from '../src/harness/drivers/driver.ts';
import { named } from './named.ts';
import type { ConformanceWorld } from './world.ts';

/** The columns that `tophosts` can be asked to sort by, as people name them. */
const KEYS: ReadonlyMap<string, TophostsKey> = new Map<string, TophostsKey>([
  ['Active Recipients', 'active_rcpts'],
  ['Connections Out', 'conn_out'],
  ['Delivered Recipients', 'deliv_recip'],
  ['Hard Bounced Recipients', 'hard_bounced'],
  ['Soft Bounced Events', 'soft_bounced'],
]);

const figuresOf = (table: DataTable): (readonly [string, number])[] =>
  table.raw().map(([name = '', value = '']) => [name, Number(value)] as const);

Given(
  'the next hop answers {string} to recipients of the {role} policy',
  async function (this: ConformanceWorld, reply: string, role: PolicyRole) {
    const stand = await this.stand();
    this.needs('original-delivery', stand);
    stand.nextHop.refuse(stand.driver.recipientUnder(role), reply);
  },
);

Given('the next hop never answers at end of data', async function (this: ConformanceWorld) {
  const stand = await this.stand();
  this.needs('original-delivery', stand);
  stand.nextHop.keepSilent();
});

Then('tophosts has a row for the.tdc.queue', async function (this: ConformanceWorld) {
  await this.readCounters();
  this.conclude(queueIsCounted(this.seen));
});

Then('the counters of the.tdc.queue read:', async function (this: ConformanceWorld, table: DataTable) {
  await this.readCountersUntil(() => countersAre(this.seen, figuresOf(table)) === undefined);
  this.conclude(countersAre(this.seen, figuresOf(table)));
});

Then(
  'within {int} seconds the counters of the.tdc.queue read:',
  async function (this: ConformanceWorld, seconds: number, table: DataTable) {
    await this.awaitRead(
      () => this.readCounters(),
      () => countersAre(this.seen, figuresOf(table)) === undefined,
      seconds,
    );
    this.conclude(countersAre(this.seen, figuresOf(table)));
  },
);

Then('Connections Out is the number of connections that the intake sees', async function (this: ConformanceWorld) {
  await this.readCountersUntil(() => connectionsAgree(this.seen) === undefined);
  this.conclude(connectionsAgree(this.seen));
});

Then('tophosts by {string} has the highest figure first', async function (this: ConformanceWorld, column: string) {
  await this.readCounters(named(KEYS, column, 'key of tophosts'));
  this.conclude(isSorted(this.seen));
});

Then('tophosts marks the.tdc.queue as down, and no other host', async function (this: ConformanceWorld) {
  await this.readCounters();
  this.conclude(queueIsMarked(this.seen, true) ?? othersUnmarked(this.seen));
});

Then('tophosts does not mark the.tdc.queue as down', async function (this: ConformanceWorld) {
  await this.readCounters();
  this.conclude(queueIsMarked(this.seen, false));
});
