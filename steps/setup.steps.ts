import { type DataTable, Given, Then, When } from '@cucumber/cucumber';
import {
  addressComesLast,
  addressesNear,
  addressesOpaque,
  answerRefused,
  answerTaken,
  asksInOrder,
  foundUnderPolicy,
  gatewaySource,
  neverIssued,
  stillAsks,
  type WizardStep,
} from '../src/harness/checks/setup.ts';
import { injectBySmtp } from '../src/harness/inject.ts';
import { StandError } from '../src/harness/outcome.ts';
import { chooseAccount, goTo, pressInWizard, readPolicy, readWizard } from './dashboard-pages.ts';
import { named } from './named.ts';
import { INTAKE_HOSTS } from './stand-layout.ts';
import { answerByProgram, goThroughWizard, USUAL } from './wizard.ts';
import type { ConformanceWorld } from './world.ts';

const listOf = (names: string): string[] => names.split(/, | and /);

Given(/^the accounts? (\w+(?: and \w+)*) (?:is|are) yet to be set up$/, function (this: ConformanceWorld, names: string) {
  this.wishDashboard(listOf(names));
});

/** Notes what the wizard asks now. */
const noteWizard = async (world: ConformanceWorld, account: string): Promise<void> => {
  const [stand, dashboard] = [await world.stand(), await world.dashboard()];
  stand.evidence.record(await dashboard.fact(await readWizard(dashboard.page, account)));
};

/** Notes what Policy shows of some accounts. */
const notePolicy = async (world: ConformanceWorld, accounts: readonly string[]): Promise<void> => {
  const [stand, dashboard] = [await world.stand(), await world.dashboard()];
  for (const account of accounts) stand.evidence.record(await dashboard.fact(await readPolicy(dashboard.page, account)));
};

When('somebody opens the set-up wizard of {word}', async function (this: ConformanceWorld, account: string) {
  await (await this.dashboard()).visit(`/setup?account=${account}`);
  await noteWizard(this, account);
});

When('somebody opens the address of the last step for {word}', async function (this: ConformanceWorld, account: string) {
  await (await this.dashboard()).visit(`/setup?account=${account}&step=authentication`);
  await noteWizard(this, account);
});

When('somebody goes through the set-up wizard of {word}', async function (this: ConformanceWorld, account: string) {
  const [stand, dashboard] = [await this.stand(), await this.dashboard()];
  await dashboard.visit(`/setup?account=${account}`);
  await goThroughWizard(stand, dashboard, account);
});

When('somebody goes through the wizard of {word} from there', async function (this: ConformanceWorld, account: string) {
  await goThroughWizard(await this.stand(), await this.dashboard(), account);
});

When(
  'somebody goes through the set-up wizard of {word}, naming the header {string}',
  async function (this: ConformanceWorld, account: string, header: string) {
    const [stand, dashboard] = [await this.stand(), await this.dashboard()];
    await dashboard.visit(`/setup?account=${account}`);
    await goThroughWizard(stand, dashboard, account, header);
  },
);

/** By the link on the page: nothing is loaded anew. */
When('then through that of {word}', async function (this: ConformanceWorld, account: string) {
  const [stand, dashboard] = [await this.stand(), await this.dashboard()];
  await dashboard.page.getByRole('navigation', { name: 'Accounts' }).getByRole('link', { name: account, exact: true }).click();
  await dashboard.page.getByRole('heading', { name: `Set up ${account}` }).waitFor();
  await goThroughWizard(stand, dashboard, account);
});

const MOVES = new Map<string, (world: ConformanceWorld) => Promise<unknown>>([
  ['continues', async (world) => pressInWizard((await world.dashboard()).page, 'Continue')],
  ['goes a step back', async (world) => pressInWizard((await world.dashboard()).page, 'Back')],
  ['loads the page anew', async (world) => (await world.dashboard()).reload()],
  ['goes back in the browser', async (world) => (await world.dashboard()).page.goBack()],
  ['goes forward in the browser', async (world) => (await world.dashboard()).page.goForward()],
]);

When(
  /^somebody (continues|goes a step back|loads the page anew|goes (?:back|forward) in the browser) in the wizard of (\w+)$/,
  async function (this: ConformanceWorld, move: string, account: string) {
    await named(MOVES, move, 'move')(this);
    await noteWizard(this, account);
  },
);

When(/^somebody follows the link to Policy and looks for (\w+(?: and \w+)*)$/, async function (this: ConformanceWorld, names: string) {
  const { page } = await this.dashboard();
  await goTo(page, 'Policy');
  await chooseAccount(page, '');
  await notePolicy(this, listOf(names));
});

