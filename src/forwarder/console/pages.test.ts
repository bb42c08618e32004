import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings } from '../../browser/axe.ts';
import { focusIs, SCREENS, sticksOut, type TestPage, useBrowser } from '../../browser/browser.testing.ts';
import { WallClock } from '../../clock.ts';
import { AdminError } from '../admin/admin-error.ts';
import type { SettingsStore } from '../admin/gateway-admin.ts';
import type { GatewayConfigInput } from '../config.ts';
import { type FakeIntake, startFakeIntake, startTestGateway, type TestGateway } from '../stand.testing.ts';
import { startConsoleStand } from './console.testing.ts';
import { type Console, type ConsoleOptions, startConsole } from './server.ts';

const browser = useBrowser();
let intake: FakeIntake;
const closers: (() => Promise<void>)[] = [];

beforeAll(async () => {
  intake = await startFakeIntake();
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});
afterAll(() => intake.stop());

interface Stand extends TestGateway {
  readonly console: Console;
  /** Ends gateway and console as a stop of the process would. */
  stop(): Promise<void>;
}

const start = async (config: Partial<GatewayConfigInput> = {}, options: ConsoleOptions = {}): Promise<Stand> => {
  const gateway = await startTestGateway(new WallClock(), intake, config);
  const console = await startConsole({ forwarder: gateway.forwarder, version: '0.1.0' }, options);
  let running = true;
  const stop = async (): Promise<void> => {
    if (!running) return;
    running = false;
    await console.close();
    await gateway.forwarder.stop();
  };
  closers.push(stop);
  return { ...gateway, console, stop };
};

const POLICIES: GatewayConfigInput['policies'] = [
  { name: 'newsletters', match: { senders: ['news.test'] }, connector: 'no-scan' },
  { name: 'subsidiary', match: { recipients: ['subsidiary.test', '.subsidiary.test'] }, connector: { custom: 'second@intake.test' } },
  { name: 'staff', match: { recipients: ['company.test'] }, connector: 'default' },
];

/** Names of the policies from the top, as the table shows them. */
const policyNames = (page: TestPage): Promise<string[]> =>
  page.getByRole('table', { name: 'Incoming Mail Policies' }).getByRole('rowheader').allTextContents();

const changes = (page: TestPage) => page.getByRole('region', { name: 'Uncommitted changes' });

describe('every page', () => {
  const PAGES = [
    ['/', 'Overview'],
    ['/monitor/delivery-status', 'Delivery Status'],
    ['/monitor/message-tracking', 'Message Tracking'],
    ['/monitor/message-tracking/1', 'Message 1'],
    ['/monitor/mail-log', 'Mail Log'],
    ['/mail-policies/incoming', 'Incoming Mail Policies'],
    ['/mail-policies/incoming?connector=subsidiary', 'Incoming Mail Policies'],
    ['/security-services/threat-defense-connector', 'Threat Defense Connector Settings'],
  ] as const;

  it.each(SCREENS)('is accessible and fits on a $name, light and dark, with messages and uncommitted changes', async (viewport) => {
    const { hand, forwarder, console } = await start({ policies: POLICIES });
    await hand('sender@partner.test', ['a@company.test', 'b@subsidiary.test'], 'Subject: Report\r\nMessage-ID: <1@x>\r\n\r\nHi\r\n');
    forwarder.admin.movePolicy('staff', 1, 1);
    const page = await browser.open({ viewport });
    for (const [path, title] of PAGES) {
      await page.goto(console.url + path);
      await page.locator('main:not(:has(.skeleton)) h1', { hasText: title }).waitFor();
      await changes(page).waitFor({ state: 'attached' });
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await axeFindings(page), `${path} ${colorScheme}`).toEqual([]);
      }
      expect(await sticksOut(page), path).toBe(false);
    }
    expect(page.troubles).toEqual([]);
  });

  it('is accessible and fits in Japanese on a phone', async () => {
    const stand = await start({ policies: POLICIES });
    await stand.hand('sender@partner.test', ['a@company.test'], 'Subject: =?UTF-8?B?5pel5pys6Kqe?=\r\n\r\nHi\r\n');
    const page = await browser.open({ viewport: SCREENS[0], locale: 'ja-JP' });
    await page.goto(`${stand.console.url}/monitor/message-tracking/1`);
    await page.locator('dd', { hasText: '日本語' }).waitFor();
    for (const path of ['/', '/monitor/message-tracking', '/mail-policies/incoming', '/security-services/threat-defense-connector']) {
      await page.goto(stand.console.url + path);
      await page.locator('h1').waitFor();
      expect(await axeFindings(page), path).toEqual([]);
      expect(await sticksOut(page), path).toBe(false);
    }
  });

  it('says what to do next while there is nothing', async () => {
    const { console } = await start({ threatDefenseConnector: {}, defaultPolicy: { connector: 'no-scan' } });
    const page = await browser.open();
    for (const [path, text] of [
      ['/', 'Set the default message intake address'],
      ['/monitor/message-tracking', 'Hand a message in on a listener'],
      ['/monitor/message-tracking?subject=x', 'Nothing matches'],
      ['/monitor/message-tracking/7', 'message 7 is not known'],
      ['/monitor/mail-log', 'Nothing has been logged yet'],
      ['/mail-policies/incoming', 'Add a policy to treat some senders or recipients in another way'],
    ] as const) {
      await page.goto(console.url + path);
      await page.getByText(text).first().waitFor();
      expect(await axeFindings(page), path).toEqual([]);
    }
  });

  it('is there on a cloud gateway, but for Delivery Status', async () => {
    const { console } = await start({ cloud: true });
    const page = await browser.open();
    await page.goto(console.url);
    await page.getByText('Cloud gateway').waitFor();
    expect(await page.getByRole('link', { name: 'Delivery Status' }).count()).toBe(0);
    await page.goto(`${console.url}/monitor/delivery-status`);
    await page.getByRole('heading', { name: 'Not offered by a cloud gateway' }).waitFor();
    expect(page.troubles).toEqual([]);
  });
});

