import type { Locator, Page } from 'playwright-core';
import { POLICIES_TABLE, STATUS_TABLE } from '../src/harness/checks/console.ts';

// The pages of the gateway's console as the people who work with it know them: by menus, names and buttons.

/** A table as the page shows it. */
export interface ShownTable {
  readonly table: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const POLICIES = '/mail-policies/incoming';
const CONNECTOR_SETTINGS = '/security-services/threat-defense-connector';
const DELIVERY_STATUS = '/monitor/delivery-status';

const trimmed = async (texts: Promise<string[]>): Promise<string[]> => (await texts).map((text) => text.trim());

const columnsOf = (table: Locator): Promise<string[]> => trimmed(table.getByRole('columnheader').allTextContents());

/** The rows below the header: what `read` makes of each. */
const rowsOf = async (table: Locator, read: (row: Locator) => Promise<string[]>): Promise<string[][]> => {
  const rows = await table.getByRole('row').all();
  return Promise.all(rows.slice(1).map(read));
};

const headerOf = (row: Locator): Promise<string[]> => trimmed(row.getByRole('rowheader').allInnerTexts());

const shownPolicies = async (page: Page): Promise<ShownTable> => {
  const table = page.getByRole('table', { name: POLICIES_TABLE });
  await table.waitFor();
  const rows = await rowsOf(table, async (row) => [...(await headerOf(row)), ...(await trimmed(row.getByRole('link').allTextContents()))]);
  return { table: POLICIES_TABLE, columns: await columnsOf(table), rows };
};

/** Mail Policies > Incoming Mail Policies: name, and text of the connector's link. */
export const readPolicies = async (page: Page, url: string): Promise<ShownTable> => {
  await page.goto(`${url}${POLICIES}`);
  return shownPolicies(page);
};

/** Monitor > Delivery Status: host and figures; without columns where the page is not offered. */
export const readStatus = async (page: Page, url: string): Promise<ShownTable> => {
  await page.goto(`${url}${DELIVERY_STATUS}`);
  const table = page.getByRole('table', { name: STATUS_TABLE });
  const elsewhere = page.getByRole('main').getByRole('link', { name: 'Message Tracking' });
  await table.or(elsewhere).first().waitFor();
  if ((await table.count()) === 0) return { table: STATUS_TABLE, columns: [], rows: [] };
  const columns = await columnsOf(table);
  const figures = columns.length - 1;
  const rows = await rowsOf(table, async (row) => [
    ...(await headerOf(row)),
    ...(await trimmed(row.getByRole('cell').allTextContents())).slice(-figures),
  ]);
  return { table: STATUS_TABLE, columns, rows };
};

const commit = async (page: Page): Promise<void> => {
  const button = page.getByRole('button', { name: 'Commit Changes' });
  await button.click();
  await button.waitFor({ state: 'detached' });
};

/** Sets the connector of a policy to one of the choices in its dialog, and commits; what the table shows then. */
export const setConnector = async (page: Page, url: string, policy: string, choice: string): Promise<ShownTable> => {
  await page.goto(`${url}${POLICIES}`);
  const row = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: policy, exact: true }) });
  await row.getByRole('link').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: choice }).check();
  await dialog.getByRole('button', { name: 'Submit' }).click();
  await dialog.waitFor({ state: 'detached' });
  await commit(page);
  return shownPolicies(page);
};

/** Security Services > Threat Defense Connector Settings: changes the default address, and commits. */
export const setDefaultAddress = async (page: Page, url: string, address: string): Promise<void> => {
  await page.goto(`${url}${CONNECTOR_SETTINGS}`);
  await page.getByRole('textbox', { name: 'Default message intake address' }).fill(address);
  await page.getByRole('main').getByRole('button', { name: 'Submit' }).click();
  await commit(page);
};
