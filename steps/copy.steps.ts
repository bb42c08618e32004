import { Then, When } from '@cucumber/cucumber';
import {
  allSameBytes,
  everyCopyCame,
  goesToIntakeAlone,
  isJournalForm,
  namesClient,
  reportIsComplete,
  sameBytes,
} from '../src/harness/checks/copy.ts';
import type { PolicyRole } from '../src/harness/drivers/driver.ts';
import { InconclusiveError } from '../src/harness/outcome.ts';
import { collectedMail } from './collected-mail.ts';
import { named } from './named.ts';
import type { SendOptions } from './sending.ts';
import type { ConformanceWorld } from './world.ts';

/** For the copies of a whole collection. */
const COLLECTION_SECONDS = 60;

/** RFC 5322 allows 998 characters a line; a longer field is folded. */
const LONG_SUBJECT = Array.from({ length: 60 }, (_, n) => `word number ${n} of a very long subject`).join('\r\n ');

/** Subjects by what is odd about them. */
const SUBJECTS: ReadonlyMap<string, string> = new Map([
  ['in UTF-8 as it is', 'Grüße aus Zürich – 日本語'],
  ['in encoded words', '=?utf-8?Q?Gr=C3=BC=C3=9Fe_aus?= =?iso-8859-1?B?WvxyaWNo?='],
  ['in folded encoded words', '=?utf-8?B?R3LDvMOfZQ==?=\r\n =?utf-8?Q?_aus_Z=C3=BCrich?='],
  ['longer than a line may be', LONG_SUBJECT],
  ['of a single word without an end', 'x'.repeat(900)],
]);

/** A field that claims another client: on top of the message, below its own fields, and in other letters. */
const FORGED: SendOptions = {
  extraHeaders: ['X-IronPort-RemoteIP: 203.0.113.66', 'x-ironport-remoteip: 198.51.100.7', 'MIME-Version: 1.0'],
};

When(
  'the collected mail {string} is handed in to the {role} policy',
  async function (this: ConformanceWorld, kind: string, role: PolicyRole) {
    await this.stand();
    for (const { name, raw } of collectedMail(kind)) await this.sendForeign(raw, name, role);
  },
);

When('the copy that came is handed in to the {role} policy as a message', async function (this: ConformanceWorld, role: PolicyRole) {
  await this.awaitCopy();
  const copy = this.copies(this.onlyMessage)[0];
  if (copy === undefined) throw new InconclusiveError('no copy came that could be handed in');
  await this.sendForeign(copy.raw, 'a copy', role);
});

When('a message that ends with its header is sent to the {role} policy', async function (this: ConformanceWorld, role: PolicyRole) {
  await this.send([role], { body: null });
});

When(
  'a message with a subject {string} is sent to the {role} policy',
  async function (this: ConformanceWorld, kind: string, role: PolicyRole) {
    await this.send([role], { subject: named(SUBJECTS, kind, 'kind of subject') });
  },
);

When(
  'a message for {int} recipients of the {role} policy is sent',
  async function (this: ConformanceWorld, count: number, role: PolicyRole) {
    const { driver } = await this.stand();
    await this.sendTo(
      Array.from({ length: count }, (_, n) => driver.recipientUnder(role, `reader${n}`)),
      [role],
    );
  },
);

When('a message is sent to the {role} policy by another client', async function (this: ConformanceWorld, role: PolicyRole) {
  await this.send([role], { fromAnotherClient: true });
});

When(
  'a message that claims to come from another client is sent to the {role} policy',
  async function (this: ConformanceWorld, role: PolicyRole) {
    await this.send([role], FORGED);
  },
);

Then('the message inside the copy equals the accepted message byte for byte', async function (this: ConformanceWorld) {
  await this.awaitCopy();
  this.conclude(sameBytes(this.file, this.onlyMessage));
});

Then('each message inside its copy equals the accepted one byte for byte', async function (this: ConformanceWorld) {
  await this.await(() => everyCopyCame(this.file), COLLECTION_SECONDS);
  this.conclude(allSameBytes(this.file));
});

Then('the copy is in journal form', async function (this: ConformanceWorld) {
  await this.awaitCopy();
  this.conclude(isJournalForm(this.file, this.onlyMessage));
});

Then('the envelope of the copy has the intake address alone', async function (this: ConformanceWorld) {
  await this.awaitCopy();
  this.conclude(goesToIntakeAlone(this.file, this.onlyMessage));
});

Then('the envelope of each of the {int} copies has its intake address alone', async function (this: ConformanceWorld, count: number) {
  await this.awaitCount(count, () => this.copies().length, COLLECTION_SECONDS);
  this.conclude(goesToIntakeAlone(this.file, this.onlyMessage));
});

Then('the first part of the copy names sender, every recipient, Message-ID and subject', async function (this: ConformanceWorld) {
  await this.awaitCopy();
  this.conclude(reportIsComplete(this.file, this.onlyMessage));
});

Then('the inner message names the client that handed it in', async function (this: ConformanceWorld) {
  await this.awaitCopy();
  this.conclude(namesClient(this.file, this.onlyMessage));
});
