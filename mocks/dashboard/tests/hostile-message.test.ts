import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { useBrowser } from '../../../src/browser/browser.testing.ts';
import { type Canary, startCanary } from '../message-view/canary.testing.ts';
import { REAL_MAIL, realMail } from '../message-view/real-mail.testing.ts';
import { hostileMessage, SAFE_NAMES } from './hostile-message.testing.ts';
import { HOSTILE_SIZES, SIZE_NAMES } from './hostile-sizes.testing.ts';
import { type DashboardStand, journalCopy, PRIMARY, startStand } from './stand.testing.ts';

// What strangers wrote, on every tab of a message's page: nothing of it asks for anything, and no tab breaks.

/** Pages are drawn once a frame, and nobody looks at the eight hundred tabs: frames come as fast as they can. */
const browser = useBrowser(['--disable-frame-rate-limit', '--disable-gpu-vsync']);
let canary: Canary;
let stand: DashboardStand;

/** The tabs by what is there once they are drawn. */
const TABS = {
  preview: '.preview-frame iframe, .message-text, .panel.preview > .soft',
  text: '.message-text, .panel.text > .soft',
  headers: '.panel.headers .headers',
  structure: '.panel.structure .part',
  attachments: '.attachments, .panel.attachments > .soft',
  source: '.panel.source pre.source',
  journal: '.panel.journal .digest',
  story: '.panel.story .transcript',
} as const;

/** Puts a message into the store as the intake would, byte for byte. */
const keep = (copy: number, raw: Buffer): void => {
  const sha256 = createHash('sha256').update(raw).digest('hex');
  const details = {
    copy,
    account: 'primary',
    mailFrom: '',
    rcptTo: [PRIMARY],
    connection: 1,
    size: raw.length,
    sha256,
    fate: 'stored',
  } as const;
  const sink = stand.store.open();
  sink.write(raw);
  sink.keep({ ...details, receivedAtMs: Date.now() });
  stand.evidence.record({ type: 'copyReceived', ...details });
};

/** Behind the real messages. */
const FIRST_LARGE = REAL_MAIL.length + 2;

beforeAll(async () => {
  canary = await startCanary();
  stand = await startStand();
  expect(await stand.deliver(journalCopy(1, hostileMessage(canary.place)))).toMatch(/^250/);
  for (const [index, name] of REAL_MAIL.entries()) keep(index + 2, realMail(name));
  for (const [index, name] of SIZE_NAMES.entries()) keep(FIRST_LARGE + index, Buffer.from(journalCopy(index + 2, HOSTILE_SIZES[name])));
  await stand.store.settled();
}, 120_000);
afterAll(async () => {
  await stand[Symbol.asyncDispose]();
  await canary[Symbol.asyncDispose]();
});

const showTab = async (page: Page, place: number): Promise<void> => {
  const [tab, mark] = Object.entries(TABS)[place] ?? [];
  await page.keyboard.press(String(place + 1));
  await page.locator(`#tab-${tab}[aria-selected="true"]`).waitFor();
  await page
    .locator(mark ?? '')
    .first()
    .waitFor();
};

describe('a hostile message', () => {
  test('asks for nothing, runs nothing and leads nowhere, on any tab', async () => {
    const page = await browser.open();
    await page.goto(stand.url('/messages/1'));
    const address = new URL('/messages/1', page.url()).pathname;
    for (const place of Object.keys(TABS).keys()) {
      await page.locator('.tabs').waitFor();
      await showTab(page, place);
    }
    await page.locator('#tab-preview').click();
    // Two frames are drawn and the server answers: whatever lies in the browser's queues has its turn.
    await page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => fetch('/nothing').then(done))))");
    expect(canary.seen).toEqual([]);
    expect(await page.evaluate('[window.ran, document.querySelectorAll("main :is(script, img, form[action])").length]')).toEqual([
      undefined,
      0,
    ]);
    expect(new URL(page.url()).pathname).toBe(address);
  });

  test('names its attachments as it likes: they are shown harmless, and saved under safe names', async () => {
    const page = await browser.open();
    await page.goto(stand.url('/messages/1?tab=attachments'));
    const links = page.locator('.attachment');
    await links.first().waitFor();
    expect(await links.count()).toBe(SAFE_NAMES.length);
    expect(await page.evaluate('/[\\u0000-\\u0008\\u001b\\u202a-\\u202e]/.test(document.querySelector(".attachments").textContent)')).toBe(
      false,
    );
    for (const [place, name] of SAFE_NAMES.entries()) {
      const [download] = await Promise.all([page.waitForEvent('download'), links.nth(place).click()]);
      expect(download.suggestedFilename()).toBe(name);
      expect(basename(name)).toBe(name);
    }
  });
});

test.each(SIZE_NAMES.map((name, index) => ({ name, id: FIRST_LARGE + index })))('a message of $name opens on every tab', async ({ id }) => {
  const page = await browser.open();
  await page.goto(stand.url(`/messages/${id}`));
  await page.locator('.tabs').waitFor();
  for (const place of Object.keys(TABS).keys()) {
    await showTab(page, place);
    expect(await page.locator('main [role="alert"]').count()).toBe(0);
  }
  expect(page.troubles).toEqual([]);
});

/** Runs inside the page, from key to key without a way to the test in between: shows every tab of the message, then goes on to the next. */
const THROUGH_ALL_TABS = `(async () => {
  const settled = (what, look) => new Promise((resolve, reject) => {
    if (look()) return resolve();
    // Looked at with every change rather than every frame: eight hundred tabs are shown.
    const seen = new MutationObserver(() => {
      if (!look()) return;
      seen.disconnect();
      clearTimeout(late);
      resolve();
    });
    const late = setTimeout(() => {
      seen.disconnect();
      reject(new Error(location.pathname + ': ' + what + ' does not come'));
    }, 15_000);
    seen.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  });
  const press = (key) => document.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
  const there = (mark) => () => document.querySelector(mark) !== null;
  for (const [index, [tab, mark]] of Object.entries(${JSON.stringify(TABS)}).entries()) {
    await settled('the tabs', there('.tabs'));
    press(String(index + 1));
    await settled(tab, () => there('#tab-' + tab + '[aria-selected="true"]')() && there(mark)());
    if (there('main [role="alert"]')()) throw new Error(location.pathname + ': ' + tab + ': ' + document.querySelector('main [role="alert"]').textContent);
  }
  const here = location.pathname;
  if (here !== '/messages/2') {
    await settled('its place in the list', () => document.querySelector('.place').textContent.trim() !== '');
    press('j');
    await settled('the next message', () => location.pathname !== here);
  }
  return here;
})()`;

test('every real message opens on every tab without an error', async () => {
  const page = await browser.open();
  await page.goto(stand.url(`/messages/${REAL_MAIL.length + 1}`));
  await page.locator('.tabs').waitFor();
  const passed: unknown[] = [];
  for (const name of REAL_MAIL) {
    passed.push(await page.evaluate(THROUGH_ALL_TABS));
    expect([name, page.troubles]).toEqual([name, []]);
  }
  expect(passed).toEqual(REAL_MAIL.map((_, place) => `/messages/${REAL_MAIL.length + 1 - place}`));
}, 120_000);
