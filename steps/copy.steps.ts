import { Then } from '@cucumber/cucumber';
import { differenceFrom } from '../src/harness/views/journal-copy.ts';
import type { ReceivedCopy } from './copies.ts';
import type { ConformanceWorld, SentMessage } from './world.ts';

const CRLF = Buffer.from('\r\n');

/** What the gateway accepted: SMTP ends every message with a line end. */
const acceptedBytes = (message: SentMessage): Buffer =>
  message.raw.subarray(-2).equals(CRLF) ? message.raw : Buffer.concat([message.raw, CRLF]);

const copyOf = async (world: ConformanceWorld): Promise<ReceivedCopy> => {
  const message = world.onlyMessage;
  await world.await(() => world.copies(message).length > 0, 150);
  const [copy] = world.copies(message);
  if (copy !== undefined) return copy;
  // A copy that was mangled past recognition is still the copy of the only message.
  const [unknown] = world.copies();
  return unknown ?? world.inconclusive('the copy never came');
};

Then('the message inside the copy equals the accepted message byte for byte', async function (this: ConformanceWorld) {
  const copy = await copyOf(this);
  const difference = differenceFrom(acceptedBytes(this.onlyMessage), copy.view().inner);
  if (difference === undefined) return;
  this.depart({
    expected: 'the accepted message, with nothing but header fields added on top',
    observed: difference,
    evidence: [copy.evidence.seq],
  });
});

/** COPY-1: sending the message itself is told apart; the documents leave the form open enough that it is a warning only. */
Then('the copy is in journal form', async function (this: ConformanceWorld) {
  const copy = await copyOf(this);
  if (copy.view().form === 'journal') return;
  this.depart({
    expected: 'a wrapper with the message attached as message/rfc822',
    observed: 'the message itself',
    evidence: [copy.evidence.seq],
  });
});

Then('the envelope of the copy has the intake address alone', async function (this: ConformanceWorld) {
  const { evidence } = await copyOf(this);
  if (evidence.rcptTo.length === 1 && evidence.account !== null) return;
  this.depart({ expected: 'one recipient, the intake address', observed: evidence.rcptTo.join(', '), evidence: [evidence.seq] });
});

Then('the first part of the copy names sender, every recipient, Message-ID and subject', async function (this: ConformanceWorld) {
  const copy = await copyOf(this);
  const message = this.onlyMessage;
  const { report } = copy.view();
  const absent = [message.mailFrom, ...message.rcptTo, message.messageId, message.subject].filter((text) => !report.includes(text));
  if (absent.length === 0) return;
  this.depart({
    expected: `${absent.join(', ')} in the first part`,
    observed: JSON.stringify(report.slice(0, 400)),
    evidence: [copy.evidence.seq],
  });
});

Then('the inner message names the client that handed it in', async function (this: ConformanceWorld) {
  const copy = await copyOf(this);
  const header = copy.view().inner.toString('latin1').split('\r\n\r\n', 1)[0] ?? '';
  if (/^X-IronPort-RemoteIP:\s*127\.0\.0\.1\s*$/im.test(header)) return;
  this.depart({ expected: 'X-IronPort-RemoteIP: 127.0.0.1', observed: 'no such header field', evidence: [copy.evidence.seq] });
});
