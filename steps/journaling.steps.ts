import { type DataTable, Given, Then, When } from '@cucumber/cucumber';
import { refusedFor } from '../src/harness/checks/journaling.ts';
import type { ConnectorChoice, JournalingChange, JournalingPolicy, PolicyRole } from '../src/harness/drivers/driver.ts';
import { StandError } from '../src/harness/outcome.ts';
import { named } from './named.ts';
import { ACCOUNTS, type JournalingRole } from './stand-layout.ts';
import type { ConformanceWorld } from './world.ts';

/** What a policy is set to, by the role whose account its copies go to. */
const CHOICES: ReadonlyMap<string, ConnectorChoice> = new Map<string, ConnectorChoice>([
  ['No Scan', 'no-scan'],
  ['Default', 'default'],
  ['Custom', { custom: ACCOUNTS.Custom.intakeAddress }],
  ['second Custom', { custom: ACCOUNTS['second Custom'].intakeAddress }],
]);
const choice = (role: string): ConnectorChoice => named(CHOICES, role, 'connector setting');

/** Makes a change that the scenario needs. */
const settle = async (world: ConformanceWorld, change: JournalingChange, what: string): Promise<void> => {
  const result = await world.configure(change, what);
  if (result.kind === 'refused') throw new StandError(`the system refused what the scenario needs: ${what}: ${result.reason}`);
};

const criteria = (cell: string): readonly string[] | undefined => (cell === '' ? undefined : cell.split(', '));

const policyOf = (row: Readonly<Record<string, string>>): JournalingPolicy => {
  const { policy: name = '', senders = '', recipients = '', connector = '' } = row;
  const [from, to] = [criteria(senders), criteria(recipients)];
  return { name, ...(from && { senders: from }), ...(to && { recipients: to }), connector: choice(connector) };
};

Given('these incoming mail policies, from the top:', async function (this: ConformanceWorld, table: DataTable) {
  const policies = table.hashes().map(policyOf);
  await settle(this, { policies, defaultPolicy: 'no-scan' }, `incoming mail policies: ${policies.map(({ name }) => name).join(', ')}`);
});

Given('the Default Policy forwards to the {role} account', async function (this: ConformanceWorld, role: JournalingRole) {
  await settle(this, { defaultPolicy: choice(role) }, `the Default Policy forwards to the ${role} account`);
});

Given('there is no default message intake address, and no policy uses it', async function (this: ConformanceWorld) {
  await settle(this, { ofRole: { Default: 'no-scan' } }, 'the policy that used the default address is set to No Scan');
  await settle(this, { defaultIntakeAddress: null }, 'the default message intake address is taken away');
});

When('the order of the policies is turned around', async function (this: ConformanceWorld) {
  const policies = this.policiesSet.toReversed();
  await settle(this, { policies }, `incoming mail policies: ${policies.map(({ name }) => name).join(', ')}`);
});

When(
  'the default message intake address becomes that of the {role} account',
  async function (this: ConformanceWorld, role: JournalingRole) {
    await settle(this, { defaultIntakeAddress: ACCOUNTS[role].intakeAddress }, `the default address is that of the ${role} account`);
  },
);

When('the connector of the {role} policy is switched off', async function (this: ConformanceWorld, role: PolicyRole) {
  await settle(this, { ofRole: { [role]: 'no-scan' } }, `the ${role} policy is set to No Scan`);
});

/** Whether this is accepted is for the steps that follow to judge. */
When('somebody sets the {role} policy to {role}', async function (this: ConformanceWorld, role: PolicyRole, to: PolicyRole) {
  await this.configure({ ofRole: { [role]: choice(to) } }, `the ${role} policy is set to ${to}`);
});

When('somebody lets the Default Policy forward to the {role} account', async function (this: ConformanceWorld, role: JournalingRole) {
  await this.configure({ defaultPolicy: choice(role) }, `the Default Policy forwards to the ${role} account`);
});

When('somebody takes the default message intake address away', async function (this: ConformanceWorld) {
  await this.configure({ defaultIntakeAddress: null }, 'the default message intake address is taken away');
});

Then('this is refused with an error that names the default message intake address', function (this: ConformanceWorld) {
  this.conclude(refusedFor(this.seen, /default.{0,20}intake.?address/i, 'the default message intake address'));
});

When('a message is sent from {string} to {string}', async function (this: ConformanceWorld, mailFrom: string, recipient: string) {
  await this.sendTo([recipient], [], { mailFrom });
});

When(
  'a message by {string} is sent from {string} to {string}',
  async function (this: ConformanceWorld, author: string, mailFrom: string, recipient: string) {
    await this.sendTo([recipient], [], { mailFrom, author });
  },
);

When('an outgoing message is sent from {string} to {string}', async function (this: ConformanceWorld, mailFrom: string, recipient: string) {
  this.needs('outgoing-mail', await this.stand());
  await this.sendTo([recipient], [], { mailFrom, direction: 'outgoing' });
});

When('one message is sent from {string} to these recipients:', async function (this: ConformanceWorld, mailFrom: string, table: DataTable) {
  await this.sendTo(table.raw().flat(), [], { mailFrom });
});
