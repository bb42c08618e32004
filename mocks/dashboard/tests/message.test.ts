import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { useBrowser } from '../../../src/browser/browser.testing.ts';
import { type DashboardStand, journalCopy, startStand } from './stand.testing.ts';

const browser = useBrowser();
let stand: DashboardStand;

const MID = 14_501_404;
const HOSTILE_NAME = '<img src=x onerror="window.bad=1">';
const INNER = [
  `From: "${HOSTILE_NAME.replaceAll('"', '\\"')}" <alice@site.example>`,
  'To: bob@company.example',
  'Message-ID: <one@site.example>',
  'Subject: <script>window.bad = 1</script>',
  'X-Filler: javascript:window.bad=1',
  '',
  'hello',
].join('\r\n');

beforeAll(async () => {
  stand = await startStand();
  stand.faults.add({ id: 'busy-once', layer: 'smtp', match: { stage: 'RCPT TO' }, do: { reply: '451 4.3.0 busy' }, times: 1, after: 0 });
  expect(await stand.deliver(journalCopy(MID, INNER))).toMatch(/^451/);
  expect(await stand.deliver(journalCopy(MID, INNER))).toMatch(/^250/);
  expect(await stand.deliver(journalCopy(MID, INNER))).toMatch(/^250/);
}, 60_000);
afterAll(() => stand[Symbol.asyncDispose]());

const open = async (path: string, width = 1280): ReturnType<typeof browser.open> => {
  const page = await browser.open({ viewport: { width, height: 800 } });
  await page.goto(stand.url(path));
  await page.getByRole('heading', { level: 1 }).waitFor();
  return page;
};

describe('a message', () => {
  test('is tied to the gateway by its MID, to what was seen by connection and attempt (DASH-2)', async () => {
    const page = await open('/messages/2');
    const value = (term: string) => page.locator('.key', { has: page.getByText(term, { exact: true }) }).locator('dd');
    expect(await value('MID').textContent()).toContain(String(MID));
    expect(await value('Connection').textContent()).toBe('#3');
    expect(await value('Attempt').textContent()).toBe('2');
    expect(await page.getByRole('button', { name: 'Copy MID' }).count()).toBe(1);
    await page.getByRole('link', { name: 'Duplicate of 1' }).click();
    await page.waitForURL((url) => url.pathname === '/messages/1');
  });

  test('names the client of the gateway, in a wrapper or not (SETUP-4)', async () => {
    expect(await stand.deliver(`X-IronPort-RemoteIP: 203.0.113.9\r\n${INNER.replace('one@', 'bare@')}`)).toMatch(/^250/);
    const [newest] = (await stand.store.messages.list()).messages;
    const page = await open(`/messages/${newest?.id}?tab=journal`);
    const client = page.getByRole('term').filter({ hasText: 'Client of the gateway' });
    await client.waitFor();
    expect(await page.getByRole('definition').filter({ hasText: '203.0.113.9' }).count()).toBe(1);
  });

  test('tells how it came: connection, TLS, and everything that was said', async () => {
    const page = await open('/messages/1?tab=story');
    const transcript = page.getByRole('table', { name: 'Transcript of connection 2' });
    await transcript.getByText('MAIL FROM:<>').waitFor();
    await transcript.getByText('[', { exact: false }).filter({ hasText: 'copy 1: stored' }).waitFor();
    expect(await transcript.getByRole('row').nth(1).textContent()).toContain('+0 ms');
    await page.getByText('TLSv1.3', { exact: true }).first().waitFor();
  });

  test('shows how it came beside the rest where there is room', async () => {
    const page = await open('/messages/1', 1920);
    await page.getByRole('complementary', { name: 'How it came' }).getByRole('table', { name: 'Transcript of connection 2' }).waitFor();
    expect(await page.getByRole('tab', { name: 'How it came' }).count()).toBe(0);
  });

  test('is shown as text, whatever its sender wrote', async () => {
    const page = await open('/messages/1');
    await page.getByRole('heading', { level: 1, name: '<script>window.bad = 1</script>', exact: true }).waitFor();
    await page.getByText(HOSTILE_NAME).first().waitFor();
    await page.getByRole('link', { name: 'Messages' }).first().click();
    await page.getByRole('table', { name: 'Messages' }).waitFor();
    expect(await page.evaluate('[window.bad, document.querySelectorAll("main img, main script").length]')).toEqual([undefined, 0]);
  });

  test('that is gone says so', async () => {
    const page = await open('/messages/999');
    await page.getByRole('heading', { level: 2, name: 'This message is not here' }).waitFor();
  });
});
