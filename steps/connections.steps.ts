import { Then } from '@cucumber/cucumber';
import { connectionsSeen, openAtEnd, peakConcurrency } from '../src/harness/views/connections.ts';
import type { ConformanceWorld } from './world.ts';

Then(
  'at least {int} connections are open at once within {int} seconds',
  async function (this: ConformanceWorld, wanted: number, seconds: number) {
    await this.await(() => peakConcurrency(this.seen).peak >= wanted, seconds);
    const { peak, evidence } = peakConcurrency(this.seen);
    if (peak === 0) this.inconclusive('no connection was ever opened');
    if (peak >= wanted) return;
    this.depart({ expected: `at least ${wanted} connections at once`, observed: `${peak} at most`, evidence });
  },
);

Then('never more than {int} connections were open at once', function (this: ConformanceWorld, limit: number) {
  const { peak, evidence } = peakConcurrency(this.seen);
  if (peak === 0) this.inconclusive('no connection was ever opened');
  if (peak <= limit) return;
  this.depart({ expected: `${limit} connections at once at most`, observed: `${peak}`, evidence });
});

Then('at most {int} messages went over any connection', function (this: ConformanceWorld, limit: number) {
  const over = connectionsSeen(this.seen).filter((view) => view.transactions > limit);
  const [first] = over;
  if (first === undefined) return;
  this.depart({
    expected: `${limit} messages a connection at most`,
    observed: `${first.transactions} on connection ${first.connection}`,
    evidence: [first.openedSeq],
  });
});

Then('every connection is gone within the idle time', async function (this: ConformanceWorld) {
  const stand = await this.stand();
  await this.watch(stand.driver.facts.idleCloseMs / 1000 + 1);
  const open = openAtEnd(this.seen);
  if (connectionsSeen(this.seen).length === 0) this.inconclusive('no connection was ever opened');
  if (open.length === 0) return;
  this.depart({
    expected: `no connection ${stand.driver.facts.idleCloseMs / 1000} s after the queue ran empty`,
    observed: `${open.length} still open`,
    evidence: open.map((view) => view.openedSeq),
  });
});

Then('every connection ended with QUIT', function (this: ConformanceWorld) {
  const views = connectionsSeen(this.seen);
  if (views.length === 0) this.inconclusive('no connection was ever opened');
  const rude = views.filter((view) => view.end !== 'QUIT');
  if (rude.length === 0) return;
  this.depart({
    expected: 'QUIT at the end of every connection',
    observed: rude.map((view) => `connection ${view.connection}: ${view.end ?? 'still open'}`).join('; '),
    evidence: rude.map((view) => view.closedSeq ?? view.openedSeq),
  });
});

Then('at most {int} connections stay open {int} seconds later', async function (this: ConformanceWorld, limit: number, seconds: number) {
  await this.watch(seconds);
  const open = openAtEnd(this.seen);
  if (open.length <= limit) return;
  this.depart({ expected: `at most ${limit} connections`, observed: `${open.length} open`, evidence: open.map((view) => view.openedSeq) });
});

Then('the messages shared a connection', function (this: ConformanceWorld) {
  const views = connectionsSeen(this.seen);
  const most = Math.max(0, ...views.map((view) => view.transactions));
  if (most >= 2) return;
  this.depart({
    expected: 'a connection that carries more than one message',
    observed: `${views.length} connections with ${most} message at most`,
    evidence: views.map((view) => view.openedSeq),
  });
});

/** RFC 5321 section 4.1.4: a transaction begins on a clean slate. */
Then('every transaction was clean', function (this: ConformanceWorld) {
  const broken = this.seen.find(
    (entry) =>
      (entry.type === 'replySent' && entry.ruleId === undefined && /^503/.test(entry.text)) ||
      (entry.type === 'wireAnomaly' && entry.kind === 'bad sequence'),
  );
  if (broken === undefined) return;
  this.depart({
    expected: 'MAIL FROM, RCPT TO and DATA in order for each message',
    observed: 'a command out of order',
    evidence: [broken.seq],
  });
});
