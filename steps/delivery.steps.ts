import { Then } from '@cucumber/cucumber';
import { attemptCount, attemptCountFor, nothingBegins, retryBegins, tellRetry, wasRetried } from '../src/harness/checks/attempts.ts';
import {
  allDeliveredFor,
  allDeliveredOnce,
  copiesAt,
  copyCountAt,
  deliveredBetween,
  deliveredOnce,
  noCopy,
  undelivered,
  underPolicy,
  withSubject,
} from '../src/harness/checks/delivery.ts';
import { ACCOUNTS, type JournalingRole } from './stand-layout.ts';
import type { ConformanceWorld } from './world.ts';

/** QUEUE-1: the life of a copy in the queue, and some time to spare, so that what comes late is seen. */
const LIFE_AND_MORE_SECONDS = 150;
/** How much later than wanted a copy is still waited for, so that its delay can be told. */
const LATER_SECONDS = 60;

const countOf = (words: string): number => (words.startsWith('one') ? 1 : 2);

Then(
  /^exactly (one attempt is|two attempts are) made within (\d+) seconds$/,
  async function (this: ConformanceWorld, count: string, seconds: string) {
    await this.watch(Number(seconds));
    this.conclude(attemptCount(this.file, countOf(count)));
  },
);

Then(
  /^exactly (one attempt was|two attempts were) made for the copy of the (Default|Custom|second Custom) policy$/,
  function (this: ConformanceWorld, count: string, role: JournalingRole) {
    this.conclude(attemptCountFor(this.file, ACCOUNTS[role].intakeAddress, countOf(count), `the copy of the ${role} policy`));
  },
);

Then('the retry begins before {int} seconds are over', async function (this: ConformanceWorld, seconds: number) {
  await this.await(() => wasRetried(this.file), LIFE_AND_MORE_SECONDS);
  this.attach(tellRetry(this.file), 'text/plain');
  this.conclude(retryBegins(this.file, seconds));
});

/** The seconds count from the handing-in, not from the step. */
Then('the copy is delivered exactly once within {int} seconds', async function (this: ConformanceWorld, seconds: number) {
  const message = this.onlyMessage;
  const passedMs = (await this.system()).nowMs - message.sentAtMs;
  await this.await(() => this.delivered(message).length > 0, Math.max(seconds - passedMs / 1000, 0));
  this.conclude(deliveredOnce(this.file, message));
});

Then('the copy was delivered exactly once', function (this: ConformanceWorld) {
  this.conclude(deliveredOnce(this.file, this.onlyMessage));
});

Then('all copies are delivered exactly once within {int} seconds', async function (this: ConformanceWorld, seconds: number) {
  await this.await(() => this.delivered().length >= this.sent.length, seconds);
  this.conclude(allDeliveredOnce(this.file));
});

Then(/^no copy (?:is|was) delivered$/, function (this: ConformanceWorld) {
  this.conclude(noCopy(this.file));
});

Then('no copy is delivered within {int} seconds', async function (this: ConformanceWorld, seconds: number) {
  await this.watch(seconds);
  this.conclude(noCopy(this.file));
});

Then(
  'the copy arrives between {int} and {int} seconds after it was sent',
  async function (this: ConformanceWorld, from: number, until: number) {
    const message = this.onlyMessage;
    await this.await(() => this.delivered(message).length > 0, until + LATER_SECONDS);
    this.conclude(deliveredBetween(this.file, message, from, until));
  },
);

Then(
  'the {role} account has exactly {int} copy/copies of the message within {int} seconds',
  async function (this: ConformanceWorld, role: JournalingRole, count: number, seconds: number) {
    const [message, account] = [this.onlyMessage, ACCOUNTS[role].name];
    await this.awaitExactly(count, () => copiesAt(this.file, message, account), seconds);
    this.conclude(copyCountAt(this.file, message, account, count));
  },
);

Then(
  'the {role} account has exactly {int} copy/copies of message {int} within {int} seconds',
  async function (this: ConformanceWorld, role: JournalingRole, count: number, ordinal: number, seconds: number) {
    const [message, account] = [this.messageNumber(ordinal), ACCOUNTS[role].name];
    await this.awaitExactly(count, () => copiesAt(this.file, message, account), seconds);
    this.conclude(copyCountAt(this.file, message, account, count));
  },
);

Then(
  'the copies of the {role} policy are all delivered within {int} seconds',
  async function (this: ConformanceWorld, role: JournalingRole, seconds: number) {
    await this.await(() => undelivered(this.file, underPolicy(role)).missing === 0, seconds);
    this.conclude(allDeliveredFor(this.file, underPolicy(role), `of the ${role} policy`, seconds));
  },
);

Then(
  'the copies with the subject {string} are all delivered within {int} seconds',
  async function (this: ConformanceWorld, subject: string, seconds: number) {
    await this.await(() => undelivered(this.file, withSubject(subject)).missing === 0, seconds);
    this.conclude(allDeliveredFor(this.file, withSubject(subject), `with the subject "${subject}"`, seconds));
  },
);

Then('nothing begins within {int} seconds', async function (this: ConformanceWorld, seconds: number) {
  const lastSeq = this.seen.at(-1)?.seq ?? 0;
  await this.watch(seconds);
  this.conclude(nothingBegins(this.file, lastSeq, seconds));
});