When(/^somebody loads Policy anew and looks for (\w+(?: and \w+)*)$/, async function (this: ConformanceWorld, names: string) {
  await (await this.dashboard()).visit('/policy?account=');
  await notePolicy(this, listOf(names));
});

/** Answers of a program, in words. */
const ANSWERS = new Map<string, object>([
  ...USUAL.map((answer) => [`the usual one for ${answer.step}`, answer] as const),
  ['no gateway', { step: 'gateway-present', present: false }],
  ['another gateway', { step: 'gateway', vendor: 'other', header: 'X-IronPort-RemoteIP' }],
  ['a header that is no name', { step: 'gateway', vendor: 'cisco', header: 'X Client: 1' }],
  ['outgoing', { step: 'direction', direction: 'outgoing' }],
  ['internal', { step: 'direction', direction: 'internal' }],
  ['Microsoft 365', { step: 'authentication', authentication: 'microsoft-365' }],
]);

When('a program answers {string} for {word}', async function (this: ConformanceWorld, answer: string, account: string) {
  await answerByProgram(await this.stand(), account, named(ANSWERS, answer, 'answer'));
});

/** Gives answers that the scenario needs. */
const giveAnswers = async (world: ConformanceWorld, account: string, answers: readonly object[]): Promise<void> => {
  const stand = await world.stand();
  for (const answer of answers) {
    const { status, reason } = await answerByProgram(stand, account, answer);
    if (status !== 200) throw new StandError(`the mock refused what the scenario needs: ${JSON.stringify(answer)}: ${reason}`);
  }
};

Given(
  'a program has given the usual answers before {string} for {word}',
  async function (this: ConformanceWorld, step: string, account: string) {
    const place = USUAL.findIndex((answer) => answer.step === step);
    await giveAnswers(this, account, USUAL.slice(0, place));
  },
);

const stepsOf = (table: DataTable): WizardStep[] =>
  table
    .hashes()
    .map(({ question = '', takes = '', 'does not offer': refuses = '' }) => ({ question, takes, notOffered: refuses.split(', ') }));

/** By a client of our own: what the system would make of a refusal is not what is judged. */
When('mail is offered to addresses near that of {word}, which nobody issued', async function (this: ConformanceWorld, account: string) {
  const { mock } = await this.stand();
  const [{ name: servername, address }] = INTAKE_HOSTS;
  const target = { address, port: mock.intake.port, tls: { ca: mock.authority.caCertificate, servername } };
  for (const recipient of addressesNear(this.seen, account)) {
    await injectBySmtp(target, { mailFrom: 'stranger@sender.example', rcptTo: [recipient] }, Buffer.from('Subject: never issued\r\n\r\n'));
  }
});

Then('the wizard of {word} asked, in this order:', function (this: ConformanceWorld, account: string, table: DataTable) {
  this.conclude(asksInOrder(this.seen, account, stepsOf(table)));
});

Then('the wizard of {word} asks {string}, and shows no address', function (this: ConformanceWorld, account: string, step: string) {
  this.conclude(stillAsks(this.seen, account, step));
});

Then(
  'the message intake address of {word} was nowhere in the browser before the last step',
  function (this: ConformanceWorld, account: string) {
    this.conclude(addressComesLast(this.seen, account));
  },
);

Then(/^the answer is refused as (wrong|not asked for yet)$/, function (this: ConformanceWorld, why: string) {
  this.conclude(answerRefused(this.seen, why === 'wrong' ? 422 : 409));
});

Then('the answer is taken', function (this: ConformanceWorld) {
  this.conclude(answerTaken(this.seen));
});

Then(/^Policy shows the addresses that the wizards of (\w+(?: and \w+)*) gave$/, function (this: ConformanceWorld, names: string) {
  this.conclude(foundUnderPolicy(this.seen, listOf(names)));
});

Then(
  /^the addresses of (\w+(?: and \w+)*) tell nothing of the accounts or of each other$/,
  function (this: ConformanceWorld, names: string) {
    this.conclude(addressesOpaque(this.seen, listOf(names)));
  },
);

Then(
  'Policy shows incoming mail only for {word}, and the header {string}',
  function (this: ConformanceWorld, account: string, header: string) {
    this.conclude(gatewaySource(this.seen, account, header));
  },
);

Then('each of the addresses near that of {word} was refused with 550 5.1.1', function (this: ConformanceWorld, account: string) {
  this.conclude(neverIssued(this.seen, account));
});
