import { Given, Then, When } from '@cucumber/cucumber';
import { appearsLive, leadsToLog, listsOnly, overConnections, showsClient } from '../src/harness/checks/dashboard.ts';
import type { PolicyRole } from '../src/harness/drivers/driver.ts';
import { StandError } from '../src/harness/outcome.ts';
import { chooseAccount, goTo, readMessage, readMessages } from './dashboard-pages.ts';
import { ACCOUNTS, type JournalingRole } from './stand-layout.ts';
import type { ConformanceWorld } from './world.ts';

/** QUEUE-1: a copy that has not come by then never will. */
const LIFE_SECONDS = 150;

Given('a dashboard of SETD', function (this: ConformanceWorld) {
  this.wishDashboard();
});

/** Their lines in the mail log then come after those of the copies. */
Given('originals under the {role} policy wait, where the system delivers any', async function (this: ConformanceWorld, role: PolicyRole) {
  const { driver, nextHop } = await this.stand();
  nextHop.refuse(driver.recipientUnder(role), '451 4.3.0 try later');
});

/** Notes the messages that an account lists, once those that its own are there. */
const noteMessages = async (world: ConformanceWorld, account: string, awaited: readonly string[]): Promise<void> => {
  const [stand, dashboard] = [await world.stand(), await world.dashboard()];
  stand.evidence.record(await dashboard.fact(await readMessages(dashboard.page, account, awaited)));
};

const subjectsOf = (world: ConformanceWorld, ordinals: readonly number[]): string[] =>
  ordinals.map((ordinal) => world.messageNumber(ordinal).subject);

const ordinalsOf = (text: string): number[] => text.split(' and ').map(Number);

When('somebody opens the messages of the {role} account', async function (this: ConformanceWorld, role: JournalingRole) {
  await (await this.dashboard()).visit(`/messages?account=${ACCOUNTS[role].name}`);
  await noteMessages(this, ACCOUNTS[role].name, []);
});

When(
  'somebody waits for message {int} to appear there, in the {role} account',
  async function (this: ConformanceWorld, ordinal: number, role: JournalingRole) {
    await noteMessages(this, ACCOUNTS[role].name, subjectsOf(this, [ordinal]));
  },
);

When('the copy of a message to the {role} policy has been delivered', async function (this: ConformanceWorld, role: PolicyRole) {
  const message = await this.send([role]);
  await this.await(() => this.delivered(message).length > 0, LIFE_SECONDS);
});

When(
  /^somebody chooses the (Default|Custom) account, which has messages? ([\d and]+)$/,
  async function (this: ConformanceWorld, role: JournalingRole, ordinals: string) {
    const { name } = ACCOUNTS[role];
    await chooseAccount((await this.dashboard()).page, name);
    await noteMessages(this, name, subjectsOf(this, ordinalsOf(ordinals)));
  },
);

When(
  /^somebody follows the link to Messages for all accounts, which have messages? ([\d and]+)$/,
  async function (this: ConformanceWorld, ordinals: string) {
    const { page } = await this.dashboard();
    await goTo(page, 'Messages');
    await chooseAccount(page, '');
    await noteMessages(this, '', subjectsOf(this, ordinalsOf(ordinals)));
  },
);

/** Opens every copy of the only message, one after the other, from the list. */
const lookAtCopies = async (world: ConformanceWorld): Promise<void> => {
  const [stand, dashboard] = [await world.stand(), await world.dashboard()];
  for (const { evidence } of world.copies(world.onlyMessage)) {
    stand.evidence.record(await dashboard.fact(await readMessage(dashboard, evidence.copy)));
    await goTo(dashboard.page, 'Messages');
  }
};

When('somebody looks at each copy of the message on the dashboard', async function (this: ConformanceWorld) {
  const { page } = await this.dashboard();
  if (page.url() === 'about:blank') await (await this.dashboard()).visit('/messages?account=');
  else {
    await goTo(page, 'Messages');
    await chooseAccount(page, '');
  }
  await lookAtCopies(this);
});

When('the {int} copies of the message have come', async function (this: ConformanceWorld, count: number) {
  await this.await(() => this.copies(this.onlyMessage).length >= count, LIFE_SECONDS);
});

When('the operator has read the mail log', async function (this: ConformanceWorld) {
  await this.readLog();
});

Given('the Default policy forwards to the address that {word} was given', async function (this: ConformanceWorld, account: string) {
  const address = (await this.stand()).mock.accounts.find(account)?.intakeAddress ?? null;
  const result = await this.configure({ defaultIntakeAddress: address }, `the default address becomes that of ${account}`);
  if (result.kind === 'refused') throw new StandError(`the system refused what the scenario needs: ${result.reason}`);
});

When(
  'one message with {string} in its header is sent to the Default and the Custom policy',
  async function (this: ConformanceWorld, field: string) {
    await this.send(['Default', 'Custom'], { extraHeaders: ['MIME-Version: 1.0', field] });
  },
);

Then(
  'message {int} appeared among the messages of the {role} account without a reload',
  function (this: ConformanceWorld, ordinal: number, role: JournalingRole) {
    this.conclude(appearsLive(this.file, this.messageNumber(ordinal), ACCOUNTS[role].name));
  },
);

Then(
  /^the (Default|Custom) account lists messages? ([\d and]+) and no other$/,
  function (this: ConformanceWorld, role: JournalingRole, ordinals: string) {
    this.conclude(
      listsOnly(
        this.file,
        ACCOUNTS[role].name,
        ordinalsOf(ordinals).map((ordinal) => this.messageNumber(ordinal)),
      ),
    );
  },
);

Then(/^all accounts together list messages? ([\d and]+) and no other$/, function (this: ConformanceWorld, ordinals: string) {
  this.conclude(
    listsOnly(
      this.file,
      '',
      ordinalsOf(ordinals).map((ordinal) => this.messageNumber(ordinal)),
    ),
  );
});

Then('the copies came over {int} connections', function (this: ConformanceWorld, count: number) {
  this.conclude(overConnections(this.file, count));
});

Then('the page of each copy shows the MID and the DCID of the mail log', function (this: ConformanceWorld) {
  this.conclude(leadsToLog(this.file, this.onlyMessage));
});

Then('the copy for {word} shows the client of its field {string}', function (this: ConformanceWorld, account: string, field: string) {
  this.conclude(showsClient(this.file, this.onlyMessage, account, field));
});
