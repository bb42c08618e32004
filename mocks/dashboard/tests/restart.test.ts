import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { useBrowser } from '../../../src/browser/browser.testing.ts';
import { RUN } from '../../api/run.testing.ts';
import { faultRuleSchema } from '../../faults/rule.ts';
import { type MockSetd, startMockSetd } from '../../setd.ts';
import { deliver } from '../../setd-client.testing.ts';
import { journalCopy, PRIMARY } from './stand.testing.ts';

// A mock with `data` is ended and started again in the place of the first: the pages show what was there, and one that was open goes on.

const browser = useBrowser();
const TOKEN = 'a-token-for-tests';
let folder = '';
let setd: MockSetd;

const start = (port = 0): Promise<MockSetd> => startMockSetd({ data: folder, api: { port, token: TOKEN } });

const portOf = ({ api }: MockSetd): number => {
  if (api === undefined) throw new Error('the mock has no API');
  return api.port;
};

const hand = async (mid: number, subject: string): Promise<void> => {
  const { intake, authority, accounts } = setd;
  const [host] = intake.hosts;
  const to = accounts.all[0]?.intakeAddress ?? PRIMARY;
  const letter = journalCopy(mid, `From: alice@site.example\r\nSubject: ${subject}\r\n\r\nhello\r\n`);
  expect(await deliver(host?.address ?? '', intake.port, host?.name ?? '', authority.caCertificate, to, letter)).toMatch(/^250/);
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'setd-dashboard-'));
  setd = await start();
});
afterAll(async () => {
  await setd.close();
  rmSync(folder, { recursive: true });
});

test('a restart shows what was there: messages, connections, rules, records, queries, runs and accounts', async () => {
  await hand(71, 'before the restart');
  setd.faults.add(faultRuleSchema.parse({ id: 'stays-armed', layer: 'dns', match: { type: 'TXT' }, do: { rcode: 'REFUSED' } }));
  setd.zone.add({ type: 'A', name: 'added.example', address: '127.0.0.9' });
  setd.evidence.record({ type: 'dnsQueryReceived', query: 1, name: 'asked.example', qtype: 'A', transport: 'udp', from: '127.0.0.1:4000' });
  setd.evidence.record({ type: 'dnsAnswerSent', query: 1, rcode: 'NXDOMAIN', answers: [], truncated: false });
  await setd.archive?.runs.add(RUN);
  const address = setd.accounts.all[0]?.intakeAddress ?? '';
  const port = portOf(setd);
  const page = await browser.open();
  await page.goto(`http://127.0.0.1:${port}/messages?token=${TOKEN}`);
  const link = page.getByRole('link', { name: 'before the restart' });
  await link.waitFor();

  await setd.close();
  await page.getByRole('status').getByText('Reconnecting').waitFor();
  setd = await start(port);
  await page.getByRole('status').getByText('Live').waitFor();
  await hand(72, 'after the restart');
  await page.getByRole('link', { name: 'after the restart' }).waitFor();
  await link.click();
  await page.getByRole('heading', { level: 1, name: 'before the restart' }).waitFor();
  await page.keyboard.press('8');
  await page.getByRole('table', { name: 'Transcript of connection 1' }).getByText('MAIL FROM:<>').waitFor();

  const shown = async (path: string, ...texts: readonly (string | RegExp)[]): Promise<void> => {
    await page.goto(`http://127.0.0.1:${port}${path}`);
    for (const text of texts) await page.getByRole('row', { name: text }).first().waitFor();
  };
  await shown('/connections?window=all', /Connection 1 mx1.* 1 yes/, /Connection 2 mx1.* 1 yes/);
  await shown('/faults', /stays-armed.*Waiting/);
  await shown('/dns', /added\.example A 0 127\.0\.0\.9/, /asked\.example A UDP NXDOMAIN/);
  await shown('/runs', /RETRY-1/);
  await page.goto(`http://127.0.0.1:${port}/policy`);
  const region = page.getByRole('region', { name: 'primary' });
  expect(await region.getByRole('textbox', { name: 'Message intake address' }).inputValue()).toBe(address);
});
