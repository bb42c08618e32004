import type { Locator, Page } from 'playwright-core';
import { SHOWN } from '../src/harness/views/dashboard.ts';
import type { Dashboard, Shown } from './dashboard.ts';

// The pages of the SETD dashboard as the people who work with it know them: by links, names and buttons.

/** For what may never come because the dashboard is at fault: then what is there is read, and judged. Real time. */
const PATIENCE_MS = 20_000;

const isThere = (locator: Locator): Promise<boolean> =>
  locator
    .first()
    .waitFor({ timeout: PATIENCE_MS })
    .then(
      () => true,
      () => false,
    );

const wizard = (page: Page): Locator => page.getByRole('form', { name: 'Set-up wizard' });
const question = (page: Page): Locator => wizard(page).getByRole('heading');
const addressField = (within: Page | Locator): Locator => within.getByRole('textbox', { name: SHOWN.address });

/** Every choice of the form: what is asked, the choice, and what may be done with it. */
const CHOICES = `[...document.querySelectorAll('form fieldset')].flatMap((set) =>
  [...set.querySelectorAll('input[type=radio]')].map((choice) => [
    set.querySelector('legend').textContent.trim(),
    choice.labels[0].textContent.trim(),
    choice.checked ? 'taken' : choice.disabled ? 'not offered' : 'offered',
  ]))`;

const isRows = (value: unknown): value is string[][] => Array.isArray(value) && value.every((row) => Array.isArray(row));

/** What the wizard of an account asks now, or the address that it gave. */
export const readWizard = async (page: Page, account: string): Promise<Shown> => {
  // Another page may still be there, with addresses of its own.
  const isWizard = await isThere(page.getByRole('heading', { name: `Set up ${account}`, exact: true }));
  if (!isWizard || !(await isThere(question(page).or(addressField(page))))) return { page: 'wizard', account };
  if ((await addressField(page).count()) > 0) {
    return { page: 'wizard', account, facts: { [SHOWN.address]: await addressField(page).inputValue() } };
  }
  const choices = await page.evaluate(CHOICES);
  return { page: 'wizard', account, facts: { [SHOWN.step]: await question(page).innerText() }, rows: isRows(choices) ? choices : [] };
};

/** Gives the answer that is chosen, or goes a step back; waits for what comes then. */
export const pressInWizard = async (page: Page, button: 'Continue' | 'Accept' | 'Back'): Promise<void> => {
  const before = await question(page).innerText();
  await wizard(page).getByRole('button', { name: button, exact: true }).click();
  await isThere(question(page).filter({ hasNotText: before }).or(addressField(page)));
};

/** The button that gives the answer to a step. */
export const answerButton = async (page: Page): Promise<'Continue' | 'Accept'> =>
  (await wizard(page).getByRole('button', { name: 'Accept', exact: true }).count()) > 0 ? 'Accept' : 'Continue';

/** Chooses a header field of one's own, where the step asks for one. */
export const nameOwnHeader = async (page: Page, header: string): Promise<void> => {
  const own = page.getByRole('radio', { name: 'One of your own' });
  if ((await own.count()) === 0) return;
  await own.check();
  await page.getByRole('textbox', { name: 'Header name' }).fill(header);
};

/** Follows a link of the main navigation: nothing is loaded anew. */
export const goTo = (page: Page, link: 'Messages' | 'Policy' | 'Set-up'): Promise<void> =>
  page.getByRole('navigation', { name: 'Main navigation' }).getByRole('link', { name: link }).click();

/** What Policy shows of an account. */
export const readPolicy = async (page: Page, account: string): Promise<Shown> => {
  const region = page.getByRole('region', { name: account, exact: true });
  await isThere(region);
  const shown = addressField(region);
  const address = (await shown.count()) > 0 ? { [SHOWN.address]: await shown.inputValue() } : {};
  return { page: 'policy', account, facts: { ...(await factsOf(region)), ...address } };
};

/** Terms and their definitions. */
const factsOf = async (within: Page | Locator): Promise<Record<string, string>> => {
  const terms = await within.getByRole('term').allInnerTexts();
  const definitions = await within.getByRole('definition').allInnerTexts();
  return Object.fromEntries(terms.map((term, place) => [term.trim(), definitions[place]?.trim() ?? '']));
};

const subjects = (page: Page): Locator => page.getByRole('table', { name: 'Messages' }).getByRole('row').getByRole('link');

/** Chooses the account that all pages are about; an empty name stands for all. */
export const chooseAccount = (page: Page, account: string): Promise<unknown> =>
  page.getByRole('combobox', { name: 'Account' }).selectOption(account);

/** The messages that are listed, once those that are awaited are there; for none, once the list says that it is empty. */
export const readMessages = async (page: Page, account: string, awaited: readonly string[]): Promise<Shown> => {
  for (const subject of awaited) await isThere(subjects(page).filter({ hasText: subject }));
  if (awaited.length === 0) await isThere(page.getByRole('heading', { name: 'No message has arrived yet' }));
  const listed = await subjects(page).allInnerTexts();
  return { page: 'messages', account, rows: listed.map((subject) => [subject.trim()]) };
};

/** Opens a copy from the list and reads what its page tells of it: the facts in its head and those of the journal report. */
export const readMessage = async ({ page }: Dashboard, copy: number): Promise<Shown> => {
  const row = page.locator(`a[href="/messages/${copy}"]`);
  await row.click();
  await page.getByRole('tab', { name: 'Journal' }).click();
  await isThere(page.getByRole('heading', { name: 'Journal report' }));
  const facts = await factsOf(page.getByRole('main'));
  return { page: 'message', account: facts.Account ?? '', facts: { ...facts, [SHOWN.copy]: String(copy) } };
};
