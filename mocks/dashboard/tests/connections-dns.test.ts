import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeFindings } from '../../../src/browser/axe.ts';
import { focusIs, tabTo, until, useBrowser } from '../../../src/browser/browser.testing.ts';
import { faultRuleSchema } from '../../faults/rule.ts';
import { type DashboardStand, journalCopy, startStand } from './stand.testing.ts';

const browser = useBrowser();
let stand: DashboardStand;

const INNER = 'From: alice@site.example\r\nTo: bob@company.example\r\nSubject: seen on a lane\r\n\r\nhello\r\n';

beforeAll(async () => {
  stand = await startStand();
}, 60_000);
afterAll(() => stand[Symbol.asyncDispose]());

/** A client that has been greeted and says no more. */
const greeted = async (): Promise<Socket> => {
  const socket = connect(stand.intake.port, '127.0.0.1');
  await once(socket, 'data');
  return socket;
};

describe('Connections', () => {
  test('says what to do while nobody has connected', async () => {
    const page = await browser.open();
    await page.goto(stand.url('/connections'));
    await page.getByRole('heading', { name: 'Nobody has connected yet' }).waitFor();
    expect(await page.getByRole('link', { name: 'Set the account up' }).getAttribute('href')).toBe('/setup');
    expect(await axeFindings(page)).toEqual([]);
  });

  test('shows connections as they open and close, and how many at once (DASH-1)', async () => {
    const page = await browser.open();
    await page.goto(stand.url('/connections'));
    await page.getByText('Nobody has connected yet').waitFor();
    const clients = [await greeted(), await greeted(), await greeted()];
    await page.getByRole('img', { name: 'Open at once: at most 3, now 3' }).waitFor();
    expect(await page.getByRole('link', { name: /^#\d+ mx1.*open for/ }).count()).toBe(3);
    // Greeted, they say no more: that is idleness, whatever stage it is at.
    await page
      .getByRole('row', { name: /greeting, idle open/ })
      .nth(2)
      .waitFor();
    for (const client of clients) client.end();
    await page.getByRole('img', { name: 'Open at once: at most 3, now 0' }).waitFor();
    await page.getByRole('link', { name: /^#3 mx1.*closed by the gateway after/ }).waitFor();
    expect(page.troubles).toEqual([]);
  });

  test('tells a window without connections from a mock that nobody has connected to', async () => {
    const page = await browser.open();
    const none = { lanes: [], concurrency: [], next: null };
    await page.route(/connections\/timeline\?.*fromMs=/, (route) => route.fulfill({ json: none }));
    await page.goto(stand.url('/connections'));
    await page.getByRole('heading', { name: 'No connection in this window' }).waitFor();
    await page.getByRole('button', { name: 'Show all' }).click();
    await page.getByRole('link', { name: /^#3 mx1/ }).waitFor();
    await page.waitForURL((url) => url.searchParams.get('window') === 'all');
  });

  test('stands still while it is paused, and catches up', async () => {
    const page = await browser.open();
    await page.goto(stand.url('/connections'));
    await page.getByRole('link', { name: /^#3 mx1/ }).waitFor();
    await page.keyboard.press('p');
    await page.getByRole('button', { name: 'Go on' }).waitFor();
    const asked: string[] = [];
    page.on('request', (request) => {
      if (request.url().includes('/timeline')) asked.push(request.url());
    });
    expect(await stand.deliver(journalCopy(1, INNER))).toMatch(/^250/);
    // The page hears of the new message by the stream that it is paused for.
    await page.getByRole('option', { name: 'All accounts (1)' }).waitFor({ state: 'attached' });
    // Whatever the page asked for is known once what was asked after it has been answered.
    await page.evaluate("fetch('/livez').then(() => undefined)");
    expect(asked).toEqual([]);
    expect(await page.getByRole('link', { name: /^#4 mx1/ }).count()).toBe(0);
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByRole('link', { name: /^#4 mx1.*QUIT after .*1 message$/ }).waitFor();
  });

  test('is left for a transcript and come back to by keyboard alone', async () => {
    stand.faults.add(
      faultRuleSchema.parse({
        id: 'greylist-as-somebody-chose-to-call-it',
        layer: 'smtp',
        match: { stage: 'MAIL FROM' },
        do: { reply: '451 4.7.1 later' },
        times: 1,
      }),
    );
    await stand.deliver(journalCopy(2, INNER)).catch(() => undefined);
    const page = await browser.open();
    await page.goto(stand.url('/connections'));
    const newest = page.getByRole('link', { name: /^#5 mx1.*1 fault$/ });
    await newest.waitFor();
    await tabTo(page, (await newest.getAttribute('aria-label')) ?? '');
    // One lane is reached by Tab, the others from it.
    expect(await page.locator('.lane[tabindex="0"]').count()).toBe(1);
    for (const [key, lane] of [
      ['End', '1'],
      ['ArrowUp', '2'],
      ['Home', '5'],
      ['ArrowDown', '4'],
    ] as const) {
      await page.keyboard.press(key);
      await until(page, `document.activeElement.dataset.connection === "${lane}"`);
    }
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Connection 4' });
    await dialog.getByRole('table', { name: 'Transcript of connection 4' }).getByText('STARTTLS').first().waitFor();
    expect(new URL(page.url()).searchParams.get('connection')).toBe('4');
    expect(await axeFindings(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await until(page, 'document.activeElement.dataset.connection === "4"');
    await page.waitForURL((url) => !url.searchParams.has('connection'));
    expect(page.troubles).toEqual([]);
  });

  test('opens the transcript that an address names, and says when there is none', async () => {
    const page = await browser.open();
    await page.goto(stand.url('/connections?connection=5'));
    await page.getByRole('table', { name: 'Transcript of connection 5' }).getByText('451').first().waitFor();
    await page.getByRole('dialog').getByRole('link', { name: 'greylist-as-somebody-chose-to-call-it' }).first().waitFor();
    const scrolled =
      "document.querySelector('.table-frame:has(.lane-table)').scrollWidth - document.querySelector('.table-frame:has(.lane-table)').clientWidth";
    expect(await page.evaluate(scrolled)).toBe(0);
    const table = page.getByRole('table', { name: 'Connections of this window', includeHidden: true });
    const rule = table.getByRole('link', { name: 'greylist-as-somebody-chose-to-call-it', includeHidden: true });
    expect(await rule.getAttribute('href')).toBe('/faults?rule=greylist-as-somebody-chose-to-call-it');
    await page.goto(stand.url('/connections?connection=4'));
    const messages = page.getByRole('dialog').getByRole('definition').getByRole('link', { name: 'Message 1' });
    expect(await messages.getAttribute('href')).toBe('/messages/1');
    await page.goto(stand.url('/connections?connection=99'));
    await page.getByRole('dialog').getByText('The evidence no longer tells of it, or never did.').waitFor();
  });
});

describe('A connection that is open', () => {
  test('is told as it goes on, in the window that the address names, and left by the back button', async () => {
    const client = await greeted();
    const page = await browser.open();
    await page.goto(stand.url('/connections?window=10s'));
    await page.locator('.timeline').waitFor();
    expect(await page.getByRole('radio', { name: '10 s' }).isChecked()).toBe(true);
    await page.getByRole('link', { name: /mx1.*open for/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('220 ').waitFor();
    client.write('EHLO late.example\r\n');
    await dialog.getByText('EHLO late.example').waitFor();
    await page.goBack();
    await dialog.waitFor({ state: 'detached' });
    client.end();
    await page
      .getByRole('link', { name: /closed by the gateway after/ })
      .first()
      .waitFor();
    expect(page.troubles).toEqual([]);
  });
});

describe('DNS', () => {
  test('adds a record by keyboard, tells what is wrong with one, edits and deletes one of several', async () => {
    const page = await browser.open();
    await page.goto(stand.url('/dns'));
    await page.getByRole('heading', { name: 'The zone is empty' }).waitFor();
    await tabTo(page, 'Add record');
    await page.keyboard.press('Enter');
    await page.getByRole('textbox', { name: 'Name' }).fill('mail.example');
    await page.getByRole('combobox', { name: 'Type' }).selectOption('A');
    await page.getByRole('textbox', { name: 'Address' }).fill('not an address');
    await page.keyboard.press('Enter');
    await page.getByText('expected an IPv4 address such as 127.0.0.2').waitFor();
    await focusIs(page, 'Address');
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('textbox', { name: 'Address' }).fill('127.0.0.2');
    await page.keyboard.press('Enter');
    await page.getByRole('row', { name: /mail\.example A 0 127\.0\.0\.2/ }).waitFor();
    const link = new URL(stand.url('/'));
    const added = await fetch(new URL('/api/v1/dns/records', link.origin), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${link.searchParams.get('token')}` },
      body: JSON.stringify({ type: 'A', name: 'mail.example', address: '127.0.0.3' }),
    });
    expect(added.status).toBe(201);
    await page.getByRole('button', { name: 'Edit mail.example A 127.0.0.3' }).click();
    await page.getByRole('textbox', { name: 'TTL in seconds' }).fill('soon');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.locator('#record-ttl-error').waitFor();
    await page.getByRole('textbox', { name: 'TTL in seconds' }).fill('60');
    // Somebody else edits the same set while the dialog is open: what he did stays, and it is told.
    stand.zone.add({ type: 'A', name: 'mail.example', address: '127.0.0.4' });
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('alert').getByText('somebody has changed these records').waitFor();
    expect(stand.zone.recordSet('mail.example', 'A').map(({ ttl }) => ttl)).toEqual([0, 0, 0]);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('row', { name: /127\.0\.0\.4/ }).waitFor();
    await page.getByRole('button', { name: 'Edit mail.example A 127.0.0.3' }).click();
    expect(await page.getByRole('textbox', { name: 'Name' }).isDisabled()).toBe(true);
    await page.getByRole('textbox', { name: 'TTL in seconds' }).fill('60');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('row', { name: /mail\.example A 60 127\.0\.0\.3/ }).waitFor();
    expect(stand.zone.recordSet('mail.example', 'A')).toHaveLength(3);
    await page.getByRole('button', { name: 'Delete mail.example A 127.0.0.3' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('row', { name: /127\.0\.0\.3/ }).waitFor({ state: 'detached' });
    expect(await page.getByRole('row', { name: /mail\.example A 0 127\.0\.0\.2/ }).count()).toBe(1);
  });

  test('tells queries as they are answered, with the rule that fired, and finds one by its name', async () => {
    const page = await browser.open();
    await page.goto(stand.url('/dns'));
    await page.getByRole('heading', { name: 'Nobody has asked yet' }).waitFor();
    stand.faults.add(faultRuleSchema.parse({ id: 'dns-servfail', layer: 'dns', match: { type: 'MX' }, do: { rcode: 'SERVFAIL' } }));
    for (const [query, name] of ['primary.setd.example', 'Mail.EXAMPLE'].entries()) {
      const asked = { query: query + 1, name, qtype: 'MX', transport: 'udp', from: '127.0.0.1:4000' } as const;
      stand.evidence.record({ type: 'dnsQueryReceived', ...asked });
      stand.evidence.record({ type: 'ruleFired', ruleId: 'dns-servfail', layer: 'dns', action: 'SERVFAIL', query: query + 1 });
      stand.evidence.record({
        type: 'dnsAnswerSent',
        query: query + 1,
        rcode: 'SERVFAIL',
        answers: [],
        truncated: false,
        ruleId: 'dns-servfail',
      });
    }
    const log = page.getByRole('table', { name: 'Queries to the name server' });
    await log.getByRole('row', { name: /primary\.setd\.example MX UDP SERVFAIL/ }).waitFor();
    await page.getByRole('searchbox', { name: 'Filter by name' }).fill('mail.example.');
    await log.getByRole('row', { name: /primary/ }).waitFor({ state: 'detached' });
    expect(await log.getByRole('link', { name: 'dns-servfail' }).getAttribute('href')).toBe('/faults?rule=dns-servfail');
    await page.getByRole('searchbox', { name: 'Filter by name' }).fill('nobody');
    await page.getByRole('button', { name: 'Clear filter' }).click();
    await log.getByRole('row', { name: /primary/ }).waitFor();
    const answer = { answers: ['big.example. 0 IN A 127.0.0.9'], truncated: true, rcode: 'NOERROR' } as const;
    for (const [query, told] of [answer, { answers: [], truncated: false, rcode: 'none' } as const].entries()) {
      const asked = { query: query + 3, name: 'big.example', qtype: 'A', transport: 'udp', from: '127.0.0.1:4000' } as const;
      stand.evidence.record({ type: 'dnsQueryReceived', ...asked });
      stand.evidence.record({ type: 'dnsAnswerSent', query: query + 3, ...told });
    }
    await log.getByRole('row', { name: /big\.example A UDP NOERROR truncated big\.example\. 0 IN A 127\.0\.0\.9/ }).waitFor();
    await log.getByRole('row', { name: /big\.example A UDP not answered/ }).waitFor();
    // What the engine counts is told beside the rule.
    stand.faults.fire('dns', { name: 'mail.example', type: 'MX', transport: 'udp' }, { query: 9 }, ['rcode']);
    await page.locator('.dns-faults').getByText('1 hit', { exact: true }).waitFor();
    expect(page.troubles).toEqual([]);
  });

  test('tells in Japanese what was refused, by the type of the problem, with the English beside it', async () => {
    const page = await browser.open({ locale: 'ja-JP' });
    stand.zone.replaceAll([{ type: 'A', name: 'mail.example', address: '127.0.0.2' }]);
    await page.goto(stand.url('/dns'));
    await page.getByRole('button', { name: 'mail.example A 127.0.0.2 を編集' }).click();
    // The record is in hand once the form is there.
    await page.getByRole('dialog').waitFor();
    stand.zone.replaceAll([]);
    await page.getByRole('button', { name: '保存' }).click();
    await page
      .getByRole('alert')
      .getByText(/ほかの誰かがこのレコードを変更しました.*somebody has changed these records/)
      .waitFor();
    await page.goto(stand.url('/runs?run=99'));
    await page.getByRole('alert').getByText('この実行結果はありません。').waitFor();
    await page.getByRole('alert').locator('[lang="en"]').getByText('no run 99 is stored').waitFor();
  });
});
