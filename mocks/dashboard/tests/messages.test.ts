import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { drawn, until, useBrowser } from '../../../src/browser/browser.testing.ts';
import { type DashboardStand, journalCopy, SECONDARY, startStand } from './stand.testing.ts';

const browser = useBrowser();
let stand: DashboardStand;
let sent = 0;

const letter = (subject: string): string =>
  `From: Alice <alice@site.example>\r\nTo: bob@company.example\r\nMessage-ID: <${subject.replaceAll(' ', '-')}@site.example>\r\nSubject: ${subject}\r\n\r\nhello ${subject}\r\n`;

const send = async (subject: string, to?: string): Promise<void> => {
  sent += 1;
  expect(await stand.deliver(journalCopy(14_501_400 + sent, letter(subject)), to)).toMatch(/^250/);
};

const MANY = 60;

beforeAll(async () => {
  stand = await startStand();
  for (let number = 1; number <= MANY; number += 1) await send(`letter ${number}`);
}, 60_000);
afterAll(() => stand[Symbol.asyncDispose]());

const row = (page: Page, subject: string) => page.getByRole('row', { name: `${subject}, from Alice <alice@site.example>` });
const shown = (page: Page): Promise<number> => page.evaluate('document.querySelectorAll(".message-row:not(.waiting)").length');

const focused = (text: string): string => `document.activeElement.textContent.trim() === "${text}"`;

const openList = async (query = ''): ReturnType<typeof browser.open> => {
  const page = await browser.open();
  await page.goto(stand.url(`/messages${query}`));
  await until(page, 'document.querySelector(".message-row:not(.waiting)") !== null');
  return page;
};

describe('the list', () => {
  test('draws what is looked at and no more, and gets to its end', async () => {
    const page = await openList();
    expect(await shown(page)).toBeLessThan(MANY);
    await row(page, 'letter 60').waitFor();
    await page.evaluate('scrollTo(0, 1e9)');
    await row(page, 'letter 1').waitFor();
    expect(page.troubles).toEqual([]);
  });

  test('takes an arrival in on top, without a reload, under its account (DASH-1)', async () => {
    const page = await openList();
    await page.evaluate('window.stayed = true');
    await send('slides in');
    await row(page, 'slides in').waitFor();
    expect(await page.evaluate('window.stayed')).toBe(true);
    await page.getByRole('combobox', { name: 'Account' }).selectOption('secondary');
    await page.getByRole('heading', { name: 'No message has arrived yet' }).waitFor();
    await send('for the second', SECONDARY);
    await row(page, 'for the second').waitFor();
    expect(await shown(page)).toBe(1);
  });

  test('keeps still while somebody reads further down, and says what waits', async () => {
    const page = await openList();
    await page.evaluate('scrollTo(0, 1000)');
    // The list has been told that somebody reads further down before anything arrives.
    await drawn(page);
    const place = async () => (await row(page, 'letter 30').boundingBox())?.y;
    const before = await place();
    expect(before).toBeGreaterThan(0);
    await send('waits one');
    await send('waits two');
    await page.getByRole('button', { name: '2 new' }).waitFor();
    expect(await place()).toBe(before);
    await page.getByRole('button', { name: '2 new' }).click();
    await row(page, 'waits two').waitFor();
    await until(page, 'scrollY === 0');
  });

  test('is worked by keys: move, open, go on, come back to the same row', async () => {
    const page = await openList('?q=letter');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await until(page, focused('letter 59'));
    await page.keyboard.press('o');
    await page.getByRole('heading', { level: 1, name: 'letter 59' }).waitFor();
    await page.getByText('2 of 60').waitFor();
    await page.keyboard.press('j');
    await page.getByRole('heading', { level: 1, name: 'letter 58' }).waitFor();
    await page.goBack();
    await row(page, 'letter 58').waitFor();
    await until(page, focused('letter 58'));
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
  });
});

describe('a search', () => {
  test('is told where it goes wrong, and the list stays', async () => {
    const page = await openList();
    await page.keyboard.press('/');
    await page.keyboard.type('letter is:nothing');
    await page.getByRole('alert').getByText('there is no is:nothing').waitFor();
    expect(await page.getByRole('alert').locator('code').textContent()).toBe(`letter is:nothing\n${' '.repeat(10)}^`);
    expect(await shown(page)).toBeGreaterThan(10);
  });

  test('finds, stays in the address, and takes what arrives and fits', async () => {
    const page = await openList();
    await page.getByRole('combobox', { name: 'Search messages' }).fill('subject:"letter 17"');
    await until(page, 'document.querySelectorAll(".message-row").length === 1');
    expect(new URL(page.url()).searchParams.get('q')).toBe('subject:"letter 17"');
    await send('something else');
    await send('letter 17 again');
    await row(page, 'letter 17 again').waitFor();
    expect(await shown(page)).toBe(2);
    await page.getByRole('button', { name: 'Duplicates' }).click();
    await page.getByRole('heading', { name: 'Nothing fits this search' }).waitFor();
  });
});

describe('selected messages', () => {
  test('are deleted, brought back by an undo, and gone when the offer has gone', async () => {
    const page = await openList('?q=letter');
    await page.getByRole('checkbox', { name: 'Select letter 40', exact: true }).check();
    await page.getByRole('checkbox', { name: 'Select letter 42', exact: true }).click({ modifiers: ['Shift'] });
    const tools = page.getByRole('toolbar');
    await tools.getByText('3 selected').waitFor();
    await tools.getByRole('button', { name: 'Delete' }).click();
    await row(page, 'letter 41').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Undo' }).click();
    await row(page, 'letter 41').waitFor();
    expect(await stand.store.messages.count({ q: 'subject:"letter 41"' })).toBe(1);

    await row(page, 'letter 41').getByRole('link').focus();
    await page.keyboard.press('#');
    await row(page, 'letter 41').waitFor({ state: 'detached' });
    await until(page, focused('letter 40'));
    const other = await openList('?q=letter');
    await row(other, 'letter 41').waitFor();
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await row(other, 'letter 41').waitFor({ state: 'detached' });
    expect(await stand.store.messages.count({ q: 'subject:"letter 41"' })).toBe(0);
  });

  test('are tagged and marked, which other browsers see', async () => {
    const page = await openList('?q=letter');
    const other = await openList('?q=letter');
    await page.getByRole('checkbox', { name: 'Select letter 30', exact: true }).check();
    await page.getByRole('button', { name: 'Mark read', exact: true }).click();
    await until(other, 'document.querySelector(".message-row:not(.unread)") !== null');
    await page.getByRole('button', { name: 'Tag', exact: true }).click();
    await page.getByRole('textbox', { name: 'New tag' }).fill('checked');
    await page.getByRole('button', { name: 'Apply' }).click();
    await row(other, 'letter 30').getByText('checked').waitFor();
  });
});

test('the pages speak Japanese', async () => {
  const page = await browser.open({ locale: 'ja-JP' });
  await page.goto(stand.url('/messages'));
  await page.getByRole('heading', { level: 1, name: 'メッセージ' }).waitFor();
  await page.getByRole('table', { name: 'メッセージ' }).waitFor();
  await page.getByRole('link', { name: 'ポリシー' }).click();
  await page.getByRole('heading', { level: 1, name: 'ポリシー' }).waitFor();
  expect(await page.evaluate('document.documentElement.lang')).toBe('ja');
});
