import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeFindings } from '../../../src/browser/axe.ts';
import { SCREENS, sticksOut, useBrowser } from '../../../src/browser/browser.testing.ts';
import { type DashboardStand, journalCopy, PRIMARY, startStand } from './stand.testing.ts';

// How every page looks: accessible, and as wide as the screen, on a phone and on a desk, light and dark.

const browser = useBrowser();
let stand: DashboardStand;

const LONG = 'x'.repeat(300);
const INNER = `From: ${LONG}@site.example\r\nTo: bob@company.example\r\nSubject: ${LONG}\r\nMessage-ID: <${LONG}>\r\n\r\n${LONG}\r\n`;

beforeAll(async () => {
  stand = await startStand([
    { name: 'primary', intakeAddress: PRIMARY },
    { name: 'secondary', domain: 'primary.setd.example' },
  ]);
  for (const mid of [1, 2, 3]) expect(await stand.deliver(journalCopy(mid, INNER))).toMatch(/^250/);
}, 60_000);
afterAll(() => stand[Symbol.asyncDispose]());

const PAGES = [
  ['/messages', '.message-row:not(.waiting)'],
  ['/messages?q=subject:none', '.empty'],
  ['/messages?account=secondary', '.first-steps'],
  ['/messages/2?tab=story', '.transcript'],
  ['/policy', '.policies'],
  ['/setup?account=secondary', '.steps'],
  ['/setup?account=primary', '.intake-address'],
] as const;

const LOOKS = SCREENS.flatMap((screen) => (['light', 'dark'] as const).map((colorScheme) => ({ ...screen, colorScheme })));

describe.each(LOOKS)('on a $name, $colorScheme', ({ width, height, colorScheme }) => {
  test('every page is accessible and fits', async () => {
    const page = await browser.open({ viewport: { width, height }, colorScheme });
    for (const [path, mark] of PAGES) {
      await page.goto(stand.url(path));
      await page.locator(mark).first().waitFor();
      expect([path, await axeFindings(page), await sticksOut(page)]).toEqual([path, [], false]);
      expect(await page.getByRole('combobox', { name: 'Account' }).isVisible()).toBe(true);
    }
    expect(page.troubles).toEqual([]);
  });
});
