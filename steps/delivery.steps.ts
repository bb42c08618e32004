import { Then } from '@cucumber/cucumber';
import type { PolicyRole } from '../src/harness/drivers/driver.ts';
import { type Attempt, attemptsFor, attemptsSeen } from '../src/harness/views/attempts.ts';
import { isMailCommand } from '../src/harness/views/commands.ts';
import type { ReceivedCopy } from './copies.ts';
import { ACCOUNTS, PRIMARY_DOMAIN } from './stand-layout.ts';
import type { ConformanceWorld, SentMessage } from './world.ts';

/** QUEUE-1: how long a copy lives in the queue. */
const QUEUE_LIFE_MS = 120_000;
/** An attempt that lasted until this close to the end of the queue's life was ended by that, not by a time-out. */
const LIFE_TOLERANCE_MS = 5_000;

const seqs = (attempts: readonly Attempt[]): number[] => attempts.flatMap((attempt) => attempt.evidence);

const timesOf = (count: number): string => (count === 1 ? 'one attempt' : `${count} attempts`);

/** Where the last of the attempts seen ended, when measured from the handing-in. */
const heldToTheEnd = (world: ConformanceWorld, attempts: readonly Attempt[]): boolean => {
  const begun = world.sent[0]?.sentAtMs;
  const lastSeen = world.seen.filter((entry) => entry.type === 'connectionClosed').at(-1)?.atMs ?? 0;
  return attempts.length > 0 && begun !== undefined && lastSeen - begun >= QUEUE_LIFE_MS - LIFE_TOLERANCE_MS;
};

const judgeAttempts = (world: ConformanceWorld, wanted: number, attempts: readonly Attempt[], whose: string): void => {
  if (attempts.length === wanted) return;
  if (attempts.length === 0) world.inconclusive(`no attempt for ${whose} was ever seen`);
  if (attempts.length < wanted && heldToTheEnd(world, attempts)) {
    world.inconclusive(`the system waited for a reply until the queue's life was over, so no time was left for a retry of ${whose}`);
  }
  const begunAt = attempts.map((attempt) => `${((attempt.atMs - (world.sent[0]?.sentAtMs ?? attempt.atMs)) / 1000).toFixed(1)} s`);
  world.depart({
    expected: `${timesOf(wanted)} for ${whose}`,
    observed: `${timesOf(attempts.length)}, begun at ${begunAt.join(', ')}`,
    evidence: seqs(attempts),
  });
};

Then(
  /^exactly (one attempt is|two attempts are) made within (\d+) seconds$/,
  async function (this: ConformanceWorld, count: string, seconds: string) {
    await this.watch(Number(seconds));
    judgeAttempts(this, count.startsWith('one') ? 1 : 2, attemptsSeen(this.seen, PRIMARY_DOMAIN), 'the copy');
  },
);

Then(
  /^exactly (one attempt was|two attempts were) made for the copy of the (Default|Custom|second Custom) policy$/,
  function (this: ConformanceWorld, count: string, role: Exclude<PolicyRole, 'No Scan'>) {
    const attempts = attemptsFor(this.seen, ACCOUNTS[role].intakeAddress);
    judgeAttempts(this, count.startsWith('one') ? 1 : 2, attempts, `the copy of the ${role} policy`);
  },
);

Then('the retry begins before {int} seconds are over', async function (this: ConformanceWorld, seconds: number) {
  await this.await(() => attemptsSeen(this.seen, PRIMARY_DOMAIN).length >= 2, 150);
  const [first, second] = attemptsSeen(this.seen, PRIMARY_DOMAIN);
  if (first === undefined) return this.inconclusive('no attempt was ever seen');
  if (second === undefined) return this.depart({ expected: `a retry within ${seconds} s`, observed: 'no retry', evidence: first.evidence });
  const waitedMs = second.atMs - first.atMs;
  this.attach(`the retry began ${(waitedMs / 1000).toFixed(1)} s after the first attempt`, 'text/plain');
  if (waitedMs < seconds * 1000) return;
  this.depart({ expected: `a retry within ${seconds} s`, observed: `a retry after ${waitedMs / 1000} s`, evidence: second.evidence });
});

const copySeqs = (copies: readonly ReceivedCopy[]): number[] => copies.map((copy) => copy.evidence.seq);

const judgeDeliveredOnce = (world: ConformanceWorld, message: SentMessage, copies: readonly ReceivedCopy[], wanted: number): void => {
  if (copies.length === wanted) return;
  const observed = copies.length === 0 ? 'it was not delivered' : `it was delivered ${copies.length} times`;
  const attempts = attemptsSeen(world.seen, PRIMARY_DOMAIN);
  world.depart({
    expected: `the copy of message ${message.token} delivered ${wanted === 1 ? 'once' : `${wanted} times`}`,
    observed,
    evidence: copies.length === 0 ? seqs(attempts) : copySeqs(copies),
  });
};

