import { type DataTable, Given, When } from '@cucumber/cucumber';
import type { PolicyRole } from '../src/harness/drivers/driver.ts';
import { POLICY_ROLES } from '../src/harness/drivers/driver.ts';
import { StandError } from '../src/harness/outcome.ts';
import { BODIES } from '../src/harness/test-message.ts';
import type { ConformanceWorld, SendOptions } from './world.ts';

/** A copy that has not been taken by then was refused or waits for its retry; the next message is sent all the same. */
const REFUSED_AFTER_SECONDS = 2;

const roleNamed = (name: string): PolicyRole => {
  const role = POLICY_ROLES.find((candidate) => candidate === name);
  if (role === undefined) throw new StandError(`no policy role is called "${name}"; there are ${POLICY_ROLES.join(', ')}`);
  return role;
};

Given('a system that waits {int} seconds for a reply', function (this: ConformanceWorld, seconds: number) {
  this.wish({ replyTimeoutMs: seconds * 1000 });
});

Given('a system that waits {int} seconds before it tries again', function (this: ConformanceWorld, seconds: number) {
  this.wish({ retryWaitMs: seconds * 1000 });
});

Given('a system that opens at most {int} connections', function (this: ConformanceWorld, connections: number) {
  this.wish({ maxConnections: connections });
});

Given('a system that sends at most {int} messages on a connection', function (this: ConformanceWorld, messages: number) {
  this.wish({ maxMessagesPerConnection: messages });
});

Given('a system that verifies certificates', function (this: ConformanceWorld) {
  this.wish({ verifyCertificates: true });
});

Given('a system that does not verify certificates', function (this: ConformanceWorld) {
  this.wish({ verifyCertificates: false });
});

When('a message is sent to the {role} policy', async function (this: ConformanceWorld, role: PolicyRole) {
  await this.send([role]);
});

When('another message is sent to the {role} policy', async function (this: ConformanceWorld, role: PolicyRole) {
  await this.send([role]);
});

When('{int} messages are sent to the {role} policy', async function (this: ConformanceWorld, count: number, role: PolicyRole) {
  await this.stand();
  await Promise.all(Array.from({ length: count }, () => this.send([role])));
});

When(
  '{int} messages are sent one after the other to the {role} policy',
  async function (this: ConformanceWorld, count: number, role: PolicyRole) {
    for (let sent = 0; sent < count; sent += 1) {
      const message = await this.send([role]);
      await this.await(() => this.delivered(message).length > 0, REFUSED_AFTER_SECONDS);
    }
  },
);

When('one message is sent to recipients of these policies:', async function (this: ConformanceWorld, table: DataTable) {
  await this.send(table.raw().map(([name = '']) => roleNamed(name)));
});

When('a message with {body} is sent to the {role} policy', async function (this: ConformanceWorld, body: string, role: PolicyRole) {
  const bytes = BODIES.get(body);
  if (bytes === undefined) throw new StandError(`no body is called "${body}"`);
  await this.send([role], { body: bytes, ...(body === '8-bit characters' ? { extraHeaders: UTF_8_FIELDS } : {}) });
});

const UTF_8_FIELDS = ['MIME-Version: 1.0', 'Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: 8bit'];

When('a message with a blind copy is sent to the {role} policy', async function (this: ConformanceWorld, role: PolicyRole) {
  const stand = await this.stand();
  await this.send([role], { blindCopies: [stand.driver.recipientUnder(role, 'blind')] });
});

When(
  'a message with the subject {string} is sent to the {role} policy',
  async function (this: ConformanceWorld, subject: string, role: PolicyRole) {
    await this.send([role], { subject });
  },
);

When('a message from the null sender is sent to the {role} policy', async function (this: ConformanceWorld, role: PolicyRole) {
  await this.send([role], { mailFrom: '' });
});

When('{int} seconds pass', async function (this: ConformanceWorld, seconds: number) {
  await this.watch(seconds);
});

const FORGED_LINE =
  'Mon Nov  2 09:00:00 2026 Info: TDC: MID 666666 successfully delivered for scanning with Cisco Secure Email Threat Defense.';

/** LOG-12: a line end inside a field, folded or in an encoded word, followed by a line of success for a MID never given. */
const FORGERIES: ReadonlyMap<string, SendOptions> = new Map<string, SendOptions>([
  ['Message-ID', { messageIdTail: `\r\n ${FORGED_LINE}` }],
  ['Subject', { subject: `=?utf-8?Q?x=0D=0A${FORGED_LINE.replaceAll(' ', '_')}?=\r\n ${FORGED_LINE}` }],
]);

When(
  'a message with a line break hidden in its {word} is sent to the {role} policy',
  async function (this: ConformanceWorld, field: string, role: PolicyRole) {
    const forgery = FORGERIES.get(field);
    if (forgery === undefined) throw new StandError(`no forgery is known for "${field}"; there are ${[...FORGERIES.keys()].join(', ')}`);
    await this.send([role], forgery);
  },
);
