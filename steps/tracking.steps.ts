import { type DataTable, Then, When } from '@cucumber/cucumber';
import type { SentMessage } from '../src/harness/checks/case-file.ts';
import { endIsTold, failureTold, nothingOfCopy, searchFinds, successInOneLine } from '../src/harness/checks/tracking.ts';
import type { TrackingQuery } from '../src/harness/drivers/driver.ts';
import { lastSearch } from '../src/harness/views/tracking.ts';
import { named } from './named.ts';
import type { ConformanceWorld } from './world.ts';

/** QUEUE-1: by then every copy has come to its end, and tracking has told it. */
const END_SECONDS = 200;
/** Around the time at which a message was handed in; messages of a table are a minute apart. */
const WINDOW_MS = 20_000;

/** How one message is looked for. */
const KEYS: ReadonlyMap<string, (message: SentMessage) => TrackingQuery> = new Map<string, (message: SentMessage) => TrackingQuery>([
  ['sender', ({ mailFrom }) => ({ sender: mailFrom })],
  ['recipient', ({ rcptTo: [recipient = ''] }) => ({ recipient })],
  ['subject', ({ subject }) => ({ subject })],
  ['Message-ID', ({ messageId }) => ({ messageId })],
  ['time', ({ sentAtMs }) => ({ fromMs: sentAtMs - WINDOW_MS, untilMs: sentAtMs + WINDOW_MS })],
  ['sender and time', ({ mailFrom, sentAtMs }) => ({ sender: mailFrom, fromMs: sentAtMs - WINDOW_MS, untilMs: sentAtMs + WINDOW_MS })],
]);

/** What no message of a scenario has. */
const NOBODY: ReadonlyMap<string, TrackingQuery> = new Map<string, TrackingQuery>([
  ['sender', { sender: 'nobody@nowhere.example' }],
  ['recipient', { recipient: 'nobody@nowhere.example' }],
  ['subject', { subject: 'no message is about this' }],
  ['Message-ID', { messageId: '<no-such-message@sender.example>' }],
  ['MID', { mid: 999_999_999 }],
  ['time', { fromMs: 0, untilMs: 1000 }],
]);

const search = (world: ConformanceWorld, message: SentMessage): Promise<void> => world.track({ messageId: message.messageId });

/** Looks until the end of the copy is told. */
const awaitEnd = (world: ConformanceWorld): Promise<void> =>
  world.awaitRead(
    () => search(world, world.onlyMessage),
    () => endIsTold(world.seen, world.onlyMessage),
    END_SECONDS,
  );

When('these messages are sent, a minute apart:', async function (this: ConformanceWorld, table: DataTable) {
  for (const { sender = '', recipient = '', subject = '' } of table.hashes()) {
    await this.sendTo(recipient.split(', '), [], { mailFrom: sender, subject });
    await this.watch(60);
  }
});

Then('message tracking tells the success of the copy in exactly one line', async function (this: ConformanceWorld) {
  await awaitEnd(this);
  this.conclude(successInOneLine(this.seen, this.onlyMessage));
});

Then(
  'message tracking tells the success of each of the {int} copies in exactly one line',
  async function (this: ConformanceWorld, parts: number) {
    await awaitEnd(this);
    this.conclude(successInOneLine(this.seen, this.onlyMessage, parts));
  },
);

Then(/^message tracking tells nothing of (?:the copy yet|a copy)$/, async function (this: ConformanceWorld) {
  await search(this, this.onlyMessage);
  this.conclude(nothingOfCopy(this.seen, this.onlyMessage));
});

Then('message tracking tells that the copy failed with {string}', async function (this: ConformanceWorld, reason: string) {
  await awaitEnd(this);
  this.conclude(failureTold(this.seen, this.onlyMessage, reason));
});

Then('message tracking tells that the copy failed, for the reason that the mail log gives', async function (this: ConformanceWorld) {
  await awaitEnd(this);
  await this.readLogIfThere();
  this.conclude(failureTold(this.seen, this.onlyMessage));
});

Then('message tracking finds message {int} alone by its {string}', async function (this: ConformanceWorld, ordinal: number, key: string) {
  const message = this.messageNumber(ordinal);
  await this.track(named(KEYS, key, 'key of message tracking')(message));
  this.conclude(searchFinds(this.seen, [message]));
});

Then('message tracking finds message {int} alone by its MID', async function (this: ConformanceWorld, ordinal: number) {
  const message = this.messageNumber(ordinal);
  await search(this, message);
  await this.track({ mid: lastSearch(this.seen)?.found[0]?.mid ?? 0 });
  this.conclude(searchFinds(this.seen, [message]));
});

Then('message tracking finds nothing by another {string}', async function (this: ConformanceWorld, key: string) {
  await this.track(named(NOBODY, key, 'key of message tracking'));
  this.conclude(searchFinds(this.seen, []));
});

Then('message tracking finds nothing by the subject {string}', async function (this: ConformanceWorld, subject: string) {
  await this.track({ subject });
  this.conclude(searchFinds(this.seen, []));
});

Then(
  'message tracking finds message {int} alone by the recipient {string}',
  async function (this: ConformanceWorld, ordinal: number, recipient: string) {
    await this.track({ recipient });
    this.conclude(searchFinds(this.seen, [this.messageNumber(ordinal)]));
  },
);

Then(
  'message tracking finds messages {int} and {int} by the sender {string}',
  async function (this: ConformanceWorld, one: number, other: number, sender: string) {
    await this.track({ sender });
    this.conclude(searchFinds(this.seen, [this.messageNumber(one), this.messageNumber(other)]));
  },
);
