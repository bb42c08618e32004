import { Then } from '@cucumber/cucumber';
import { ehloAfterHandshake, failedOverTlsAlone, nothingInClear, protocolAtLeast, waitsForRealReply } from '../src/harness/checks/tls.ts';
import type { ConformanceWorld } from './world.ts';

Then('nothing of the envelope or the message was sent in clear', function (this: ConformanceWorld) {
  this.conclude(nothingInClear(this.seen));
});

Then('every TLS session was {string} or newer', function (this: ConformanceWorld, oldest: string) {
  this.conclude(protocolAtLeast(this.seen, oldest));
});

Then('EHLO was sent again after every handshake', function (this: ConformanceWorld) {
  this.conclude(ehloAfterHandshake(this.seen));
});

Then('nothing was sent before the real reply to EHLO over TLS', function (this: ConformanceWorld) {
  this.conclude(waitsForRealReply(this.seen));
});

Then('the copy did not fail, or with "TLS Error" alone', async function (this: ConformanceWorld) {
  await this.readLogIfThere();
  this.conclude(failedOverTlsAlone(this.seen));
});
