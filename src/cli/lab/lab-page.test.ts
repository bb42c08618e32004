import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings } from '../../browser/axe.ts';
import { SCREENS, sticksOut, type TestPage, useBrowser } from '../../browser/browser.testing.ts';
import { type RunningLab, startLab } from './lab.ts';

const browser = useBrowser();
const FREE = { smtpPort: 0, consolePort: 0, dashboardPort: 0, version: 'test' };

let fresh: RunningLab;
let ready: RunningLab;
beforeAll(async () => {
  fresh = await startLab({ ...FREE, ready: false });
  ready = await startLab({ ...FREE, ready: true });
}, 60_000);
afterAll(async () => {
  await fresh.stop();
  await ready.stop();
});

/** The link that the lab prints opens the session; the page is reached by the menu's address. */
const openLab = async (page: TestPage, lab: RunningLab): Promise<void> => {
  await page.goto(lab.dashboardLink);
  await page.goto(new URL('/lab', lab.dashboardLink).href);
  await page.getByRole('heading', { name: 'Walkthrough' }).waitFor();
};

describe('the lab page', () => {
  it.each(SCREENS)('shuts nobody out: $name', async ({ width, height }) => {
    const page = await browser.open({ viewport: { width, height } });
    await openLab(page, fresh);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await axeFindings(page), colorScheme).toEqual([]);
    }
    expect(await sticksOut(page)).toBe(false);
    expect(page.troubles).toEqual([]);
  });

  it('opens the next step alone, and ticks off what is done by itself', async () => {
    const page = await browser.open();
    await openLab(page, fresh);
    await page.getByText('0 of 7 done').waitFor();
    expect(await page.locator('.lab-steps [aria-current]').count()).toBe(1);
    expect(await page.getByRole('link', { name: 'Open the set-up wizard' }).getAttribute('href')).toBe('/setup');
    for (const answer of [
      { step: 'gateway-present', present: true } as const,
      { step: 'gateway', vendor: 'cisco', header: 'X-IronPort-RemoteIP' } as const,
      { step: 'direction', direction: 'incoming' } as const,
      { step: 'authentication', authentication: 'none' } as const,
    ]) {
      fresh.mock.accounts.answer('primary', answer);
    }
    await page.getByText('1 of 7 done').waitFor();
    const console = page.getByRole('link', { name: 'Open the connector’s settings' });
    expect(await console.getAttribute('href')).toBe(`${fresh.console.url}/security-services/threat-defense-connector`);
  });

  it('sends a burst and files, and the walkthrough comes to its end', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'setd-lab-'));
    const file = join(folder, 'one.eml');
    writeFileSync(file, 'Subject: from a file\n\nbody\n');
    const page = await browser.open();
    await openLab(page, ready);
    await page.getByLabel('How many').fill('3');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByText('3 messages accepted by the gateway').waitFor();
    await page.getByText('7 of 7 done').waitFor();
    await page.locator('#lab-files').setInputFiles(file);
    await page.getByText('1 message accepted by the gateway').waitFor();
    expect(ready.gateway.track({ subject: 'from a file' }).messages).toHaveLength(1);
    await rm(folder, { recursive: true });
  });

  it('tells what is wrong at its field', async () => {
    const page = await browser.open();
    await openLab(page, ready);
    await page.getByLabel('How many').fill('0');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.locator('#lab-count-error').waitFor();
    expect(await page.getByLabel('How many').getAttribute('aria-invalid')).toBe('true');
  });
});
