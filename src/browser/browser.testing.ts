import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, vi } from 'vitest';
import { launchBrowser } from './launch.ts';

export interface TestPage extends Page {
  /** What went wrong inside the page: uncaught errors, messages of the console, blocked by its policy. */
  readonly troubles: string[];
}

/**
 * One browser for a test file, started before its first test. `open` gives each caller a page in a profile of its own, all closed
 * after the test. `more` are arguments of Chromium besides the usual ones.
 */
export const useBrowser = (more: readonly string[] = []): { open(options?: BrowserContextOptions): Promise<TestPage> } => {
  let browser: Browser;
  // A browser on a busy machine takes its time; a hang is still told from that.
  vi.setConfig({ testTimeout: 60_000 });
  beforeAll(async () => {
    browser = await launchBrowser(more);
  }, 60_000);
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
  });
  afterAll(() => browser.close());
  return {
    async open(options) {
      const usual = { locale: 'en-GB', viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' } as const;
      const context = await browser.newContext({ ...usual, ...options });
      const troubles: string[] = [];
      const page = await context.newPage();
      page.on('pageerror', (error) => troubles.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') troubles.push(message.text());
      });
      return Object.assign(page, { troubles });
    },
  };
};

/** Widths that pages are judged at: a phone and a desk. */
export const SCREENS = [
  { name: 'phone', width: 390, height: 844 },
  { name: 'desk', width: 1280, height: 800 },
] as const;

// What runs inside the page is given as text: the types of a browser's world would otherwise be known to all of Node's code.

/** Whether something sticks out at the side, so that the whole page scrolls sideways. */
export const sticksOut = (page: Page): Promise<boolean> =>
  page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth');

const FOCUS_NAME =
  '(document.activeElement.ariaLabel ?? document.activeElement.labels?.[0]?.textContent ?? document.activeElement.textContent).trim()';

/** Label or text of what has the focus. */
const focusName = (page: Page): Promise<string> => page.evaluate(FOCUS_NAME);

/** Waits until an expression holds inside the page. (Playwright's own way needs `eval`, which the pages forbid.) */
export const until = async (page: Page, expression: string): Promise<void> => {
  await page.evaluate(`new Promise((resolve) => {
    const look = () => (${expression} ? resolve() : requestAnimationFrame(look));
    look();
  })`);
};

/** Waits until what has this label or text has the focus: pages set it once they have been drawn, which may be after their text is there. */
export const focusIs = (page: Page, name: string): Promise<void> => until(page, `${FOCUS_NAME} === ${JSON.stringify(name)}`);

/** Two frames on, what depends on the window is drawn, and events of the last frame (scrolling) have been told. */
export const drawn = (page: Page): Promise<unknown> =>
  page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');

const MOST_TABS = 100;

/** Moves the focus with the Tab key alone until it is on what has this label or text. */
export const tabTo = async (page: Page, name: string): Promise<void> => {
  const passed: string[] = [];
  for (let tab = 0; tab < MOST_TABS; tab += 1) {
    await page.keyboard.press('Tab');
    const reached = await focusName(page);
    if (reached === name) return;
    passed.push(reached);
  }
  throw new Error(`the Tab key does not lead to "${name}"; it passed ${passed.join(', ')}`);
};