/** Waits for the copy, then goes on watching, so that a second one would be seen. */
Then('the copy is delivered exactly once within {int} seconds', async function (this: ConformanceWorld, seconds: number) {
  const message = this.onlyMessage;
  const begun = message.sentAtMs;
  const stand = await this.stand();
  const leftMs = (): number => begun + seconds * 1000 - stand.clock.now();
  await this.await(() => this.delivered(message).length > 0, Math.max(leftMs(), 0) / 1000);
  judgeDeliveredOnce(this, message, this.delivered(message), 1);
});

Then('the copy was delivered exactly once', function (this: ConformanceWorld) {
  judgeDeliveredOnce(this, this.onlyMessage, this.delivered(this.onlyMessage), 1);
});

Then('all copies are delivered exactly once within {int} seconds', async function (this: ConformanceWorld, seconds: number) {
  const arrived = (): boolean => this.delivered().length >= this.sent.length;
  await this.await(arrived, seconds);
  const copies = this.delivered();
  for (const message of this.sent)
    judgeDeliveredOnce(
      this,
      message,
      copies.filter((copy) => copy.token === message.token),
      1,
    );
});

Then(/^no copy (?:is|was) delivered$/, function (this: ConformanceWorld) {
  const copies = this.copies();
  if (copies.length === 0) return;
  this.depart({ expected: 'no copy', observed: `${copies.length} delivered`, evidence: copySeqs(copies) });
});

Then('no copy is delivered within {int} seconds', async function (this: ConformanceWorld, seconds: number) {
  await this.watch(seconds);
  const copies = this.copies();
  if (copies.length === 0) return;
  this.depart({ expected: 'no copy', observed: `${copies.length} delivered`, evidence: copySeqs(copies) });
});

Then(
  'the copy arrives between {int} and {int} seconds after it was sent',
  async function (this: ConformanceWorld, from: number, until: number) {
    const message = this.onlyMessage;
    await this.await(() => this.delivered(message).length > 0, until + 60);
    const [copy] = this.delivered(message);
    if (copy === undefined) return judgeDeliveredOnce(this, message, [], 1);
    const afterMs = (copy.answeredAtMs ?? copy.evidence.atMs) - message.sentAtMs;
    if (afterMs >= from * 1000 && afterMs <= until * 1000) return;
    this.depart({
      expected: `the copy ${from} to ${until} s after it was sent`,
      observed: `${afterMs / 1000} s`,
      evidence: copySeqs([copy]),
    });
  },
);

Then(
  'the {role} account has exactly {int} copy/copies of the message within {int} seconds',
  async function (this: ConformanceWorld, role: Exclude<PolicyRole, 'No Scan'>, count: number, seconds: number) {
    const message = this.onlyMessage;
    const account = ACCOUNTS[role].name;
    const mine = (): ReceivedCopy[] => this.copies(message).filter((copy) => copy.evidence.account === account);
    if (count > 0) await this.await(() => mine().length >= count, seconds);
    else await this.watch(seconds);
    const copies = mine();
    if (copies.length === count) return;
    this.depart({
      expected: `${count} at the ${account} account`,
      observed: `${copies.length}; copies went to ${
        this.copies(message)
          .map((copy) => copy.evidence.account ?? 'nobody')
          .join(', ') || 'no account'
      }`,
      evidence: copySeqs(this.copies(message)),
    });
  },
);

Then(
  'the copies of the {role} policy are all delivered within {int} seconds',
  async function (this: ConformanceWorld, role: Exclude<PolicyRole, 'No Scan'>, seconds: number) {
    const messages = this.sent.filter((message) => message.roles.includes(role));
    const arrived = (message: SentMessage): boolean => this.delivered(message).length > 0;
    await this.await(() => messages.every(arrived), seconds);
    const late = messages.filter((message) => !arrived(message));
    if (late.length === 0) return;
    this.depart({
      expected: `all ${messages.length} copies of the ${role} policy within ${seconds} s`,
      observed: `${late.length} were still missing`,
      evidence: copySeqs(this.delivered()),
    });
  },
);

Then('nothing begins within {int} seconds', async function (this: ConformanceWorld, seconds: number) {
  const before = this.seen.length;
  await this.watch(seconds);
  const begun = this.seen
    .slice(before)
    .filter((entry) => entry.type === 'connectionOpened' || (entry.type === 'commandReceived' && isMailCommand(entry.line)));
  if (begun.length === 0) return;
  this.depart({
    expected: `no attempt in ${seconds} s`,
    observed: `${begun.length} connections or transactions`,
    evidence: begun.map((entry) => entry.seq),
  });
});
