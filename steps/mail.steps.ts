import { type DataTable, Given, When } from '@cucumber/cucumber';
import type { PolicyRole } from '../src/harness/drivers/driver.ts';
import { POLICY_ROLES } from '../src/harness/drivers/driver.ts';
import { BODIES, buildMessage } from '../src/harness/test-message.ts';
import { FORGERIES, forgedAddress } from './forgeries.ts';
import { named } from './named.ts';
import { SENDER, type SendOptions } from './sending.ts';
import type { ConformanceWorld } from './world.ts';

/** A copy that has not been taken by then was refused or waits for its retry; the next message is sent all the same. */
const REFUSED_AFTER_SECONDS = 2;

const EIGHT_BIT: SendOptions = {
  extraHeaders: ['MIME-Version: 1.0', 'Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: 8bit'],
};

/** What comes with a body: 8-bit text must be declared as such (RFC 6152), and some bodies are convicted (SCOPE-2). */
const BODY_OPTIONS: ReadonlyMap<string, SendOptions> = new Map<string, SendOptions>([
  ['the GTUBE test string', { convicted: true }],
  ['the EICAR test string', { convicted: true }],
  ['8-bit characters', EIGHT_BIT],
  ['every byte that a line may hold', EIGHT_BIT],
  ['multiparts within multiparts', { extraHeaders: ['MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary=a'] }],
]);

const ROLES: ReadonlyMap<string, PolicyRole> = new Map(POLICY_ROLES.map((role) => [role, role]));

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

/** Sends each message when the copy of the one before is through. */
const sendInTurn = async (world: ConformanceWorld, count: number, role: PolicyRole): Promise<void> => {
  for (let sent = 0; sent < count; sent += 1) {
    const message = await world.send([role]);
    await world.await(() => world.delivered(message).length > 0, REFUSED_AFTER_SECONDS);
  }
};

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
    await sendInTurn(this, count, role);
  },
);

When('one message is sent to recipients of these policies:', async function (this: ConformanceWorld, table: DataTable) {
  await this.send(table.raw().map(([name = '']) => named(ROLES, name, 'policy role')));
});

When('a message with {body} is sent to the {role} policy', async function (this: ConformanceWorld, body: string, role: PolicyRole) {
  await this.send([role], { body: named(BODIES, body, 'body'), ...BODY_OPTIONS.get(body) });
});

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

When('an outgoing message is sent to a recipient of the {role} policy', async function (this: ConformanceWorld, role: PolicyRole) {
  this.needs('outgoing-mail', await this.stand());
  await this.send([role], { direction: 'outgoing' });
});

When('a message from the null sender is sent to the {role} policy', async function (this: ConformanceWorld, role: PolicyRole) {
  await this.send([role], { mailFrom: '' });
});

/** They bear no token of the harness, which would be the Message-ID: their copies are known by their bytes. */
When(
  '{int} messages with the same Message-ID are sent to the {role} policy',
  async function (this: ConformanceWorld, count: number, role: PolicyRole) {
    const { driver } = await this.stand();
    const to = [driver.recipientUnder(role)];
    for (let sent = 1; sent <= count; sent += 1) {
      const { raw } = buildMessage({ token: `twin ${sent}`, messageId: '<twin@sender.example>', mailFrom: SENDER, to });
      await this.sendForeign(raw, `twin ${sent}`, role);
    }
  },
);

When('a message by {string} is sent to the {role} policy', async function (this: ConformanceWorld, author: string, role: PolicyRole) {
  await this.send([role], { author });
});

When(
  'a message from a sender whose address is in UTF-8 is sent to the {role} policy',
  async function (this: ConformanceWorld, role: PolicyRole) {
    await this.send([role], { mailFrom: 'jürgen@sender.example', mayBeRefused: true });
  },
);

When(
  'a message whose header ends with its Message-ID is sent to the {role} policy',
  async function (this: ConformanceWorld, role: PolicyRole) {
    await this.send([role], { extraHeaders: [] });
  },
);

When(
  'a message without a subject, but with the line {string} in its body, is sent to the {role} policy',
  async function (this: ConformanceWorld, line: string, role: PolicyRole) {
    await this.send([role], { noSubject: true, body: Buffer.from(`${line}\r\n`) });
  },
);

When('{int} seconds pass', async function (this: ConformanceWorld, seconds: number) {
  await this.watch(seconds);
});

When(
  '{int} messages with the subject {string} are sent to the {role} policy',
  async function (this: ConformanceWorld, count: number, subject: string, role: PolicyRole) {
    await this.stand();
    await Promise.all(Array.from({ length: count }, () => this.send([role], { subject })));
  },
);

When(
  /^a message with a line break hidden in its (.+) is sent to the (No Scan|Default|Custom|second Custom) policy$/,
  async function (this: ConformanceWorld, field: string, role: string) {
    await this.send([named(ROLES, role, 'policy role')], named(FORGERIES, field, 'forgery'));
  },
);

When(/^somebody tries to send a message with (.+) in the address of its sender$/, async function (this: ConformanceWorld, kind: string) {
  const { driver } = await this.stand();
  const mailFrom = forgedAddress(kind, 'sender.example');
  await this.sendTo([driver.recipientUnder('Default')], [], { mailFrom, mayBeRefused: true });
});

When(/^somebody tries to send a message with (.+) in the address of its recipient$/, async function (this: ConformanceWorld, kind: string) {
  const { driver } = await this.stand();
  const [, domain = ''] = driver.recipientUnder('Default').split('@');
  await this.sendTo([forgedAddress(kind, domain)], [], { mayBeRefused: true });
});
