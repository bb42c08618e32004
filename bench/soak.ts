// 50,000 messages at full speed into `setd mock --data`, while three pages of a headless Chromium show its list of messages.
// Prints what came, how long the pages took to show it and stood still, and the memory of the mock; exits with 1 when a
// message that was answered 250 is not there, or is there twice. `node bench/soak.ts [messages]` ends within three minutes for 50,000.
// `node bench/soak.ts large` sends one message with an attachment of 100 MB instead (soak-large.ts).
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { launchBrowser } from '../src/browser/launch.ts';
import { beClient, runJob, startChild } from './child.ts';
import { median } from './figures.ts';
import { makeSampleMail } from './sample-mail.ts';
import { soakLarge } from './soak-large.ts';
import { ask, residentBytes, row, startMock } from './soak-mock.ts';
import { type Watched, watchList } from './soak-page.ts';

const [mode = '50000'] = process.argv.slice(2);
const MESSAGES = Number(mode);
const CONNECTIONS = 10;
const PAGES = 3;
const LIMIT_MS = 175_000 * Math.max(1, (MESSAGES || 0) / 50_000);
const SAMPLE_MS = 250;
const STALLS_TOLD = 3;
/** Nothing more is written after so long: what is missing is lost. */
const GIVEN_UP_MS = 10_000;
const MIB = 1024 * 1024;

const counted = z.object({ count: z.int() });

/** Resolves when as many messages as were sent are listed: what comes in at full speed is written a while after its 250. */
const written = async (site: string): Promise<void> => {
  let count = 0;
  for (let changedAt = performance.now(); count < MESSAGES && performance.now() - changedAt < GIVEN_UP_MS; ) {
    const before = count;
    count = counted.parse(await (await ask(site, '/api/v1/messages/count')).json()).count;
    if (count !== before) changedAt = performance.now();
  }
};

const kept = z.object({ id: z.int(), messageId: z.string().nullable(), receivedAtMs: z.number() });
type Kept = z.infer<typeof kept>;

/** Every message that the mock has, by its own export. */
const listAll = async (site: string): Promise<Kept[]> => {
  const found: Kept[] = [];
  const body = (await ask(site, '/api/v1/messages/export?format=ndjson')).body;
  if (body === null) return found;
  let rest = '';
  for await (const piece of body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) found.push(kept.parse(JSON.parse(line)));
  }
  return found;
};

/** Numbers in the Message-IDs of makeSampleMail. */
const numberOf = ({ messageId }: Kept): number => Number(/^<(\d+)\.\d+@bench\.example>$/.exec(messageId ?? '')?.[1]);

interface Account {
  readonly lost: number;
  readonly twice: number;
  readonly strange: number;
}

const accountFor = (found: readonly Kept[]): Account => {
  const numbers = found.map(numberOf);
  const unique = new Set(numbers);
  let lost = 0;
  for (let number = 1; number <= MESSAGES; number += 1) if (!unique.has(number)) lost += 1;
  return {
    lost,
    twice: numbers.length - unique.size,
    strange: [...unique].filter((number) => !(number >= 1 && number <= MESSAGES)).length,
  };
};

const percentile = (values: readonly number[], share: number): number =>
  values.toSorted((one, other) => one - other)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN;

/** The longest of them, and how long after the beginning they came. */
const longestOf = (stalls: Watched['stalls'], begunAt: number): string =>
  stalls
    .toSorted((one, other) => other.ms - one.ms)
    .slice(0, STALLS_TOLD)
    .map(({ ms, atMs }) => `${ms.toFixed(0)} ms at ${((atMs - begunAt) / 1000).toFixed(0)} s`)
    .join(', ');

const tellPages = (pages: readonly Watched[], received: ReadonlyMap<number, number>, begunAt: number): void => {
  for (const [index, { stalls, longTaskMs, shown, frames }] of pages.entries()) {
    const waits = shown.flatMap(({ id, atMs }) => {
      const at = received.get(id);
      return at === undefined ? [] : [atMs - at];
    });
    row(
      `page ${index + 1}: longest between frames`,
      `${longestOf(stalls, begunAt)}; longest task ${longTaskMs.toFixed(0)} ms; ${frames} frames`,
    );
    row(
      `page ${index + 1}: arrival to being shown`,
      `median ${median(waits).toFixed(0)} ms, 95 of 100 within ${percentile(waits, 0.95).toFixed(0)} ms, at most ${Math.max(...waits).toFixed(0)} ms (${waits.length} seen)`,
    );
  }
};

const run = async (folder: string): Promise<boolean> => {
  const mock = await startMock(folder);
  const browser = await launchBrowser();
  const client = startChild(import.meta.filename, 'client');
  try {
    const pages = await Promise.all(Array.from({ length: PAGES }, () => watchList(browser, mock.entry)));
    const memory: number[] = [];
    const sampler = setInterval(() => memory.push(residentBytes(mock.pid)), SAMPLE_MS);
    const begun = performance.now();
    const begunAt = Date.now();
    const { perSecond } = await runJob(client, {
      port: mock.smtpPort,
      tls: true,
      connections: CONNECTIONS,
      messages: MESSAGES,
      reuse: true,
    });
    const loadMs = performance.now() - begun;
    await written(mock.site);
    // A fresh mock counts its copies from 1: each page has all of them when it has that one at its head.
    for (const page of pages) await page.showed(MESSAGES).catch((error: unknown) => console.error(String(error)));
    const shownMs = performance.now() - begun;
    clearInterval(sampler);
    const watched = await Promise.all(pages.map((page) => page.end()));
    const found = await listAll(mock.site);
    const { lost, twice, strange } = accountFor(found);
    row('messages answered 250', `${MESSAGES} in ${(loadMs / 1000).toFixed(1)} s, ${perSecond.toFixed(0)}/s over STARTTLS`);
    row('messages in the mock', `${found.length}; lost ${lost}, twice ${twice}, never sent ${strange}`);
    row('all pages at the newest after', `${(shownMs / 1000).toFixed(1)} s`);
    tellPages(watched, new Map(found.map(({ id, receivedAtMs }) => [id, receivedAtMs])), begunAt);
    const half = memory.slice(Math.floor(memory.length / 2));
    const [third, last] = [half.slice(0, Math.ceil(half.length / 2)), half.slice(Math.ceil(half.length / 2))].map(median);
    row(
      'memory of the mock, by quarters',
      `third ${((third ?? 0) / MIB).toFixed(0)} MiB, last ${((last ?? 0) / MIB).toFixed(0)} MiB, at most ${(Math.max(...memory) / MIB).toFixed(0)} MiB`,
    );
    return lost === 0 && twice === 0 && strange === 0;
  } finally {
    client.disconnect();
    await browser.close();
    await mock.stop();
  }
};

const main = async (): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'setd-soak-'));
  const limit = setTimeout(() => {
    console.error(`not done within ${LIMIT_MS / 1000} s`);
    process.exit(1);
  }, LIMIT_MS);
  try {
    if (!(await (mode === 'large' ? soakLarge(folder) : run(folder)))) process.exitCode = 1;
  } finally {
    clearTimeout(limit);
    rmSync(folder, { recursive: true, force: true });
  }
};

if (mode === 'client') {
  const sample = makeSampleMail();
  let sent = 0;
  beClient(() => {
    sent += 1;
    return `${sample.message(sent)}.\r\n`;
  });
} else await main();
