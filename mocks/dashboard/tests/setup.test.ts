import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeFindings } from '../../../src/browser/axe.ts';
import { focusIs, until, useBrowser } from '../../../src/browser/browser.testing.ts';
import { type DashboardStand, PRIMARY, startStand } from './stand.testing.ts';

const browser = useBrowser();
let stand: DashboardStand;

beforeAll(async () => {
  stand = await startStand([
    { name: 'primary', intakeAddress: PRIMARY },
    { name: 'secondary', domain: 'primary.setd.example' },
    { name: 'third', domain: 'primary.setd.example' },
  ]);
});
afterAll(() => stand[Symbol.asyncDispose]());

const step = (page: Page, number: number) => page.getByRole('heading', { name: `Step ${number} of 4` });
const address = (page: Page) => page.getByRole('textbox', { name: 'Message intake address' });
const goOn = (page: Page) => page.getByRole('button', { name: 'Continue' }).click();

describe('the set-up wizard', () => {
  test('asks in the documented order, and shows the address once the last step is accepted (SETUP-1, SETUP-2)', async () => {
    const page = await browser.open();
    await page.goto(stand.url('/setup?account=secondary'));
    await step(page, 1).waitFor();
    expect(await page.getByRole('radio', { name: 'Yes, a Secure Email Gateway is present' }).isChecked()).toBe(true);
    await goOn(page);
    await step(page, 2).waitFor();
    await focusIs(page, 'Step 2 of 4');
    expect(await page.getByRole('radio', { name: 'Cisco SEG' }).isChecked()).toBe(true);
    expect(await page.getByRole('radio', { name: 'Default: X-IronPort-RemoteIP' }).isChecked()).toBe(true);
    await goOn(page);
    await step(page, 3).waitFor();
    expect(await page.getByRole('radio', { name: 'Incoming' }).isChecked()).toBe(true);
    await goOn(page);
    await step(page, 4).waitFor();
    expect(await page.getByRole('radio', { name: 'No authentication' }).isChecked()).toBe(true);
    expect(await address(page).count()).toBe(0);
    await page.getByRole('button', { name: 'Accept' }).click();
    const shown = await address(page).inputValue();
    expect(shown).toMatch(/^[\da-f]{6}-[\da-f]{6}-[\da-f]{6}@primary\.setd\.example$/);
    expect(await axeFindings(page)).toEqual([]);

    // The first copy is told as it arrives (DASH-1), and the address can be looked up again (SETUP-3).
    await page.getByText('Waiting for the first message').waitFor();
    expect(await stand.deliver('Subject: first\r\n\r\nhello\r\n', shown)).toMatch(/^250/);
    await page.getByText('1 message arrived').waitFor();
    await page.getByRole('link', { name: 'Policy' }).click();
    expect(
      await page.getByRole('region', { name: 'secondary' }).getByRole('textbox', { name: 'Message intake address' }).inputValue(),
    ).toBe(shown);
    expect(page.troubles).toEqual([]);
  });

  test('takes a header of one’s own, says what is wrong with it, and lets a step be answered anew (SETUP-4)', async () => {
    const page = await browser.open();
    await page.goto(stand.url('/setup?account=third'));
    await step(page, 1).waitFor();
    await goOn(page);
    await page.getByRole('radio', { name: 'One of your own' }).check();
    await page.getByRole('textbox', { name: 'Header name' }).fill('not a name');
    await goOn(page);
    await page.getByText('expected the name of a header field').waitFor();
    await focusIs(page, 'Header name');
    await page.getByRole('textbox', { name: 'Header name' }).fill('X-Client');
    await goOn(page);
    await step(page, 3).waitFor();
    await page.getByText('Cisco SEG, header X-Client').waitFor();
    await page.getByRole('button', { name: 'Change Gateway' }).click();
    await step(page, 1).waitFor();
  });
});

describe('Policy', () => {
  test('shows the account that is chosen, and makes another one', async () => {
    const page = await browser.open();
    await page.goto(stand.url('/policy'));
    await page.getByRole('region', { name: 'third' }).getByText('Not set up').waitFor();
    await page.getByRole('combobox', { name: 'Account' }).selectOption('primary');
    await page.getByRole('region', { name: 'third' }).waitFor({ state: 'detached' });
    expect(await address(page).inputValue()).toBe(PRIMARY);
    expect(await page.getByRole('button', { name: 'Copy address' }).count()).toBe(1);
    await page.getByRole('button', { name: 'Add account' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('primary');
    await page.getByRole('button', { name: 'Create and set up' }).click();
    await page.getByText('there is an account "primary" already').waitFor();
    await page.getByRole('textbox', { name: 'Name' }).fill('fourth');
    await page.getByRole('button', { name: 'Create and set up' }).click();
    await page.getByRole('heading', { name: 'Set up fourth' }).waitFor();
    await until(page, 'document.querySelector(".context select").value === "fourth"');
  });
});
