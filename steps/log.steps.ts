import { type DataTable, Then } from '@cucumber/cucumber';
import {
  connectionErrorTold,
  connectionTold,
  enqueuedFor,
  failedBetween,
  failedWith,
  failureAlone,
  hardBounceTold,
  isTold,
  isToldOnce,
  type MessageKind,
  noFailureTold,
  successInOrder,
  tlsTold,
} from '../src/harness/checks/mail-log.ts';
import {
  dcidsMatchConnections,
  hasStatements,
  markedAlone,
  noConnectorLine,
  nothingMadeUp,
  someStoryEnded,
} from '../src/harness/checks/mail-log-whole.ts';
import {
  enqueuedForEach,
  everyConnectionTold,
  everySessionTold,
  everyStartTold,
  everyStoryInOrder,
  failedOnce,
  someConnectionErrorTold,
} from '../src/harness/checks/mail-log-wire.ts';
import { FORGED_MID } from './forgeries.ts';
import { named } from './named.ts';
import { ACCOUNTS, PRIMARY_DOMAIN } from './stand-layout.ts';
import type { ConformanceWorld } from './world.ts';

/** A line is written as soon as what it tells has happened; a log that is read from afar may come a little later. */
const LINE_SECONDS = 10;
/** LOG-1: enqueueing needs nobody else, so its line comes at once. */
const ENQUEUED_SECONDS = 5;
/** How much later than wanted a failure is still waited for, so that its delay can be told. */
const LATER_SECONDS = 30;
/** For a delivery, without faults, and its lines. */
const DELIVERY_SECONDS = 30;
/** QUEUE-1: by then every copy has come to its end, whatever happens, and the log has told it. */
const END_SECONDS = 200;

const ADDRESSES: ReadonlyMap<string, string> = new Map(Object.entries(ACCOUNTS).map(([role, { intakeAddress }]) => [role, intakeAddress]));

const ABOUT_MESSAGE: ReadonlyMap<string, MessageKind> = new Map<string, MessageKind>([
  ['Delivery start', 'delivery start'],
  ['successfully delivered', 'delivered'],
  ['Message finished', 'finished'],
]);

const awaitLine = (world: ConformanceWorld, kind: MessageKind, seconds: number): Promise<void> =>
  world.awaitLog(() => isTold(world.seen, world.onlyMessage, kind), seconds);

Then('the mail log tells that the copy was enqueued for the address of the Default policy', async function (this: ConformanceWorld) {
  await awaitLine(this, 'enqueued', ENQUEUED_SECONDS);
  this.conclude(enqueuedFor(this.seen, this.onlyMessage, ACCOUNTS.Default.intakeAddress));
});

Then('the mail log tells the address and port of the connection that carried the copy', async function (this: ConformanceWorld) {
  await this.awaitCopy(DELIVERY_SECONDS);
  await this.awaitLog(() => connectionTold(this.file, this.onlyMessage) === undefined, LINE_SECONDS);
  this.conclude(connectionTold(this.file, this.onlyMessage));
});

Then('the mail log tells the TLS protocol and cipher that the intake saw', async function (this: ConformanceWorld) {
  await this.awaitCopy(DELIVERY_SECONDS);
  await this.awaitLog(() => tlsTold(this.file, this.onlyMessage) === undefined, LINE_SECONDS);
  this.conclude(tlsTold(this.file, this.onlyMessage));
});

Then('the mail log tells {string} for the message', async function (this: ConformanceWorld, words: string) {
  const kind = named(ABOUT_MESSAGE, words, 'log statement');
  await awaitLine(this, kind, LINE_SECONDS);
  this.conclude(isToldOnce(this.seen, this.onlyMessage, kind, words));
});

Then('the mail log tells that the copy failed with {string}', async function (this: ConformanceWorld, reason: string) {
  await awaitLine(this, 'failed', END_SECONDS);
  this.conclude(failedWith(this.seen, this.onlyMessage, reason));
});

Then(
  'the mail log tells that the copy failed between {int} and {int} seconds after it was sent',
  async function (this: ConformanceWorld, from: number, until: number) {
    await awaitLine(this, 'failed', until + LATER_SECONDS);
    this.conclude(failedBetween(this.seen, this.onlyMessage, from, until));
  },
);

Then('the mail log does not tell that the copy failed', async function (this: ConformanceWorld) {
  await this.readLog();
  this.conclude(noFailureTold(this.seen, this.onlyMessage));
});