describe('what a message says', () => {
  it('is shown and does nothing', async () => {
    const { console, hand } = await start();
    const markup = '<img src=x onerror="document.title=1"><script>document.title=1</script>';
    const long = 'x'.repeat(10_000);
    const folded = (long.match(/.{1,900}/g) ?? []).join('\r\n ');
    await hand(
      'javascript:alert(1)@evil.test',
      ['reader@company.test'],
      `Subject: ${markup} \u202egnp.exe\r\nMessage-ID: <javascript:alert(1)//${markup}@evil.test>\r\n\r\nHi\r\n`,
    );
    await hand('reader@evil.test', ['reader@company.test'], `Subject: ${folded}\r\nMessage-ID: <${folded}@evil.test>\r\n\r\nHi\r\n`);
    const page = await browser.open();
    for (const path of [
      '/',
      '/monitor/message-tracking',
      '/monitor/message-tracking/1',
      '/monitor/message-tracking/2',
      '/monitor/mail-log',
    ]) {
      await page.goto(console.url + path);
      await page
        .getByText(path.endsWith('2') ? 'xxxxxxxxx' : markup.slice(0, 20))
        .first()
        .waitFor();
      expect(await page.locator('#app img, #app script').count(), path).toBe(0);
      expect(await page.locator('a[href^="javascript:" i]').count(), path).toBe(0);
      expect(await page.getByText('\u202e').count(), path).toBe(0);
      expect(await sticksOut(page), path).toBe(false);
    }
    await page.goto(`${console.url}/monitor/message-tracking/1`);
    await page.locator('dd', { hasText: `${markup} U+202Egnp.exe` }).waitFor();
    await page.goto(`${console.url}/monitor/message-tracking/2`);
    await page
      .locator('dd', { hasText: 'x'.repeat(900) })
      .first()
      .waitFor();
    expect((await page.locator('.message-cards dl').first().boundingBox())?.height).toBeLessThan(800);
    expect(page.troubles).toEqual([]);
  });
});

