import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { axeFindings } from '../../../src/browser/axe.ts';
import { focusIs, sticksOut, useBrowser } from '../../../src/browser/browser.testing.ts';
import { RUN } from '../../api/run.testing.ts';
import { faultRuleSchema } from '../../faults/rule.ts';
import { type DashboardStand, journalCopy, startStand } from './stand.testing.ts';

const browser = useBrowser();
let stand: DashboardStand;

const COPY = journalCopy(1, 'From: a@site.example\r\nSubject: one\r\n\r\nhello\r\n');

beforeAll(async () => {
  stand = await startStand();
});
afterEach(() => stand.faults.replaceAll([]));
afterAll(() => stand[Symbol.asyncDispose]());

describe('Faults', () => {
  test('arms a preset at a stage; a copy meets it, and the hits rise while one looks', async () => {
    const page = await browser.open();
    await page.goto(stand.url('/faults'));
    await page.getByRole('heading', { name: 'No rule is armed' }).waitFor();
    await page.getByRole('combobox', { name: 'Stage of: A 4xx reply', exact: true }).selectOption('MAIL FROM');
    await page.getByRole('button', { name: 'Arm: A 4xx reply', exact: true }).click();
    const row = page.getByRole('row', { name: 'temporary-reply' });
    await row.getByText('stage MAIL FROM').waitFor();
    await row.getByRole('cell', { name: '0', exact: true }).waitFor();
    expect(await stand.deliver(COPY)).not.toMatch(/^250/);
    await row.getByRole('cell', { name: '1', exact: true }).waitFor();
    await page.getByRole('region', { name: 'RETRY-2' }).getByText('Armed', { exact: true }).waitFor();
    await row.getByRole('link', { name: 'temporary-reply' }).click();
    await page
      .getByRole('region', { name: 'Firings of temporary-reply' })
      .getByRole('link', { name: /^connection \d+$/ })
      .waitFor();
    await row.getByRole('button', { name: 'Disarm temporary-reply' }).click();
    await page.getByRole('heading', { name: 'No rule is armed' }).waitFor();
    expect(await stand.deliver(COPY)).toMatch(/^250/);
    expect(page.troubles).toEqual([]);
  });

  test('refuses a wrong rule at its field, and arms it once it is right', async () => {
    const page = await browser.open();
    await page.goto(stand.url('/faults'));
    await page.getByRole('tab', { name: 'One rule' }).click();
    await page.getByRole('textbox', { name: 'Name of the rule' }).fill('by-hand');
    await page.getByRole('textbox', { name: 'reply' }).fill('999 no');
    await page.getByRole('button', { name: 'Check', exact: true }).click();
    await page.getByText('expected a reply such as').waitFor();
    await focusIs(page, 'reply');
    expect(stand.faults.status()).toEqual([]);
    await page.getByRole('textbox', { name: 'reply' }).fill('450 later');
    await page.getByRole('textbox', { name: 'attempt' }).fill('1, 2');
    await page.getByRole('button', { name: 'Check', exact: true }).click();
    await page.getByText('The rule is right').waitFor();
    expect(stand.faults.status()).toEqual([]);
    // It is said of what stood there.
    await page.getByRole('textbox', { name: 'attempt' }).fill('1,2');
    await page.getByText('The rule is right').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Arm the rule' }).click();
    await page.getByRole('row', { name: 'by-hand' }).waitFor();
    expect(stand.faults.status().map(({ rule }) => rule)).toEqual([
      { id: 'by-hand', layer: 'smtp', match: { attempt: [1, 2] }, do: { reply: '450 later' }, times: 1, after: 0 },
    ]);
    await page.getByRole('combobox', { name: 'Layer' }).selectOption('dns');
    await page.getByRole('combobox', { name: 'rcode' }).waitFor();
  });

  test('takes rules from a file, tells what is wrong in a text, and replaces all', async () => {
    const page = await browser.open();
    await page.goto(stand.url('/faults'));
    await page.getByRole('tab', { name: 'As text' }).click();
    const text = page.getByRole('textbox', { name: 'Rules in YAML or JSON' });
    await text.fill('- { id: a, layer: smtp, do: { reply: "451 later" }, stage: EHLO }');
    await page.getByRole('button', { name: 'Arm these too' }).click();
    await page.getByRole('alert').locator('code', { hasText: '0' }).waitFor();
    await page.getByRole('alert').getByText('stage').waitFor();
    expect(stand.faults.status()).toEqual([]);
    await text.fill('- { id: old, layer: smtp, do: { reply: "451 later" } }');
    await page.getByRole('alert').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Arm these too' }).click();
    await page.getByRole('row', { name: 'old' }).waitFor();
    const content = Buffer.from('- { id: deaf, layer: dns, do: { noAnswer: true }, times: 2 }\n');
    await page.getByLabel('Import a file').setInputFiles({ name: 'rules.yaml', mimeType: 'application/yaml', buffer: content });
    await page.getByText('1 rule, all of them right').waitFor();
    await page.getByRole('button', { name: 'Replace all' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(stand.faults.status().map(({ rule }) => rule.id)).toEqual(['old']);
    await page.getByRole('button', { name: 'Replace all' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Replace all' }).click();
    await page.getByRole('row', { name: 'deaf' }).waitFor();
    expect(stand.faults.status().map(({ rule }) => rule.id)).toEqual(['deaf']);
  });
});

describe('Armed rules', () => {
  test('come and go while one looks, the newest first, with what remains; all of them are disarmed only on a second thought', async () => {
    const page = await browser.open();
    await page.goto(stand.url('/faults'));
    await page.getByRole('heading', { name: 'No rule is armed' }).waitFor();
    for (const [id, times] of [
      ['first', 1],
      ['second', 2],
      ['third', 'always'],
    ] as const)
      stand.faults.add(faultRuleSchema.parse({ id, layer: 'dns', match: { type: 'MX' }, do: { rcode: 'SERVFAIL' }, times }));
    const heads = page.getByRole('table', { name: 'Armed rules' }).getByRole('rowheader');
    await heads.nth(2).waitFor();
    expect(await heads.allTextContents()).toEqual(['third', 'second', 'first']);
    await page.getByRole('row', { name: /third.*Waiting 0 always/ }).waitFor();
    await page.getByRole('row', { name: /second.*Waiting 0 2/ }).waitFor();
    stand.faults.fire('dns', { name: 'mail.example', type: 'MX', transport: 'udp' }, { query: 1 }, ['rcode']);
    stand.faults.replaceAll(
      stand.faults
        .status()
        .map(({ rule }) => rule)
        .filter(({ id }) => id === 'first'),
    );
    await heads.nth(1).waitFor({ state: 'detached' });
    stand.faults.fire('dns', { name: 'mail.example', type: 'MX', transport: 'udp' }, { query: 2 }, ['rcode']);
    await page.getByRole('row', { name: /first.*Spent 1 0/ }).waitFor();
    await page.getByRole('button', { name: 'Disarm all' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(stand.faults.status()).toHaveLength(1);
    await page.getByRole('button', { name: 'Disarm all' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Disarm all' }).click();
    await page.getByRole('heading', { name: 'No rule is armed' }).waitFor();
    expect(page.troubles).toEqual([]);
  });
});

describe('Runs', () => {
  test('takes a run.json, and leads from the matrix to the scenario and its evidence; compares two', async () => {
    const page = await browser.open({ viewport: { width: 390, height: 844 } });
    await page.goto(stand.url('/runs'));
    await page.getByRole('heading', { name: 'No run yet' }).waitFor();
    const choose = (run: unknown) =>
      page
        .getByLabel('Choose run.json')
        .setInputFiles({ name: 'run.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(run)) });
    await choose({ format: 7 });
    await page.getByRole('alert').getByText('send the content of a run.json').waitFor();
    await choose(RUN);
    await page.getByRole('table', { name: 'Requirements by run' }).waitFor();
    await choose({ ...RUN, requirements: RUN.requirements.map((one) => ({ ...one, verdict: 'departs' })) });
    const cells = page.getByRole('row', { name: 'RETRY-1' });
    await cells.getByText('Departs').waitFor();
    expect([await axeFindings(page), await sticksOut(page)]).toEqual([[], false]);
    await page.getByRole('form', { name: 'Comparison' }).getByRole('button', { name: 'Compare' }).click();
    await page.getByRole('table', { name: 'Comparison' }).getByText('worse').waitFor();
    // Any two, either way round.
    await page.getByRole('combobox', { name: 'From' }).selectOption('2');
    await page.getByRole('combobox', { name: 'To' }).selectOption('1');
    await page.getByRole('button', { name: 'Compare' }).click();
    await page.getByRole('table', { name: 'Comparison' }).getByText('better').waitFor();
    await page.getByRole('link', { name: 'Requirements by run' }).click();
    await cells.getByRole('link', { name: 'Conforms' }).click();
    await page.getByText('A reply of 5xx ends the copy after one attempt.').waitFor();
    await page.getByRole('link', { name: 'A final reply' }).click();
    await page.getByRole('table', { name: 'Transcript of the evidence' }).getByText('a rule armed').waitFor();
    await page.getByText('its connections and copies are not kept here').waitFor();
    expect([await axeFindings(page), await sticksOut(page)]).toEqual([[], false]);
    await page.goto(stand.url('/runs?run=1'));
    await page.getByRole('button', { name: 'Delete run' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    expect(await stand.store.runs.list()).toHaveLength(2);
    await page.getByRole('button', { name: 'Delete run' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete run' }).click();
    await page.getByRole('table', { name: 'Requirements by run' }).waitFor();
    expect((await stand.store.runs.list()).map(({ run }) => run)).toEqual([2]);
    expect(await page.getByRole('link', { name: 'Run 1' }).count()).toBe(0);
  });

  test('are told as others add and delete them: what a run lacks, what failed in a step, what came out', async () => {
    const page = await browser.open();
    await page.goto(stand.url('/runs'));
    await page.locator('.runs-page').waitFor();
    const [requirement, ...rest] = RUN.requirements;
    const [scenario] = RUN.scenarios;
    const [step] = scenario?.steps ?? [];
    if (requirement === undefined || scenario === undefined || step === undefined) throw new Error('the run for tests is empty');
    const other = { ...scenario, id: 'features/y.feature:1', name: 'Another one', requirements: ['RETRY-9'] };
    const failed = { ...scenario, steps: [{ ...step, status: 'FAILED', message: 'three attempts were seen' }] };
    const { run: lean } = await stand.store.runs.add({ ...RUN, requirements: [], scenarios: [] });
    const { run: whole } = await stand.store.runs.add({
      ...RUN,
      totals: { conforms: 1, departs: 0 },
      requirements: [requirement, ...rest],
      scenarios: [failed, other],
    });
    await page.getByRole('link', { name: `Run ${lean}`, exact: true }).waitFor();
    await page.getByRole('link', { name: `Run ${whole}`, exact: true }).waitFor();
    await page
      .getByRole('row', { name: /RETRY-1/ })
      .getByRole('cell', { name: 'not in it' })
      .first()
      .waitFor();
    await stand.store.runs.delete(lean);
    await page.getByRole('link', { name: `Run ${lean}`, exact: true }).waitFor({ state: 'detached' });
    await page.goto(stand.url(`/runs?run=${whole}&requirement=RETRY-1`));
    await page.getByText('Conforms 1', { exact: false }).waitFor();
    expect(await page.getByText('Departs 0').count()).toBe(0);
    expect(await page.getByRole('table', { name: 'Scenarios' }).getByRole('rowheader').allTextContents()).toEqual(['A final reply']);
    await page.getByRole('link', { name: 'A final reply' }).click();
    await page.getByText('three attempts were seen').waitFor();
    await page.getByLabel('Choose run.json').setInputFiles({ name: 'run.json', mimeType: 'application/json', buffer: Buffer.from('{') });
    await page.getByText('That file is no JSON').waitFor();
    await stand.store.runs.delete(whole);
  });

  test('is led to from a message that a scenario received, and leads back', async () => {
    expect(await stand.deliver(COPY)).toMatch(/^250/);
    const { messages } = await stand.store.messages.list();
    const [message] = messages;
    const [scenario] = RUN.scenarios;
    if (message === undefined || scenario === undefined) throw new Error('there is no message or no scenario');
    const { id, sha256 } = message;
    const envelope = { mailFrom: '', rcptTo: ['intake@primary.example'] };
    const seen = [
      { type: 'dnsQueryReceived', query: 1, name: 'primary.example', qtype: 'MX', transport: 'udp', from: '127.0.0.1:9', seq: 1, atMs: 0 },
      { type: 'commandReceived', connection: 9, stage: 'MAIL FROM', line: 'MAIL FROM:<>', secure: true, seq: 2, atMs: 5 },
      // No text where there should be one: shown as it is, and the page goes on.
      { type: 'replySent', connection: 9, seq: 3, atMs: 6 },
      { type: 'copyReceived', connection: 9, copy: 7, account: 'primary', ...envelope, size: 3, sha256, fate: 'stored', seq: 4, atMs: 7 },
    ];
    const { run } = await stand.store.runs.add({ ...RUN, scenarios: [{ ...scenario, evidence: seen }] });
    const page = await browser.open();
    await page.goto(stand.url(`/messages/${id}?tab=story`));
    await page.getByText('5xx is final').waitFor();
    await page.getByText('A reply of 5xx ends the copy after one attempt.').waitFor();
    await page.getByRole('link', { name: `Run ${run}: A final reply` }).click();
    const evidence = page.getByRole('table', { name: 'Transcript of the evidence' });
    await evidence.getByText('DNS query 1: MX primary.example (udp)').waitFor();
    await evidence.getByRole('row', { name: 'Gateway #9' }).getByText('MAIL FROM:<>').waitFor();
    await evidence.getByText('replySent {"connection":9}').waitFor();
    expect(await evidence.getByRole('link', { name: `connection ${message.connection}` }).getAttribute('href')).toBe(
      `/connections?connection=${message.connection}`,
    );
    expect([await axeFindings(page), await sticksOut(page)]).toEqual([[], false]);
    await evidence.getByRole('link', { name: `Message ${id}` }).click();
    await page.waitForURL((url) => url.pathname === `/messages/${id}`);
    await page.getByRole('heading', { level: 1, name: 'one' }).waitFor();
    expect(page.troubles).toEqual([]);
  });
});
