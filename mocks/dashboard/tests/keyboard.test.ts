import { afterAll, beforeAll, expect, test } from 'vitest';
import { tabTo, until, useBrowser } from '../../../src/browser/browser.testing.ts';
import { type DashboardStand, journalCopy, startStand } from './stand.testing.ts';

const browser = useBrowser();
let stand: DashboardStand;

beforeAll(async () => {
  stand = await startStand();
  const inner = 'From: alice@site.example\r\nSubject: by keyboard\r\n\r\nhello\r\n';
  expect(await stand.deliver(journalCopy(1, inner))).toMatch(/^250/);
});
afterAll(() => stand[Symbol.asyncDispose]());

test('from the list to a message, how it came, its connection, and back, without a mouse', async () => {
  const page = await browser.open();
  await page.goto(stand.url('/messages'));
  await page.getByRole('link', { name: 'by keyboard' }).waitFor();
  // A tab in the background tells what nobody has read yet.
  await until(page, 'document.title === "(1) Messages – SETD"');
  await page.keyboard.press('j');
  await until(page, 'document.activeElement.textContent.trim() === "by keyboard"');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'by keyboard' }).waitFor();
  // Opened, it is read.
  await until(page, 'document.title === "by keyboard – SETD"');
  await page.keyboard.press('8');
  await page.getByRole('table', { name: 'Transcript of connection 1' }).waitFor();
  await tabTo(page, '#1');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Connection 1' }).getByRole('table', { name: 'Transcript of connection 1' }).waitFor();
  await tabTo(page, 'Message 1');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'by keyboard' }).waitFor();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.keyboard.press('b');
  await page.getByRole('table', { name: 'Messages' }).waitFor();
  await page.getByRole('link', { name: 'by keyboard' }).waitFor();
  expect(page.troubles).toEqual([]);
});

test('? lists the shortcuts on every page, and Esc leaves the list', async () => {
  const page = await browser.open();
  for (const path of ['/messages', '/messages/1', '/connections', '/faults', '/runs', '/dns', '/policy', '/setup', '/lab']) {
    await page.goto(stand.url(path));
    await page.locator('main h1').first().waitFor({ state: 'attached' });
    await page.keyboard.press('?');
    const list = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await list.getByText('Go to Messages').waitFor();
    // The focus is inside.
    await until(page, "document.activeElement.closest('dialog') !== null");
    await page.keyboard.press('Escape');
    await list.waitFor({ state: 'detached' });
  }
});

test('the reference of the API is reached from every page', async () => {
  const page = await browser.open();
  await page.goto(stand.url('/policy'));
  await page.getByRole('navigation', { name: 'Main navigation' }).getByRole('link', { name: 'HTTP API' }).click();
  await page.getByRole('heading', { level: 1, name: 'HTTP API' }).waitFor();
  await page.getByRole('link', { name: 'Mock SETD' }).click();
  await page.getByRole('heading', { level: 1, name: 'Messages' }).waitFor();
});
