import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeFindings } from '../../../src/browser/axe.ts';
import { drawn, sticksOut, useBrowser } from '../../../src/browser/browser.testing.ts';
import type { LabView } from '../../api/lab.ts';
import { RUN } from '../../api/run.testing.ts';
import { LAB_STEPS } from '../../api/schema/lab.ts';
import { faultRuleSchema } from '../../faults/rule.ts';
import { hostileMessage } from './hostile-message.testing.ts';
import { type DashboardStand, journalCopy, PRIMARY, startStand } from './stand.testing.ts';

// How every page looks: accessible, and as wide as the screen; on a phone, a desk and a wide screen, light and dark, in both languages.

const browser = useBrowser();
let stand: DashboardStand;

const LONG = 'x'.repeat(300);
const INNER = `From: ${LONG}@site.example\r\nTo: bob@company.example\r\nSubject: ${LONG}\r\nMessage-ID: <${LONG}>\r\n\r\n${LONG}\r\n`;

const lookUp = (query: number, name: string): void => {
  stand.evidence.record({ type: 'dnsQueryReceived', query, name, qtype: 'MX', transport: 'udp', from: '127.0.0.1:4000' });
  stand.evidence.record({ type: 'dnsAnswerSent', query, rcode: 'SERVFAIL', answers: [], truncated: false, ruleId: 'x'.repeat(80) });
};

/** One more copy on the first connection, of which the mock kept no bytes. */
const notKept = (copy: number): void => {
  const details = { copy, account: 'primary', mailFrom: '', rcptTo: [PRIMARY], size: 9, sha256: '0'.repeat(64) };
  stand.evidence.record({ type: 'copyReceived', ...details, connection: 1, fate: 'accepted but dropped' });
};

beforeAll(async () => {
  stand = await startStand([
    { name: 'primary', intakeAddress: PRIMARY },
    { name: 'secondary', domain: 'primary.setd.example' },
  ]);
  const rule = { id: 'x'.repeat(80), layer: 'dns', do: { rcode: 'SERVFAIL' } };
  stand.faults.add(faultRuleSchema.parse(rule));
  stand.zone.add({ type: 'MX', name: 'primary.setd.example', preference: 10, exchange: `${'m'.repeat(60)}.primary.setd.example` });
  for (const mid of [1, 2, 3]) expect(await stand.deliver(journalCopy(mid, INNER))).toMatch(/^250/);
  expect(await stand.deliver(journalCopy(4, hostileMessage('canary.invalid')))).toMatch(/^250/);
  for (const copy of [5, 6, 7, 8]) notKept(copy);
  for (const [query, name] of ['primary.setd.example', LONG.slice(0, 60)].entries()) lookUp(query + 1, name);
  await stand.store.runs.add(RUN);
  const worse = { ...RUN, requirements: RUN.requirements.map((one) => ({ ...one, verdict: 'departs' as const, reason: LONG })) };
  await stand.store.runs.add(worse);
}, 60_000);
afterAll(() => stand[Symbol.asyncDispose]());

const SCENARIO = encodeURIComponent('features/x.feature:1');

/** A gateway beside the mock, as the API tells of one. */
const LAB: LabView = {
  console: 'http://127.0.0.1:8026/',
  listeners: [{ name: 'IncomingMail', kind: 'incoming', address: '127.0.0.1', port: 2525 }],
  recipients: [`reader@${'x'.repeat(60)}.company.example`],
  steps: LAB_STEPS.map((id, index) => ({ id, done: index < 2 })),
  sending: false,
};

type Act = (page: Page) => Promise<unknown>;

/** Shows another tab of Faults, whose address does not name it. */
const tab =
  (id: string): Act =>
  (page) =>
    page.locator(`#tab-${id}`).click();

const withLab: Act = (page) => page.route('**/api/v1/lab', (route) => route.fulfill({ json: LAB }));

interface Special {
  /** Done before the page is loaded. */
  readonly before?: Act;
  /** Done once it is. */
  readonly after?: Act;
  /** It is long, and but for its words the same in every language: axe sees it light and dark in one of them, its width is looked at in both. */
  readonly oneLanguage?: true;
}

