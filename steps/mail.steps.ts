import { type DataTable, Given, When } from '@cucumber/cucumber';
import type { PolicyRole } from '../src/harness/drivers/driver.ts';
import { POLICY_ROLES } from '../src/harness/drivers/driver.ts';
import { BODIES } from '../src/harness/test-message.ts';
import { FORGED_MID } from './forged-mid.ts';
import { named } from './named.ts';
import type { ConformanceWorld, SendOptions } from './world.ts';

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

const FORGED_LINE = `Mon Nov  2 09:00:00 2026 Info: TDC: MID ${FORGED_MID} successfully delivered for scanning with Cisco Secure Email Threat Defense.`;

/** What makes a terminal forget the line before: escape sequences, backspaces, a bell, a vertical tab. */
const CONTROLS = '\u001b[2K\u001b[1A\b\b\u0007\u000b';

/**
 * LOG-12: control bytes, and a line end inside a field, folded or in an encoded word, followed by a line of success for a MID
 * never given.
 */
const FORGERIES: ReadonlyMap<string, SendOptions> = new Map<string, SendOptions>([
  ['Message-ID', { messageIdTail: `${CONTROLS}\r\n ${FORGED_LINE}` }],
  ['Subject', { subject: `=?utf-8?Q?x=0D=0A${FORGED_LINE.replaceAll(' ', '_')}?=${CONTROLS}\r\n ${FORGED_LINE}` }],
]);

When(
  'a message with a line break hidden in its {word} is sent to the {role} policy',
  async function (this: ConformanceWorld, field: string, role: PolicyRole) {
    await this.send([role], named(FORGERIES, field, 'forgery'));
  },
);
