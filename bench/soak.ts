// 50,000 messages at full speed into `setd mock --data`, while three pages of a headless Chromium show its list of messages.
// Prints what came, how long the pages took to show it and stood still, and the memory of the mock; exits with 1 when a
// message that was answered 250 is not there, or is there twice. `node bench/soak.ts [messages]` ends within three minutes.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { launchBrowser } from '../src/browser/launch.ts';
import { beClient, runJob, startChild } from './child.ts';
import { median } from './figures.ts';
import { makeSampleMail } from './sample-mail.ts';
import { ADDRESS } from './smtp-load.ts';
import { type Watched, watchList } from './soak-page.ts';

const MESSAGES = Number(process.argv[2] ?? 50_000);
const CONNECTIONS = 10;
const PAGES = 3;
const LIMIT_MS = 175_000;
const SAMPLE_MS = 250;
/** Nothing more is written after so long: what is missing is lost. */
const GIVEN_UP_MS = 10_000;
const TOKEN = 'token-of-the-soak';
const MIB = 1024 * 1024;

interface Mock {
  readonly process: ChildProcess;
  readonly smtpPort: number;
  readonly site: string;
}

/** `setd mock` as people start it; it has told where it listens. */
const startMock = async (data: string): Promise<Mock> => {
  const setd = new URL('../src/cli/setd.mjs', import.meta.url).pathname;
  const mock = spawn(process.execPath, [setd, 'mock', '--data', data, '--accounts', `primary=${ADDRESS}`, '--token', TOKEN], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let smtpPort = 0;
  for await (const line of createInterface(mock.stdout)) {
    smtpPort = Number(/^ {2}intake +127\.0\.0\.1:(\d+)/.exec(line)?.[1] ?? smtpPort);
    const site = /^ {2}API +(http:\/\/[\d.:]+)\//.exec(line)?.[1];
    if (site !== undefined) return { process: mock, smtpPort, site };
  }
  throw new Error('the mock ended before it told where it listens');
};

const ask = async (site: string, path: string): Promise<Response> => {
  const response = await fetch(`${site}${path}`, { headers: { authorization: `Bearer ${TOKEN}` } });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response;
};

/** Resident memory of a process, in bytes. */
const residentBytes = (pid: number): number => Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;

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

const row = (name: string, text: string): void => console.log(`${name.padEnd(36)}${text}`);

const tellPages = (pages: readonly Watched[], received: ReadonlyMap<number, number>): void => {
  for (const [index, { stalls, longTaskMs, shown, frames }] of pages.entries()) {
    const waits = shown.flatMap(({ id, atMs }) => {
      const at = received.get(id);
      return at === undefined ? [] : [atMs - at];
    });
    row(
      `page ${index + 1}: longest time between frames`,
      `${Math.max(0, ...stalls).toFixed(0)} ms; longest task ${longTaskMs.toFixed(0)} ms; ${frames} frames`,
    );
    row(
      `page ${index + 1}: arrival to being shown`,
      `median ${median(waits).toFixed(0)} ms, 95 of 100 within ${percentile(waits, 0.95).toFixed(0)} ms, at most ${Math.max(...waits).toFixed(0)} ms (${waits.length} seen)`,
    );
  }
};

const run = async (folder: string): Promise<boolean> => {
  const mock = await startMock(folder);
  const pid = mock.process.pid ?? 0;
  const browser = await launchBrowser();
  const client = startChild(import.meta.filename, 'client');
  try {
    const pages = await Promise.all(Array.from({ length: PAGES }, () => watchList(browser, `${mock.site}/?token=${TOKEN}`)));
    const memory: number[] = [];
    const sampler = setInterval(() => memory.push(residentBytes(pid)), SAMPLE_MS);
    const begun = performance.now();
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
    tellPages(watched, new Map(found.map(({ id, receivedAtMs }) => [id, receivedAtMs])));
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
    const ended = once(mock.process, 'exit');
    mock.process.kill('SIGTERM');
    await ended;
  }
};

const main = async (): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'setd-soak-'));
  const limit = setTimeout(() => {
    console.error(`not done within ${LIMIT_MS / 1000} s`);
    process.exit(1);
  }, LIMIT_MS);
  try {
    if (!(await run(folder))) process.exitCode = 1;
  } finally {
    clearTimeout(limit);
    rmSync(folder, { recursive: true, force: true });
  }
};

if (process.argv[2] === 'client') {
  const sample = makeSampleMail();
  let sent = 0;
  beClient(() => {
    sent += 1;
    return `${sample.message(sent)}.\r\n`;
  });
} else await main();
