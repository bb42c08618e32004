import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sticksOut, until, useBrowser } from '../../../browser/browser.testing.ts';
import { CONFORMS, DEPARTS, META, scenarioRun } from '../../fixtures/runs.ts';
import { judge } from '../../judge.ts';
import { loadRegistry } from '../../registry.ts';
import { reportPage } from './page.ts';

// The page on paper: nothing can be opened there.

const browser = useBrowser();
const LONG = `a line of the log ${'that goes on '.repeat(28)}to its end`;

let folder: string;
let address: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'setd-print-'));
  const registry = loadRegistry();
  const log = Array.from({ length: 40 }, (_, n) => ({ type: 'logLineRead' as const, line: `${n} ${LONG}`, seq: n + 1, atMs: 0 }));
  const scenarios = [
    scenarioRun(['RETRY-1'], [{ ...DEPARTS, evidence: [1] }], { name: 'the bad one', evidence: log }),
    scenarioRun(['RETRY-2'], [CONFORMS], { name: 'the good one', evidence: log }),
  ];
  const result = judge({ registry, scenarios, setupErrors: [], baseline: null, complete: false, meta: META });
  const path = join(folder, 'index.html');
  writeFileSync(path, reportPage(result, registry));
  address = pathToFileURL(path).href;
});
afterAll(() => rmSync(folder, { recursive: true }));

it('shows what was not met with its evidence, on white, and closes it again', async () => {
  const page = await browser.open({ colorScheme: 'dark', viewport: { width: 794, height: 1123 } });
  await page.goto(address);
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  expect(await page.getByText('the bad one').count()).toBe(0);
  // Twice: what is printed at once, and what is there when steps and transcript have been unpacked.
  await page.evaluate("dispatchEvent(new Event('beforeprint')); dispatchEvent(new Event('afterprint'))");
  await page.evaluate("dispatchEvent(new Event('beforeprint'))");
  await until(page, "document.querySelector('.transcript')");
  expect(await page.getByText(`39 ${LONG}`).isVisible()).toBe(true);
  expect(await page.getByText('two attempts', { exact: true }).isVisible()).toBe(true);
  expect(await page.getByText('the good one').count()).toBe(0);
  expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
  expect(await page.evaluate('getComputedStyle(document.body).color')).toBe('rgb(29, 33, 38)');
  expect(await sticksOut(page)).toBe(false);
  expect(
    await page.evaluate(
      '[...document.querySelectorAll(".transcript")].every((box) => box.scrollWidth <= box.clientWidth && box.scrollHeight <= box.clientHeight)',
    ),
  ).toBe(true);
  await page.evaluate("dispatchEvent(new Event('afterprint'))");
  expect(await page.getByText(`39 ${LONG}`).isVisible()).toBe(false);
  expect(page.troubles).toEqual([]);
});
