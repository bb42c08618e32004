import nodemailer from 'nodemailer';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type MockSetd, startMockSetd } from '../../../mocks/setd.ts';
import { axeFindings } from '../../browser/axe.ts';
import { focusIs, SCREENS, sticksOut, type TestPage, tabTo, useBrowser } from '../../browser/browser.testing.ts';
import { WallClock } from '../../clock.ts';
import { gatewayConfig } from '../config-file.ts';
import { type Forwarder, startForwarder } from '../forwarder.ts';
import { type Console, startConsole } from './server.ts';

// The vendor's walkthrough on the gateway, by keyboard alone: from the first Disabled to the message in tracking.

const browser = useBrowser();
let setd: MockSetd;
let forwarder: Forwarder;
let console: Console;

beforeEach(async () => {
  const clock = new WallClock();
  setd = await startMockSetd({ clock });
  const config = gatewayConfig({
    hostname: 'gateway.example',
    listeners: [{ name: 'IncomingMail', kind: 'incoming', address: '127.0.0.1', port: 0 }],
    dns: { server: `${setd.dns.address}:${setd.dns.port}` },
    intake: { port: setd.intake.port },
    tls: { ca: setd.authority.caCertificate },
  });
  forwarder = await startForwarder(config, { clock, mailLog: { write: () => {} } });
  console = await startConsole({ forwarder, version: '0.1.0' });
});
afterEach(async () => {
  await console.close();
  await forwarder.stop();
  await setd.close();
});

const send = (to: readonly string[], subject: string): Promise<unknown> =>
  nodemailer.createTransport({ host: '127.0.0.1', port: forwarder.listeners[0]?.port ?? 0, ignoreTLS: true }).sendMail({
    envelope: { from: 'sender@partner.example', to: [...to] },
    raw: `Subject: ${subject}\r\nMessage-ID: <first@partner.example>\r\n\r\nHello\r\n`,
  });

const press = async (page: TestPage, ...keys: string[]): Promise<void> => {
  for (const key of keys) await page.keyboard.press(key);
};

/** A page has come: its heading has the focus, and nobody is shut out of it. */
const heading = async (page: TestPage, name: string): Promise<void> => {
  await page.locator('h1:focus', { hasText: name }).waitFor();
  expect(await axeFindings(page), name).toEqual([]);
  expect(await sticksOut(page), name).toBe(false);
};

/** On a phone the menu lies in a drawer. */
const reachMenu = async (page: TestPage): Promise<void> => {
  if (!(await page.getByRole('button', { name: 'Open menu' }).isVisible())) return;
  await tabTo(page, 'Open menu');
  await press(page, 'Enter');
  await page.getByRole('dialog').waitFor();
};

const setDefaultAddress = async (page: TestPage, address: string): Promise<void> => {
  await reachMenu(page);
  await tabTo(page, 'Threat Defense Connector');
  await press(page, 'Enter');
  await heading(page, 'Threat Defense Connector Settings');
  await tabTo(page, 'Default message intake address');
  await page.keyboard.type(address);
  await press(page, 'Enter');
  await page.getByText(`Default message intake address set to ${address}.`).waitFor();
};

const enableDefaultPolicy = async (page: TestPage): Promise<void> => {
  // Letters are text inside a field and shortcuts outside of it.
  await press(page, 'Tab', 'g', 'p');
  await heading(page, 'Incoming Mail Policies');
  await tabTo(page, 'Disabled');
  await press(page, 'Enter');
  await page.getByRole('dialog', { name: 'Threat Defense Connector: Default Policy' }).waitFor();
  expect(await axeFindings(page), 'the dialog').toEqual([]);
  await focusIs(page, 'No Scan');
  await press(page, 'ArrowDown');
  await focusIs(page, 'Default message intake address');
  await tabTo(page, 'Submit');
  await press(page, 'Enter');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.locator('a:focus', { hasText: 'Enabled' }).waitFor();
};