describe('incoming mail policies', () => {
  const open = async () => {
    const stand = await start({ policies: POLICIES });
    const page = await browser.open();
    await page.goto(`${stand.console.url}/mail-policies/incoming`);
    await page.getByRole('row', { name: /staff/ }).waitFor();
    return { ...stand, page };
  };

  it('are put in order by the arrow keys, and the focus stays on the policy', async () => {
    const { page } = await open();
    await page.getByRole('button', { name: 'Move policy staff' }).focus();
    await page.keyboard.press('ArrowUp');
    await page.locator('tr:nth-child(2) [data-grip="staff"]:focus').waitFor();
    expect(await policyNames(page)).toEqual(['newsletters', 'staff', 'subsidiary', 'Default Policy']);
    await page.keyboard.press('Home');
    await changes(page).getByText('Policy "staff" moved to position 1.').waitFor();
    expect(await policyNames(page)).toEqual(['staff', 'newsletters', 'subsidiary', 'Default Policy']);
    await page.keyboard.press('End');
    await page.locator('tr:nth-child(3) [data-grip="staff"]:focus').waitFor();
  });

  it('are put in order by the pointer; Escape leaves them as they were', async () => {
    const { page } = await open();
    const middleOf = async (name: string): Promise<[number, number]> => {
      const box = await page.getByRole('button', { name: `Move policy ${name}` }).boundingBox();
      return [(box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + (box?.height ?? 0) / 2];
    };
    const [x, from] = await middleOf('newsletters');
    const [, to] = await middleOf('staff');
    await page.mouse.move(x, from);
    await page.mouse.down();
    await page.mouse.move(x, to + 60, { steps: 4 });
    await page.locator('tr.drop-below').waitFor();
    await page.keyboard.press('Escape');
    await page.mouse.up();
    await page.locator('tr.drop-below').waitFor({ state: 'detached' });
    expect(await policyNames(page)).toEqual(['newsletters', 'subsidiary', 'staff', 'Default Policy']);
    await page.mouse.move(x, from);
    await page.mouse.down();
    await page.mouse.move(x, to + 60, { steps: 4 });
    await page.mouse.up();
    await changes(page).getByText('Policy "newsletters" moved to position 3.').waitFor();
    expect(await policyNames(page)).toEqual(['subsidiary', 'staff', 'newsletters', 'Default Policy']);
  });

  it('are changed and deleted; what was done can be abandoned', async () => {
    const { page, forwarder } = await open();
    await page.getByRole('button', { name: 'Edit policy subsidiary' }).click();
    const dialog = page.getByRole('dialog', { name: 'Edit policy “subsidiary”' });
    await dialog.getByRole('textbox', { name: 'Senders' }).fill('boss@partner.test, partner.test');
    await dialog.getByRole('button', { name: 'Submit' }).click();
    await changes(page).getByText('senders changed from any to boss@partner.test, partner.test').waitFor();
    await page.getByRole('button', { name: 'Delete policy newsletters' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete Policy' }).click();
    await changes(page).getByText('Policy "newsletters" deleted.').waitFor();
    expect(await policyNames(page)).toEqual(['subsidiary', 'staff', 'Default Policy']);
    await changes(page).getByRole('button', { name: 'Abandon Changes' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Abandon Changes' }).click();
    await changes(page).waitFor({ state: 'detached' });
    expect(await policyNames(page)).toEqual(['newsletters', 'subsidiary', 'staff', 'Default Policy']);
    expect(forwarder.admin.view().changes).toEqual([]);
  });

  it('are refused field by field, with the focus on the first', async () => {
    const { page } = await open();
    await page.getByRole('button', { name: 'Add Policy' }).first().click();
    const dialog = page.getByRole('dialog', { name: 'Add Incoming Mail Policy' });
    await dialog.getByRole('textbox', { name: 'Policy Name' }).fill('two words');
    await dialog.getByRole('textbox', { name: 'Recipients' }).fill('user@@company.test');
    await dialog.getByRole('button', { name: 'Submit' }).click();
    await dialog.getByText('Use letters, digits').waitFor();
    await focusIs(page, 'Policy Name');
    expect(await dialog.getByRole('textbox', { name: 'Recipients' }).getAttribute('aria-invalid')).toBe('true');
    expect(await axeFindings(page)).toEqual([]);
  });

  it('take no Default while there is no default address (POLICY-11)', async () => {
    const { console } = await start({ threatDefenseConnector: {}, defaultPolicy: { connector: 'no-scan' } });
    const page = await browser.open();
    await page.goto(`${console.url}/mail-policies/incoming?connector=DEFAULT`);
    const dialog = page.getByRole('dialog', { name: 'Threat Defense Connector: Default Policy' });
    await dialog.getByRole('radio', { name: 'Default message intake address' }).check();
    await dialog.getByRole('button', { name: 'Submit' }).click();
    await dialog.getByText('No default message intake address is set').waitFor();
    await dialog.getByRole('link', { name: 'Set it in Threat Defense Connector Settings' }).click();
    await page.getByRole('textbox', { name: 'Default message intake address' }).waitFor();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('changed by somebody else meanwhile are shown as they are now, and what was entered is kept', async () => {
    const { page, forwarder } = await open();
    await page.getByRole('row', { name: /staff/ }).getByRole('link', { name: 'Enabled' }).click();
    const dialog = page.getByRole('dialog', { name: 'Threat Defense Connector: staff' });
    await dialog.getByRole('radio', { name: 'No Scan' }).check();
    forwarder.admin.deletePolicy('newsletters', 1);
    await page.getByRole('rowheader', { name: 'newsletters', includeHidden: true }).waitFor({ state: 'detached' });
    await dialog.getByRole('button', { name: 'Submit' }).click();
    await dialog.getByRole('alert').getByText('Somebody else has changed the settings meanwhile').waitFor();
    expect(await dialog.getByRole('radio', { name: 'No Scan' }).isChecked()).toBe(true);
    await dialog.getByRole('button', { name: 'Submit' }).click();
    await dialog.waitFor({ state: 'detached' });
    await changes(page).getByText('Policy "staff": Threat Defense Connector changed from Default to No Scan.').waitFor();
  });

  it('are not committed over a file that somebody else has changed, and the page says so', async () => {
    const why = 'gateway.yaml was changed by somebody else since it was read; restart the gateway to take it over';
    const store: SettingsStore = {
      file: 'gateway.yaml',
      save: () => {
        throw new AdminError('conflict', why);
      },
    };
    const { console, forwarder, stop } = await startConsoleStand({}, {}, store);
    closers.push(stop);
    forwarder.admin.deletePolicy('staff', 1);
    const page = await browser.open();
    await page.goto(`${console.url}/mail-policies/incoming`);
    await changes(page).getByRole('button', { name: 'Commit Changes' }).click();
    await changes(page).getByRole('alert').getByText(why).waitFor();
    expect(await axeFindings(page)).toEqual([]);
  });
});

describe('live pages', () => {
  it('go on after a restart of the gateway, with what is true now', async () => {
    const before = await start();
    const { port } = before.console;
    await before.hand('before@partner.test', ['a@company.test'], 'Subject: Before\r\n\r\nHi\r\n');
    const log = await browser.open();
    const status = await browser.open();
    await log.goto(`${before.console.url}/monitor/mail-log`);
    await log.getByRole('log').getByText('before@partner.test').first().waitFor();
    await status.goto(`${before.console.url}/monitor/delivery-status`);
    const delivered = (count: number) => status.getByRole('row', { name: new RegExp(`the\\.tdc\\.queue.* 0 \\d ${count} 0 0`) });
    await delivered(1).waitFor();
    await before.stop();
    await status.getByRole('status').getByText('Reconnecting').waitFor();
    const after = await start({}, { port });
    await status.getByRole('status').getByText('Live').waitFor();
    await delivered(0).waitFor();
    await log.getByText('before@partner.test').first().waitFor({ state: 'detached' });
    await after.hand('after@partner.test', ['a@company.test'], 'Subject: After\r\n\r\nHi\r\n');
    await after.hand('after@partner.test', ['a@company.test'], 'Subject: After\r\n\r\nHi\r\n');
    await log.getByRole('log').getByText('after@partner.test').first().waitFor();
    await delivered(2).waitFor();
  });

  it('hold the log while it is paused, filter it, and lead from a MID to the message', async () => {
    const { console, hand } = await start();
    await hand('one@partner.test', ['a@company.test'], 'Subject: One\r\n\r\nHi\r\n');
    const page = await browser.open();
    await page.goto(`${console.url}/monitor/mail-log`);
    const lines = page.getByRole('log').getByRole('listitem');
    await lines.filter({ hasText: 'one@partner.test' }).first().waitFor();
    await page.keyboard.press('p');
    await page.getByRole('button', { name: 'Resume' }).waitFor();
    await hand('two@partner.test', ['a@company.test'], 'Subject: Two\r\n\r\nHi\r\n');
    await page.getByText(/\d+ new lines since the pause/).waitFor();
    expect(await lines.filter({ hasText: 'two@partner.test' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Resume' }).click();
    await lines.filter({ hasText: 'two@partner.test' }).first().waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('MID 2');
    await lines.filter({ hasText: 'one@partner.test' }).first().waitFor({ state: 'detached' });
    expect((await lines.allTextContents()).every((line) => line.includes('MID 2'))).toBe(true);
    await page.getByRole('log').getByRole('link', { name: '2' }).first().click();
    await page.getByRole('heading', { level: 1, name: 'Message 2' }).waitFor();
  });

  it('sort the destinations by the column that is chosen', async () => {
    const { console, hand } = await start({ nextHop: { address: '127.0.0.1', port: 1 } });
    await hand('one@partner.test', ['a@company.test'], 'Subject: One\r\n\r\nHi\r\n');
    const page = await browser.open();
    await page.goto(`${console.url}/monitor/delivery-status?sort=deliv_recip`);
    const table = page.getByRole('table', { name: 'Delivery Status' });
    await table.getByRole('row', { name: /the\.tdc\.queue.* 1 0 0$/ }).waitFor();
    expect((await table.getByRole('columnheader').allTextContents()).map((text) => text.trim())).toEqual([
      ...['Recipient Host', 'Active Recip.', 'Conn. Out', 'Deliv. Recip.', 'Soft Bounced', 'Hard Bounced'],
    ]);
    expect(await table.getByRole('rowheader').allTextContents()).toEqual(['the.tdc.queue', '[127.0.0.1]']);
    await table.getByRole('button', { name: 'Active Recip.' }).press('Enter');
    await table.locator('th[aria-sort="descending"]', { hasText: 'Active Recip.' }).waitFor();
    expect(await table.getByRole('rowheader').allTextContents()).toEqual(['[127.0.0.1]', 'the.tdc.queue']);
    await table.getByText('down').waitFor();
    await table.getByRole('button', { name: 'the.tdc.queue' }).click();
    await page.getByRole('dialog', { name: 'the.tdc.queue' }).getByText('Hard bounces by kind').waitFor();
    expect(await axeFindings(page)).toEqual([]);
  });
});

it('finds messages by each field, keeps the search in the address, and comes back to it', async () => {
  const { console, hand } = await start();
  await hand('ann@partner.test', ['bob@company.test'], 'Subject: Invoice\r\nMessage-ID: <a1@partner.test>\r\n\r\nHi\r\n');
  await hand('cid@other.test', ['dan@company.test'], 'Subject: Greetings\r\nMessage-ID: <b2@other.test>\r\n\r\nHi\r\n');
  const page = await browser.open();
  await page.goto(`${console.url}/monitor/message-tracking`);
  const rows = page.getByRole('table', { name: 'Messages' }).getByRole('rowheader');
  for (const [field, text] of [
    ['Sender', 'ANN@'],
    ['Recipient', 'bob'],
    ['Subject', 'voice'],
    ['MID', '1'],
    ['Message-ID', 'a1@'],
  ] as const) {
    await rows.filter({ hasText: '2' }).waitFor();
    await page.getByRole('textbox', { name: field, exact: true }).fill(text);
    await rows.filter({ hasText: '2' }).waitFor({ state: 'detached' });
    expect(await rows.allTextContents(), field).toEqual(['1']);
    await page.getByRole('button', { name: 'Clear search' }).click();
  }
  await page.getByRole('textbox', { name: 'Subject' }).fill('greet');
  await rows.filter({ hasText: '1' }).waitFor({ state: 'detached' });
  await rows.getByRole('link').click();
  await page.getByRole('heading', { level: 1, name: 'Message 2' }).waitFor();
  await page.goBack();
  await page.getByRole('textbox', { name: 'Subject' }).waitFor();
  expect(await page.getByRole('textbox', { name: 'Subject' }).inputValue()).toBe('greet');
  await rows.filter({ hasText: '2' }).waitFor();
  expect(await rows.allTextContents()).toEqual(['2']);
});

it('asks for the token where there is one, and refuses a wrong one', async () => {
  const { console } = await start({}, { token: 'open-sesame' });
  const page = await browser.open();
  await page.goto(console.url);
  const token = page.getByLabel('Token');
  await token.fill('wrong');
  await page.keyboard.press('Enter');
  await page.getByText('this is not the token').waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await token.fill('open-sesame');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  const invited = await browser.open();
  await invited.goto(console.link);
  await invited.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  expect(invited.url()).toBe(`${console.url}/`);
});
