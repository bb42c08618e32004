import { AfterAll, BeforeAll } from '@cucumber/cucumber';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { NotTestableError } from '../src/harness/outcome.ts';
import { atEndOfRun, enterRun, leaveRun } from '../src/harness/run-scope.ts';

// One browser for a run, started when the first scenario wants it, with one context that all pages share. Pages are used again: each
// fresh one would be a process more, whose start takes longer than what most scenarios do with it.

let context: Promise<BrowserContext> | undefined;
const idle: Page[] = [];

/** All pages share a process, which outlives what each of them shows. All that they show is of one site, this machine. */
const ONE_PROCESS = '--renderer-process-limit=1';

/** Real time; a browser on a busy machine takes its time. */
const PATIENCE_MS = 30_000;

const isMissingPackage = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND' && error.message.includes('playwright-core');

/** Starts the browser. It comes with a clone of the project; an installed package has to do without, which is no fault of the system. */
const start = async (): Promise<Browser> => {
  try {
    const { launchBrowser } = await import('../src/browser/launch.ts');
    return await launchBrowser([ONE_PROCESS]);
  } catch (error) {
    throw isMissingPackage(error) ? new NotTestableError('browser') : error;
  }
};

const openContext = async (): Promise<BrowserContext> => {
  const browser = start();
  atEndOfRun(async () => {
    context = undefined;
    idle.length = 0;
    await (await browser).close();
  });
  const opened = await (await browser).newContext({ locale: 'en-GB', reducedMotion: 'reduce', viewport: { width: 1280, height: 800 } });
  opened.setDefaultTimeout(PATIENCE_MS);
  return opened;
};

/** An empty page; whoever borrows it gives it back. */
export const borrowPage = async (): Promise<Page> => {
  context ??= openContext();
  const opened = await context;
  return idle.pop() ?? opened.newPage();
};

/** Takes a page back that nobody listens to any more, and empties it: nothing is left to move while time passes. */
export const giveBackPage = async (page: Page): Promise<void> => {
  // The next scenario may be served from the same port.
  if (page.url().startsWith('http')) await page.evaluate('localStorage.clear(), sessionStorage.clear()');
  await page.goto('about:blank');
  idle.push(page);
};

/** Lets `visit` use a page, which is given back. */
export const onPage = async <Result>(visit: (page: Page) => Promise<Result>): Promise<Result> => {
  const page = await borrowPage();
  try {
    return await visit(page);
  } finally {
    await giveBackPage(page);
  }
};

BeforeAll(enterRun);

AfterAll(leaveRun);
