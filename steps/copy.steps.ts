import { Then } from '@cucumber/cucumber';
import { goesToIntakeAlone, isJournalForm, namesClient, reportIsComplete, sameBytes } from '../src/harness/checks/copy.ts';
import type { ConformanceWorld } from './world.ts';

Then('the message inside the copy equals the accepted message byte for byte', async function (this: ConformanceWorld) {
  await this.awaitCopy();
  this.conclude(sameBytes(this.file, this.onlyMessage));
});

Then('the copy is in journal form', async function (this: ConformanceWorld) {
  await this.awaitCopy();
  this.conclude(isJournalForm(this.file, this.onlyMessage));
});

Then('the envelope of the copy has the intake address alone', async function (this: ConformanceWorld) {
  await this.awaitCopy();
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