Then(
  'the mail log tells a connection error with details {string} and reason {string}',
  async function (this: ConformanceWorld, details: string, reason: string) {
    await this.awaitLog(() => hasStatements(this.seen, 'connection error'), END_SECONDS);
    this.conclude(connectionErrorTold(this.seen, details, reason));
  },
);

Then('the mail log has no TDC line about the message', async function (this: ConformanceWorld) {
  await this.watch(5);
  await this.readLog();
  this.conclude(noConnectorLine(this.seen));
});

Then('the mail log tells a failure of the message and no success', async function (this: ConformanceWorld) {
  await awaitLine(this, 'failed', END_SECONDS);
  this.conclude(failureAlone(this.seen, this.onlyMessage));
});

Then('the mail log tells the success in the documented order', async function (this: ConformanceWorld) {
  await awaitLine(this, 'finished', LINE_SECONDS);
  this.conclude(successInOrder(this.seen, this.onlyMessage));
});

Then('every delivery in the mail log names the connection that the intake saw', async function (this: ConformanceWorld) {
  await this.awaitLog(() => hasStatements(this.seen, 'delivered', this.sent.length), DELIVERY_SECONDS);
  this.conclude(dcidsMatchConnections(this.file));
});

Then('the mail log tells a hard bounce for a domain that does not exist', async function (this: ConformanceWorld) {
  await this.awaitLog(() => hasStatements(this.seen, 'bounced'), DELIVERY_SECONDS);
  this.conclude(hardBounceTold(this.file, this.onlyMessage));
});

Then(
  'in the mail log these lines begin with {string} and the others do not:',
  async function (this: ConformanceWorld, prefix: string, table: DataTable) {
    await this.awaitLog(() => someStoryEnded(this.seen), END_SECONDS);
    this.conclude(markedAlone(this.seen, prefix, new Set(table.raw().flat())));
  },
);

Then('the mail log has no line that the message made up', async function (this: ConformanceWorld) {
  await this.awaitLog(() => hasStatements(this.seen, 'delivered'), DELIVERY_SECONDS);
  this.conclude(nothingMadeUp(this.seen, FORGED_MID));
});

Then('the mail log has no line that was made up', async function (this: ConformanceWorld) {
  await this.watch(LINE_SECONDS);
  await this.readLog();
  this.conclude(nothingMadeUp(this.seen, FORGED_MID));
});

Then('the mail log has no line that was made up, once the copy has failed', async function (this: ConformanceWorld) {
  await awaitLine(this, 'failed', END_SECONDS);
  this.conclude(nothingMadeUp(this.seen, FORGED_MID));
});

Then(
  'the mail log tells that a copy was enqueued for the address of each of these policies:',
  async function (this: ConformanceWorld, table: DataTable) {
    await awaitLine(this, 'enqueued', ENQUEUED_SECONDS);
    const addresses = table.raw().map(([role = '']) => named(ADDRESSES, role, 'journaling policy'));
    this.conclude(enqueuedForEach(this.file, this.onlyMessage, addresses));
  },
);

Then('the mail log tells every connection that the intake saw', async function (this: ConformanceWorld) {
  await this.readLog();
  this.conclude(everyConnectionTold(this.file));
});

Then('the mail log tells every TLS session that the intake saw', async function (this: ConformanceWorld) {
  await this.readLog();
  this.conclude(everySessionTold(this.file));
});

Then('the mail log tells the start of every transaction that the intake saw', async function (this: ConformanceWorld) {
  await awaitLine(this, 'finished', LINE_SECONDS);
  this.conclude(everyStartTold(this.file, this.onlyMessage));
});

Then('the mail log tells each message in the documented order', async function (this: ConformanceWorld) {
  await this.awaitLog(() => hasStatements(this.seen, 'finished', this.sent.length), LINE_SECONDS);
  this.conclude(everyStoryInOrder(this.file));
});

Then('the mail log tells the failure of the copy once, with a reason', async function (this: ConformanceWorld) {
  await this.readLog();
  this.conclude(failedOnce(this.file, this.onlyMessage));
});

Then('the mail log tells a connection error of the host {string}', async function (this: ConformanceWorld, host: string) {
  await this.readLog();
  this.conclude(someConnectionErrorTold(this.file, [this.hostAddress(`${host}.${PRIMARY_DOMAIN}`)]));
});
