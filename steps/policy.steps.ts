import { Then } from '@cucumber/cucumber';
import type { ConformanceWorld } from './world.ts';

Then('the original reaches its recipients within {int} seconds', async function (this: ConformanceWorld, seconds: number) {
  const stand = await this.stand();
  this.needs('original-delivery', stand);
  const message = this.onlyMessage;
  const reached = (): Set<string> =>
    new Set(
      stand.nextHop
        .messages()
        .filter((original) => original.raw.includes(message.messageId))
        .flatMap((original) => [...original.rcptTo]),
    );
  await this.await(() => message.rcptTo.every((recipient) => reached().has(recipient)), seconds);
  const absent = message.rcptTo.filter((recipient) => !reached().has(recipient));
  if (absent.length === 0) return;
  this.depart({
    expected: `the original at ${message.rcptTo.join(', ')} within ${seconds} s`,
    observed: `${absent.join(', ')} did not get it`,
    evidence: [],
  });
});

Then('every fault was met within {int} seconds', async function (this: ConformanceWorld, seconds: number) {
  const stand = await this.stand();
  const met = await this.await(() => stand.ruleStatus().every((status) => status.hits > 0), seconds);
  if (!met) this.inconclusive(`not every fault was met within ${seconds} s`);
});

Then('no message of the gateway’s own reaches the next hop within {int} seconds', async function (this: ConformanceWorld, seconds: number) {
  const stand = await this.stand();
  this.needs('original-delivery', stand);
  await this.watch(seconds);
  const own = stand.nextHop
    .messages()
    .filter((original) => original.mailFrom === '' || original.rcptTo.some((recipient) => recipient.endsWith('@sender.example')));
  if (own.length === 0) return;
  this.depart({
    expected: 'no report about the copy',
    observed: `${own.length} messages, the first for ${own[0]?.rcptTo.join(', ')}`,
    evidence: [],
  });
});