const addSubsidiary = async (page: TestPage, address: string): Promise<void> => {
  await press(page, 'n');
  await page.getByRole('dialog', { name: 'Add Incoming Mail Policy' }).waitFor();
  await focusIs(page, 'Policy Name');
  await page.keyboard.type('subsidiary');
  await tabTo(page, 'Recipients');
  await page.keyboard.type('subsidiary.example');
  await tabTo(page, 'Submit');
  await press(page, 'Enter');
  // The row may be there before the dialog has gone, which holds the focus as long as it is open.
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.getByRole('row', { name: /subsidiary/ }).waitFor();
  await tabTo(page, 'Disabled');
  await press(page, 'Enter');
  await page.getByRole('dialog', { name: 'Threat Defense Connector: subsidiary' }).waitFor();
  await press(page, 'ArrowUp');
  await focusIs(page, 'Custom message intake address');
  await page.getByRole('textbox', { name: 'Custom message intake address' }).waitFor();
  await press(page, 'Tab');
  await page.keyboard.type(address);
  await press(page, 'Enter');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
};

const commit = async (page: TestPage): Promise<void> => {
  expect(forwarder.admin.view().committed.connector.defaultIntakeAddress).toBeNull();
  await press(page, 'c');
  await focusIs(page, 'Comment (optional)');
  await page.keyboard.type('as in the article');
  await tabTo(page, 'Commit Changes');
  await press(page, 'Enter');
  await page.getByRole('region', { name: 'Uncommitted changes' }).waitFor({ state: 'detached' });
};

const LOOKS = SCREENS.flatMap(({ name, width, height }) =>
  (['light', 'dark'] as const).map((colorScheme) => ({ name, colorScheme, viewport: { width, height } })),
);

it.each(LOOKS)('leads from the first Disabled to the copy in tracking, tophosts and Delivery Status: $name, $colorScheme', async (look) => {
  const [primary, secondary] = setd.accounts.all;
  const page = await browser.open({ viewport: look.viewport, colorScheme: look.colorScheme });
  await page.goto(console.url);
  await page.getByText('Set the default message intake address').waitFor();
  await setDefaultAddress(page, primary?.intakeAddress ?? '');
  await enableDefaultPolicy(page);
  await addSubsidiary(page, secondary?.intakeAddress ?? '');
  await commit(page);
  const table = page.getByRole('table', { name: 'Incoming Mail Policies' });
  expect(await table.getByRole('columnheader').last().textContent()).toBe('Threat Defense Connector');
  expect(await table.getByRole('link').allTextContents()).toEqual(['Enabled', 'Enabled']);

  await send(['reader@company.example', 'reader@subsidiary.example'], 'The first message');
  await press(page, 'g', 't');
  await heading(page, 'Message Tracking');
  const found = page.getByRole('table', { name: 'Messages' }).getByRole('row', { name: /The first message.*Delivered/ });
  await found.nth(1).waitFor();
  await tabTo(page, '1');
  await press(page, 'Enter');
  await heading(page, 'Message 1');
  await page.getByText('TDC: Message 1 was successfully delivered for scanning with Cisco Secure Email Threat Defense.').waitFor();
  expect(await page.locator('.story li').filter({ hasText: 'TDC:' }).count()).toBe(1);

  await press(page, 'g', 'd');
  await heading(page, 'Delivery Status');
  // Counters are told a few times a second: the last one may still be under way.
  await page
    .getByRole('table', { name: 'Delivery Status' })
    .getByRole('row', { name: /the\.tdc\.queue up\D+0\D+\d+\D+2\D+0\D+0/ })
    .waitFor();
  await page
    .getByLabel('tophosts', { exact: true })
    .getByText(/the\.tdc\.queue +0 +\d+ +2 +0 +0/)
    .waitFor();

  await press(page, 'g', 'l');
  await heading(page, 'Mail Log');
  await page.getByRole('log').getByText('MID 1 successfully delivered for scanning with Cisco Secure Email Threat Defense.').waitFor();
  expect(page.troubles).toEqual([]);
  expect(
    setd.store
      .list()
      .map(({ account }) => account)
      .toSorted(),
  ).toEqual(['primary', 'secondary']);
});