/** Every page in every state of its own, and what is there once it is drawn. */
const PAGES: readonly (readonly [path: string, mark: string, special?: Special])[] = [
  ['/messages', '.message-row:not(.waiting)'],
  ['/messages?q=subject:none', '.empty'],
  ['/messages?account=secondary', '.first-steps'],
  ['/messages/2?account=', '.message-text'],
  ['/messages/4', '.preview-frame'],
  ['/messages/4?tab=text', '.message-text'],
  ['/messages/4?tab=headers', '.headers'],
  ['/messages/4?tab=structure', '.panel.structure .part'],
  ['/messages/4?tab=attachments', '.attachment'],
  ['/messages/4?tab=source', '.source'],
  ['/messages/4?tab=journal', '.digest'],
  ['/messages/4?tab=story', '.transcript'],
  ['/policy', '.policies'],
  ['/setup?account=secondary', '.steps'],
  ['/setup?account=primary', '.intake-address'],
  ['/connections?window=all', '[data-connection]'],
  ['/connections?window=all&connection=1', '.connection-dialog .transcript'],
  ['/faults', '.preset'],
  ['/faults', '#rule-id', { after: tab('form') }],
  ['/faults', '#rule-text', { after: tab('text') }],
  ['/runs', '.run-choice + .table-frame'],
  ['/runs?run=2&requirement=RETRY-1', '.runs-page .card'],
  [`/runs?run=2&scenario=${SCENARIO}`, '.transcript'],
  ['/runs?one=1&other=2', '.run-choice ~ .table-frame'],
  ['/dns', 'tbody .pill'],
  ['/lab', '.page h1'],
  ['/lab', '.lab-steps', { before: withLab }],
  ['/api', '.reference article', { oneLanguage: true }],
];

/** Each size, appearance and language is looked at, though not each with each. A page is loaded once for the two looks of a language. */
const LOOKS = {
  'en-GB': [
    { width: 390, height: 844, colorScheme: 'light' },
    { width: 1280, height: 800, colorScheme: 'dark' },
  ],
  'ja-JP': [
    { width: 390, height: 844, colorScheme: 'dark' },
    { width: 1920, height: 1080, colorScheme: 'light' },
  ],
} as const;

type Look = (typeof LOOKS)[keyof typeof LOOKS][number];

const TIME_MS = 180_000;

/** Runs before a page does: keeps what moves by itself. What a click, a key or another size of the window moves is not counted. */
const WATCH_MOVES = `
  window.moves = [];
  new PerformanceObserver((list) => {
    for (const { hadRecentInput, value, sources } of list.getEntries())
      if (!hadRecentInput) window.moves.push([value, sources.map(({ node }) => node?.nodeName + '.' + node?.className).join(' ')]);
  }).observe({ type: 'layout-shift', buffered: true });
`;

/** A word of the bar that gets longer is less than this; a line of text that comes above the rest is more. */
const MOST_MOVED = 0.01;

/** What has moved on a page that nobody touched, where it is more than nothing. */
const movesOn = (page: Page): Promise<string[]> =>
  page.evaluate(`
    window.moves.reduce((sum, [value]) => sum + value, 0) < ${MOST_MOVED} ? [] : window.moves.map(([value, what]) => 'moves by ' + value + ': ' + what)
  `);

const faultsIn = async (page: Page, { width, height, colorScheme }: Look, withAxe: boolean): Promise<string[]> => {
  await page.setViewportSize({ width, height });
  await page.emulateMedia({ colorScheme });
  await drawn(page);
  const found = [...(withAxe ? await axeFindings(page) : []), ...((await sticksOut(page)) ? ['sticks out at the side'] : [])];
  return found.map((one) => `${width} px wide, ${colorScheme}: ${one}`);
};

describe.each(['en-GB', 'ja-JP'] as const)('in %s', (locale) => {
  test(
    'every page is accessible, fits, and does not move while it is loaded',
    async () => {
      const page = await browser.open({ locale });
      await page.addInitScript(WATCH_MOVES);
      const lacking: unknown[] = [];
      for (const [path, mark, { before, after, oneLanguage = false } = {}] of PAGES) {
        await before?.(page);
        const [first] = LOOKS[locale];
        await page.setViewportSize(first);
        await page.goto(stand.url(path));
        await after?.(page);
        await page.locator(mark).first().waitFor();
        // The mock of this test has no lab: its page says so, and the browser notes the 404.
        const findings = page.troubles.splice(0).filter(() => path !== '/lab');
        for (const look of LOOKS[locale]) findings.push(...(await faultsIn(page, look, !oneLanguage || locale === 'en-GB')));
        findings.push(...(await movesOn(page)));
        // What axe itself is refused by the sandbox of a preview.
        page.troubles.length = 0;
        if (findings.length > 0) lacking.push([path, findings]);
      }
      expect(lacking).toEqual([]);
    },
    TIME_MS,
  );
});
