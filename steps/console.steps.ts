import { Given, Then, When } from '@cucumber/cucumber';
import type { Page } from 'playwright-core';
import { connectorIsLast, connectorReads, noStatusTable, statusShowsQueue } from '../src/harness/checks/console.ts';
import type { PolicyRole } from '../src/harness/drivers/driver.ts';
import { readPolicies, readStatus, type ShownTable, setConnector, setDefaultAddress } from './console-pages.ts';
import { onPage } from './shared-browser.ts';
import { ACCOUNTS, type JournalingRole } from './stand-layout.ts';
import type { ConformanceWorld } from './world.ts';

/** Lets somebody use the console of the running system. */
const use = async <Result>(world: ConformanceWorld, visit: (page: Page, url: string) => Promise<Result>): Promise<Result> => {
  const stand = await world.stand();
  world.needs('console', stand);
  const url = await stand.driver.consoleUrl();
  return onPage((page) => visit(page, url));
};

const look = async (world: ConformanceWorld, read: (page: Page, url: string) => Promise<ShownTable>): Promise<void> => {
  const shown = await use(world, read);
  (await world.stand()).evidence.record({ type: 'consoleRead', ...shown });
};

Given('a gateway of the cloud', async function (this: ConformanceWorld) {
  this.wish({ cloud: true });
  this.needs('configure', await this.stand());
});

When('the operator looks at the incoming mail policies', async function (this: ConformanceWorld) {
  await look(this, readPolicies);
});

When('the operator looks at the delivery status', async function (this: ConformanceWorld) {
  await look(this, readStatus);
});

When('the operator sets the {role} policy to the default address', async function (this: ConformanceWorld, role: PolicyRole) {
  const { driver, evidence } = await this.stand();
  const shown = await use(this, (page, url) => setConnector(page, url, driver.policyName(role), 'Default message intake address'));
  evidence.record({ type: 'journalingChanged', what: `the ${role} policy is set by hand`, accepted: true, reason: '' });
  evidence.record({ type: 'consoleRead', ...shown });
});

When(
  'the operator makes the address of the {role} account the default one',
  async function (this: ConformanceWorld, account: JournalingRole) {
    const stand = await this.stand();
    await use(this, (page, url) => setDefaultAddress(page, url, ACCOUNTS[account].intakeAddress));
    stand.evidence.record({ type: 'journalingChanged', what: 'the default address is set by hand', accepted: true, reason: '' });
  },
);

Then('the last column of the policies is {string}', function (this: ConformanceWorld, column: string) {
  this.conclude(connectorIsLast(this.seen, column));
});

Then('the {role} policy reads {string}', async function (this: ConformanceWorld, role: PolicyRole, text: string) {
  this.conclude(connectorReads(this.seen, (await this.system()).policyName(role), text));
});

Then('the page shows the.tdc.queue with {int} copies delivered', function (this: ConformanceWorld, delivered: number) {
  this.conclude(statusShowsQueue(this.seen, delivered));
});

Then('the page shows no hosts', function (this: ConformanceWorld) {
  this.conclude(noStatusTable(this.seen));
});
