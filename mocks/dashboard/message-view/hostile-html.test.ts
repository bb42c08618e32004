import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { launchBrowser } from '../../../src/browser/launch.ts';
import { type Canary, startCanary } from './canary.testing.ts';
import { hostileCases } from './fixtures/hostile-html.ts';
import { ALL_GUARDS, type Guards, htmlMessage, NO_GUARDS, type PreviewStand, startPreviewStand } from './preview-stand.testing.ts';

/** Messages shown on one page. */
const FRAMES = 12;

// A browser on a busy machine takes its time; a hang is still told from that.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let canary: Canary;
let stand: PreviewStand;
let browser: Browser;
let profile: BrowserContext;
let page: Page;
/** What only a script of the message, or its reader, could have opened. */
const opened: string[] = [];

beforeAll(async () => {
  canary = await startCanary();
  stand = await startPreviewStand();
  browser = await launchBrowser([canary.resolverRule]);
  profile = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const opening = await profile.newPage();
  await opening.goto(stand.link);
  await opening.close();
});

beforeEach(async () => {
  page = await profile.newPage();
  opened.length = 0;
  canary.forget();
  page.on('dialog', async (dialog) => {
    opened.push(`dialog ${dialog.message()}`);
    await dialog.dismiss();
  });
  page.on('popup', (popup) => opened.push(`window ${popup.url()}`));
});

afterEach(async () => {
  for (const one of profile.pages()) await one.close();
});

afterAll(async () => {
  await browser.close();
  await stand[Symbol.asyncDispose]();
  await canary[Symbol.asyncDispose]();
});

/** Whatever lies in the browser's queues has its turn: two frames are drawn and the server answers. */
const settle = async (): Promise<void> => {
  await page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => fetch('/nothing').then(done))))");
};

const places = z.array(z.tuple([z.number(), z.number()]));

const CLICKABLE = `Array.from(document.querySelectorAll('a, img, button, input, summary, text'), (element) => {
  const { x, y, width, height } = element.getBoundingClientRect();
  return [x + Math.min(width, 500) / 2, y + Math.min(height, 150) / 2];
})`;

/** Clicks with the mouse whatever could be meant to be clicked in the messages shown. */
const clickAll = async (): Promise<void> => {
  const frames = page.mainFrame().childFrames();
  for (const [index, frame] of frames.entries()) {
    const inside = places.parse(await frame.evaluate(CLICKABLE));
    for (const [x, y] of inside) {
      const box = await page.locator('iframe').nth(index).boundingBox();
      await page.mouse.click((box?.x ?? 0) + x, (box?.y ?? 0) + y);
    }
  }
};

/** In the page or in a message; scripts of frames further inside mark the page. */
const hasRun = async (): Promise<boolean> => {
  const frames = [page.mainFrame(), ...page.mainFrame().childFrames()];
  const found = await Promise.all(frames.map((frame) => frame.evaluate('window.ran === 1')));
  return found.includes(true);
};

/** Each has a domain of its own, so that what it does is told from what others do. */
const CASES = hostileCases('').map(({ name, effect }, place) => ({ name, effect, domain: `c${place}.canary.example`, place }));
type NumberedCase = (typeof CASES)[number];

const show = async (cases: readonly NumberedCase[], guards: Guards): Promise<string> => {
  const copies = cases.map(({ place, domain }) => stand.add(htmlMessage(hostileCases(domain)[place]?.html ?? '')));
  const address = stand.page(copies, guards);
  await page.goto(address);
  return address;
};

const inGroups = (cases: readonly NumberedCase[]): NumberedCase[][] =>
  Array.from({ length: Math.ceil(cases.length / FRAMES) }, (_, group) => cases.slice(group * FRAMES, (group + 1) * FRAMES));

describe('unguarded', () => {
  const waiting = CASES.filter(({ effect }) => effect === 'click');
  const acting = CASES.filter(({ effect }) => effect === 'script' || effect === 'request');

  test.each(inGroups(acting).map((cases) => ({ from: cases[0]?.name, cases })))(
    '$from, and those that follow, do harm',
    async ({ cases }) => {
      await show(cases, NO_GUARDS);
      for (const { domain } of cases) await canary.heard(domain);
    },
  );

  test.each(waiting)('$name does harm once it is clicked', async (one) => {
    await show([one], NO_GUARDS);
    await clickAll();
    await canary.heard(one.domain);
  });
});

describe('in their previews', () => {
  test.each(inGroups(CASES).map((cases) => ({ from: cases[0]?.name, cases })))(
    '$from, and those that follow, do nothing',
    async ({ cases }) => {
      const address = await show(cases, ALL_GUARDS);
      await clickAll();
      await settle();
      expect(canary.seen).toEqual([]);
      expect(await hasRun()).toBe(false);
      expect(opened).toEqual([]);
      expect(page.url()).toBe(address);
      const frames = page.mainFrame().childFrames();
      expect(frames).toHaveLength(cases.length);
      for (const frame of frames) expect(frame.url()).toMatch(/\/api\/v1\/messages\/\d+\/preview(?:#\S*)?$/);
      await page.evaluate('scrollTo(0, 0)');
      const own = await page.locator('#own').boundingBox();
      expect(await page.evaluate(`document.elementFromPoint(${(own?.x ?? 0) + 5}, ${(own?.y ?? 0) + 5}).id`)).toBe('own');
    },
  );
});

const named = (name: string): NumberedCase => {
  const found = CASES.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no case is called ${name}`);
  return found;
};

/** One case for each way out. */
const WAYS_OUT = [
  'a script',
  'an image that fails',
  'an image',
  'an import',
  'a frame',
  'a redirect',
  'a form',
  'a link to a script',
  'a link',
].map(named);

/** The cases that reach the canary, are seen running, or lead the page away. */
const escapes = async (guards: Guards): Promise<string[]> => {
  const escaped: string[] = [];
  for (const one of WAYS_OUT) {
    canary.forget();
    const address = await show([one], guards);
    if (one.effect === 'click') await clickAll();
    await settle();
    const left = canary.seen.length > 0 || page.url() !== address;
    if (left || (one.effect !== 'request' && (await hasRun()))) escaped.push(one.name);
  }
  return escaped;
};

describe('each guard by itself', () => {
  test.each([
    ['the sanitizer', { sanitizer: true }, []],
    ['the policy of the preview', { policy: true }, ['a link']],
    ['the sandbox of the frame', { sandbox: true }, ['an image', 'an import', 'a frame', 'a link']],
    [
      'the policy of the page',
      { pagePolicy: true },
      ['a script', 'an image that fails', 'an image', 'an import', 'a frame', 'a link to a script'],
    ],
  ])('%s keeps in all but what it is not for', async (_name, guard, through) => {
    expect(await escapes({ ...NO_GUARDS, ...guard })).toEqual(through);
  });
});

describe('any one guard', () => {
  test.each(['sanitizer', 'policy', 'sandbox', 'pagePolicy'] as const)('can fail: without %s nothing gets out', async (missing) => {
    expect(await escapes({ ...ALL_GUARDS, [missing]: false })).toEqual([]);
  });
});
