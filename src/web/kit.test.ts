import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings } from '../browser/axe.ts';
import { drawn, focusIs, SCREENS, sticksOut, until, useBrowser } from '../browser/browser.testing.ts';
import { type KitServer, startKitServer } from './fixtures/kit/server.testing.ts';
import { matchPath } from './ui/match-path.ts';

const browser = useBrowser();
let kit: KitServer;
beforeAll(async () => {
  kit = await startKitServer();
});
afterAll(() => kit.stop());

const LOOKS = SCREENS.flatMap((screen) => (['light', 'dark'] as const).map((colorScheme) => ({ ...screen, colorScheme })));

it.each(LOOKS)('on a $name, $colorScheme, every page is accessible and fits', async ({ width, height, colorScheme }) => {
  const page = await browser.open({ viewport: { width, height }, colorScheme });
  for (const path of ['/', '/controls', '/detail/x', '/nowhere']) {
    await page.goto(kit.url + path);
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await axeFindings(page), path).toEqual([]);
    expect(await sticksOut(page), path).toBe(false);
  }
  expect(page.troubles).toEqual([]);
});

describe('tokens', () => {
  const tokens = readFileSync(join(import.meta.dirname, 'ui', 'tokens.css'), 'utf8');
  const luminance = (hex: string): number => {
    const [red = 0, green = 0, blue = 0] = (hex.slice(1).match(/../g) ?? []).map((pair) => {
      const value = Number.parseInt(pair, 16) / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const colour = (name: string, theme: 'light' | 'dark'): string => {
    const [, light = '', dark = ''] = new RegExp(`--${name}: light-dark\\((#\\w{6}), (#\\w{6})\\)`).exec(tokens) ?? [];
    expect(light, name).not.toBe('');
    return theme === 'light' ? light : dark;
  };
  const contrast = (text: string, ground: string, theme: 'light' | 'dark'): number => {
    const [lower = 0, higher = 0] = [luminance(colour(text, theme)), luminance(colour(ground, theme))].sort((one, other) => one - other);
    return (higher + 0.05) / (lower + 0.05);
  };
  const GROUNDS = ['paper', 'card', 'raised', 'shade', 'hover'];
  const TEXT = [
    ...['ink', 'soft', 'link'].flatMap((text) => [...GROUNDS, 'accent-tint'].map((ground) => [text, ground])),
    ...['good', 'bad', 'caution', 'note', 'idle'].flatMap((tone) =>
      ['paper', 'card', 'raised', 'shade', `${tone}-tint`].map((ground) => [tone, ground]),
    ),
    ...['good', 'bad', 'caution', 'note', 'idle'].flatMap((tone) => ['ink', 'link', 'soft'].map((text) => [text, `${tone}-tint`])),
    ...[
      ['on-accent', 'accent'],
      ['on-accent', 'accent-strong'],
      ['accent-strong', 'accent-tint'],
      ['on-bad', 'bad-solid'],
      ['ink', 'mark'],
    ],
  ] as [string, string][];
  const SHAPES = [
    ...['edge', 'focus'].flatMap((shape) => ['paper', 'card', 'raised'].map((ground) => [shape, ground])),
    ...[1, 2, 3, 4, 5, 6].map((number) => [`series-${number}`, 'card']),
  ] as [string, string][];

  it.each(['light', 'dark'] as const)('%s: text has a contrast of 4.5, shapes of 3', (theme) => {
    const weak = (pairs: [string, string][], least: number) =>
      pairs
        .filter(([text, ground]) => contrast(text, ground, theme) < least)
        .map((pair) => `${pair.join(' on ')}: ${contrast(...pair, theme).toFixed(2)}`);
    expect([...weak(TEXT, 4.5), ...weak(SHAPES, 3)]).toEqual([]);
  });
});

it('paths are matched part by part and decoded', () => {
  expect(matchPath('/a/:name', '/a/x%20y%2Fz')).toEqual({ name: 'x y/z' });
  expect(matchPath('/a', '/a/')).toEqual({});
  expect(matchPath('/', '/')).toEqual({});
  for (const path of ['/a', '/a/', '/a/x/y', '/b/x', '/a/%zz']) expect(matchPath('/a/:name', path)).toBeUndefined();
});

describe('the frame', () => {
  it('goes from page to page without a reload, with title, focus, and scroll position on the way back', async () => {
    const page = await browser.open();
    await page.goto(`${kit.url}/detail/one?filter=first`);
    await page.evaluate("document.body.setAttribute('data-same', '')");
    await page.getByText('Filter: first').waitFor();
    await page.getByRole('link', { name: 'Filter otherwise' }).click();
    await page.getByText('Filter: other').waitFor();
    await page.getByRole('link', { name: 'On to the controls' }).scrollIntoViewIfNeeded();
    const scroll = await page.evaluate('scrollY');
    expect(scroll).toBeGreaterThan(500);
    await page.getByRole('link', { name: 'On to the controls' }).click();
    await page.locator('h1:focus', { hasText: 'Controls' }).waitFor();
    expect(await page.title()).toBe('Controls – Base kit');
    expect(await page.evaluate('scrollY')).toBe(0);
    await page.goBack();
    await until(page, `scrollY === ${scroll}`);
    expect(await page.title()).toBe('Detail of one – Base kit');
    expect(await page.getByText('Filter: other').isVisible()).toBe(true);
    expect(await page.evaluate("'same' in document.body.dataset")).toBe(true);
  });

  it('has its navigation in a drawer on a phone, which gives the focus back', async () => {
    const page = await browser.open({ viewport: SCREENS[0] });
    await page.goto(kit.url);
    const menu = page.getByRole('button', { name: 'Open menu' });
    await menu.press('Enter');
    const drawer = page.getByRole('dialog', { name: 'Base kit' });
    await drawer.waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'detached' });
    await focusIs(page, 'Open menu');
    await menu.click();
    await drawer.getByRole('link', { name: 'Controls' }).click();
    await page.getByRole('heading', { level: 1, name: 'Controls' }).waitFor();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('collapses its navigation, and remembers it; the names stay', async () => {
    const page = await browser.open();
    await page.goto(kit.url);
    await page.getByRole('button', { name: 'Collapse navigation' }).click();
    await page.reload();
    await page.getByRole('button', { name: 'Expand navigation' }).waitFor();
    const link = page.getByRole('link', { name: 'Controls' }).first();
    expect((await link.boundingBox())?.width).toBeLessThan(60);
    expect(await axeFindings(page)).toEqual([]);
  });

  it('switches theme and language, and remembers both', async () => {
    const page = await browser.open({ colorScheme: 'light' });
    await page.goto(kit.url);
    const ground = () => page.evaluate('getComputedStyle(document.documentElement).backgroundColor');
    const light = await ground();
    await page.getByRole('button', { name: 'Display settings' }).click();
    await page.getByRole('radio', { name: 'Dark' }).check();
    await until(page, `getComputedStyle(document.documentElement).backgroundColor !== ${JSON.stringify(light)}`);
    await page.getByRole('radio', { name: '日本語' }).check();
    await page.getByRole('group', { name: '外観' }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.reload();
    await page.getByRole('button', { name: '表示設定' }).waitFor();
    expect(await ground()).not.toBe(light);
    expect(await page.evaluate('document.documentElement.lang')).toBe('ja');
  });

  it('speaks the language of the browser', async () => {
    const page = await browser.open({ locale: 'ja-JP' });
    await page.goto(kit.url);
    await page.getByRole('button', { name: '表示設定' }).waitFor();
  });
});

describe('keys', () => {
  it('run what they stand for, one by one or in a row, and not while somebody types', async () => {
    const page = await browser.open();
    await page.goto(kit.url);
    await page.getByRole('heading', { level: 1, name: 'What shows' }).waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('c');
    await page.getByRole('heading', { level: 1, name: 'Controls' }).waitFor();
    await page.getByRole('textbox', { name: 'With a hint' }).pressSequentially('g s?');
    expect(await page.getByRole('textbox', { name: 'With a hint' }).inputValue()).toBe('g s?');
    await page.getByRole('textbox', { name: 'With a hint' }).blur();
    await page.keyboard.press('?');
    const list = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await list.getByText('Go to Controls').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await list.getByRole('checkbox', { name: 'Single-key shortcuts' }).uncheck();
    await page.keyboard.press('Escape');
    await list.waitFor({ state: 'detached' });
    await page.keyboard.press('?');
    // Had it been heard, the list would be there by now.
    await drawn(page);
    expect(await page.getByRole('dialog').count()).toBe(0);
  });
});

describe('dialogs and toasts', () => {
  it('ask, are left by Escape, and give the focus back', async () => {
    const page = await browser.open();
    await page.goto(`${kit.url}/controls`);
    const opener = page.getByRole('button', { name: 'Delete' });
    await opener.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Delete it?' });
    await dialog.waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByText('Answer: no').waitFor();
    await focusIs(page, 'Delete');
    await opener.press('Enter');
    await dialog.getByRole('button', { name: 'Delete' }).press('Enter');
    await page.getByText('Answer: yes').waitFor();
  });

  it('tell screen readers what was done', async () => {
    const page = await browser.open();
    await page.goto(`${kit.url}/controls`);
    await page.getByRole('button', { name: 'Say it' }).click();
    const toast = page.getByRole('status').filter({ hasText: 'It is done' });
    await toast.waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await toast.getByRole('button', { name: 'Dismiss' }).click();
    await toast.waitFor({ state: 'detached' });
  });
});

it('copies, and says so', async () => {
  const page = await browser.open({ permissions: ['clipboard-read', 'clipboard-write'] });
  await page.goto(kit.url);
  await page.getByRole('button', { name: 'Copy address' }).click();
  await page.getByText('Copied', { exact: true }).first().waitFor({ state: 'attached' });
  expect(await page.evaluate('navigator.clipboard.readText()')).toBe('33c48e');
});

it('moves among tabs by the arrow keys', async () => {
  const page = await browser.open();
  await page.goto(kit.url);
  await page.getByRole('tab', { name: 'One' }).press('ArrowRight');
  await page.getByText('Panel two').waitFor();
  await focusIs(page, 'Two');
});

it('listens to events, and comes back after a cut', async () => {
  const page = await browser.open();
  await page.goto(kit.url);
  const state = page.getByRole('status');
  await state.filter({ hasText: 'Live' }).waitFor();
  kit.tick(1);
  await page.locator('body[data-ticks="1"]').waitFor();
  kit.cut();
  await state.filter({ hasText: 'Reconnecting' }).waitFor();
  kit.heal();
  await state.filter({ hasText: 'Live' }).waitFor();
  kit.tick(2);
  await page.locator('body[data-ticks="2"]').waitFor();
});
