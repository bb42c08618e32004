import { AfterAll, BeforeAll } from '@cucumber/cucumber';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { NotTestableError } from '../src/harness/outcome.ts';
import { atEndOfRun, enterRun, leaveRun } from '../src/harness/run-scope.ts';

// One browser for a run, started when the first scenario wants it, with one context that all pages share.

let context: Promise<BrowserContext> | undefined;

/** Real time; a browser on a busy machine takes its time. */
const PATIENCE_MS = 30_000;

const isMissingPackage = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND' && error.message.includes('playwright-core');

/** Starts the browser. It comes with a clone of the project; an installed package has to do without, which is no fault of the system. */
const start = async (): Promise<Browser> => {
  try {
    const { launchBrowser } = await import('../src/browser/launch.ts');
    return await launchBrowser();
  } catch (error) {
    throw isMissingPackage(error) ? new NotTestableError('browser') : error;
  }
};

const openContext = async (): Promise<BrowserContext> => {
  const browser = start();
  atEndOfRun(async () => {
    context = undefined;
    await (await browser).close();
  });
  const opened = await (await browser).newContext({ locale: 'en-GB', reducedMotion: 'reduce', viewport: { width: 1280, height: 800 } });
  opened.setDefaultTimeout(PATIENCE_MS);
  return opened;
};

/** A fresh page; whoever opens it closes it. */
export const openPage = async (): Promise<Page> => {
  context ??= openContext();
  return (await context).newPage();
};

/** Lets `visit` use a fresh page, which is closed again: nothing of a page is left to move while time passes. */
export const onPage = async <Result>(visit: (page: Page) => Promise<Result>): Promise<Result> => {
  const page = await openPage();
  try {
    return await visit(page);
  } finally {
    await page.close();
  }
};

BeforeAll(enterRun);

AfterAll(leaveRun);
