import { afterAll, beforeAll, expect, test } from 'vitest';
import { useBrowser } from '../../../src/browser/browser.testing.ts';
import { ALL_GUARDS, type PreviewStand, startPreviewStand } from './preview-stand.testing.ts';
import { REAL_MAIL, realMail } from './real-mail.testing.ts';
import { viewMessage } from './view-message.ts';

let stand: PreviewStand;

beforeAll(async () => {
  stand = await startPreviewStand();
});

afterAll(() => stand[Symbol.asyncDispose]());

const browser = useBrowser();

test('every real message with HTML shows its text in the frame, and asks for nothing', async () => {
  const shown = await Promise.all(REAL_MAIL.map(async (name) => ({ name, raw: realMail(name), view: await viewMessage(realMail(name)) })));
  const withHtml = shown.filter(({ view }) => view.html !== null);
  expect(withHtml.length).toBeGreaterThan(15);
  const page = await browser.open();
  const elsewhere: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(stand.origin) && !request.url().startsWith('data:')) elsewhere.push(request.url());
  });
  await page.goto(stand.link);
  const copies = withHtml.map(({ raw }) => stand.add(raw));
  await page.goto(stand.page(copies, ALL_GUARDS));
  const frames = page.mainFrame().childFrames();
  expect(frames).toHaveLength(withHtml.length);
  for (const [place, frame] of frames.entries()) {
    const { name, view } = withHtml[place] ?? {};
    const text = await frame.locator('body').innerText();
    // Its plain text may be another one; some have neither.
    const words = (view?.text.from === 'html' ? view.text.content : '').match(/[\p{L}\p{N}]{3,}/gu)?.slice(0, 5) ?? [];
    expect([name, words.filter((word) => !text.includes(word))]).toEqual([name, []]);
  }
  expect(elsewhere).toEqual([]);
  expect(page.troubles).toEqual([]);
});

test('a preview opened by itself is a sandbox of its own', async () => {
  const page = await browser.open();
  await page.goto(stand.link);
  const copy = stand.add(Buffer.from('Content-Type: text/html\r\n\r\n<p id="p">alone</p>'));
  const answer = await page.goto(`${stand.origin}/api/v1/messages/${copy}/preview`);
  expect(answer?.status()).toBe(200);
  expect(await page.locator('#p').innerText()).toBe('alone');
  expect(await page.evaluate('self.origin')).toBe('null');
});

test('a source opened by itself is text, whatever it says', async () => {
  const page = await browser.open();
  await page.goto(stand.link);
  const copy = stand.add(Buffer.from('Content-Type: text/html\r\n\r\n<!doctype html><script>document.title="ran"</script>'));
  await page.goto(`${stand.origin}/api/v1/messages/${copy}/source`);
  expect(await page.evaluate('document.contentType')).toBe('text/plain');
  expect(await page.title()).toBe('');
});

test('a part is saved under its harmless name, and is not opened', async () => {
  const page = await browser.open();
  await page.goto(stand.link);
  const copy = stand.add(
    Buffer.from('Content-Type: text/html; name="..\\\\..\\\\evil.html"\r\nContent-Disposition: attachment\r\n\r\n<script>1</script>'),
  );
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.goto(`${stand.origin}/api/v1/messages/${copy}/parts/0`).catch(() => undefined),
  ]);
  expect(download.suggestedFilename()).toBe('evil.html');
  expect(page.url()).not.toContain('parts');
});
