// The store. First, messages a second through the intake with a store behind it, in memory and in a file, against a bare
// smtp-server that keeps nothing, as bench/intake.ts measures it; every message is another one. Then a file with 100,000
// messages of 5 KB: how long a start, the list and searches take, and what memory the process has.
// `node bench/store.ts` ends by itself in some minutes; `node bench/store.ts intake` or `large` runs one half.
import type { ChildProcess } from 'node:child_process';
import { hash } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AccountBook } from '../mocks/accounts.ts';
import { CertificateAuthority } from '../mocks/certificates/authority.ts';
import { FaultEngine } from '../mocks/faults/engine.ts';
import { startIntake } from '../mocks/intake/intake.ts';
import { openStore, type Store } from '../mocks/store/store.ts';
import { WallClock } from '../src/clock.ts';
import { EvidenceLog } from '../src/evidence/evidence-log.ts';
import { serveBare } from './bare-server.ts';
import { beClient, beServer, portOf, runJob, startChild, usageOf } from './child.ts';
import { median, ratios, spread } from './figures.ts';
import { makeSampleMail } from './sample-mail.ts';
import { ADDRESS, type Job } from './smtp-load.ts';

const ROUNDS = 7;
const CONNECTIONS = 10;
const MESSAGES = { plain: 3000, tls: 2000 } as const;
const WARM_UP = 5000;
/** What the intake is to reach of the bare server's rate. */
const AIM = 0.8;
/** As `setd mock` has it beside a store. */
const EVIDENCE_CAPACITY = 20_000;

const LARGE = 100_000;
const LIST_AIM_MS = 100;
const SEARCH_AIM_MS = 200;
const TRIES = 5;

const MIB = 1024 * 1024;

const newFolder = (): string => mkdtempSync(join(tmpdir(), 'setd-bench-'));

const serveIntake = async (data: string | undefined): Promise<number> => {
  const clock = new WallClock();
  const evidence = new EvidenceLog(clock, EVIDENCE_CAPACITY);
  const store = await openStore({ clock, ...(data === undefined ? {} : { data }) });
  evidence.subscribe((entry) => store.record(entry));
  const intake = await startIntake({
    clock,
    evidence,
    faults: new FaultEngine(clock, evidence),
    accounts: new AccountBook([{ name: 'primary', intakeAddress: ADDRESS }]),
    authority: await CertificateAuthority.create(),
    hosts: [{ name: 'mx1.test', address: '127.0.0.1' }],
    store,
  });
  return intake.port;
};

const NAMES = ['memory', 'file', 'bare'] as const;
type Name = (typeof NAMES)[number];
type Figures = Record<Name, number[]>;
type Run = (name: Name, task: Omit<Job, 'port'>) => ReturnType<typeof runJob>;

const child = (role: string, ...more: string[]): ChildProcess => startChild(import.meta.filename, role, ...more);

const series = async (servers: Record<Name, ChildProcess>, run: Run, tls: boolean): Promise<void> => {
  const rates: Figures = { memory: [], file: [], bare: [] };
  const costs: Figures = { memory: [], file: [], bare: [] };
  const messages = MESSAGES[tls ? 'tls' : 'plain'];
  for (const name of NAMES) await run(name, { tls, connections: CONNECTIONS, messages: WARM_UP, reuse: true });
  for (let round = 0; round < ROUNDS; round += 1) {
    // Who goes first changes, so that what a round leaves behind falls on all.
    for (const name of [...NAMES.slice(round % 3), ...NAMES.slice(0, round % 3)]) {
      const before = (await usageOf(servers[name])).cpuUs;
      rates[name].push((await run(name, { tls, connections: CONNECTIONS, messages, reuse: true })).perSecond);
      costs[name].push(((await usageOf(servers[name])).cpuUs - before) / messages);
    }
  }
  for (const name of ['memory', 'file'] as const) {
    const rate = ratios(rates[name], rates.bare);
    console.log(
      `${tls ? 'STARTTLS' : 'plain'}, ${CONNECTIONS} connections, store in ${name}: ratio ${spread(rate)}${median(rate) < AIM ? `, below ${AIM}` : ''}; ` +
        `${median(rates[name]).toFixed(0)}/s, bare ${median(rates.bare).toFixed(0)}/s; ` +
        `processor ${median(costs[name]).toFixed(0)} and ${median(costs.bare).toFixed(0)} us a message`,
    );
  }
};

const measureIntake = async (): Promise<void> => {
  const folder = newFolder();
  const servers = { memory: child('serve'), file: child('serve', folder), bare: child('bare') };
  const client = child('client');
  const ports = { memory: await portOf(servers.memory), file: await portOf(servers.file), bare: await portOf(servers.bare) };
  const run: Run = (name, task) => runJob(client, { ...task, port: ports[name] });
  for (const tls of [false, true]) await series(servers, run, tls);
  for (const name of ['memory', 'file'] as const) {
    console.log(`store in ${name}: ${((await usageOf(servers[name])).rssBytes / MIB).toFixed(0)} MiB of memory after the rounds`);
  }
  for (const one of [client, ...Object.values(servers)]) one.disconnect();
  rmSync(folder, { recursive: true });
};

const timed = async (what: () => Promise<unknown>): Promise<number> => {
  const times: number[] = [];
  for (let tried = 0; tried < TRIES; tried += 1) {
    const begun = performance.now();
    await what();
    times.push(performance.now() - begun);
  }
  return Math.max(...times);
};

const fill = async (store: Store, sample: ReturnType<typeof makeSampleMail>): Promise<void> => {
  for (let copy = 1; copy <= LARGE; copy += 1) {
    const raw = Buffer.from(sample.message(copy));
    const account = copy % 3 === 0 ? 'secondary' : 'primary';
    const sink = store.open();
    sink.write(raw);
    sink.keep({
      copy,
      account,
      mailFrom: '',
      rcptTo: [`${account}@intake.test`],
      connection: Math.ceil(copy / 50),
      receivedAtMs: Date.now(),
      size: raw.length,
      sha256: hash('sha256', raw),
      fate: 'stored',
    });
    if (copy % 500 === 0) await new Promise(setImmediate);
  }
  await store.messages.list();
};

const measureLarge = async (): Promise<void> => {
  const folder = newFolder();
  const sample = makeSampleMail(2);
  const clock = new WallClock();
  let begun = performance.now();
  const since = (): string => `${((performance.now() - begun) / 1000).toFixed(1)} s`;
  let store = await openStore({ clock, data: folder });
  await fill(store, sample);
  console.log(`${LARGE} messages handed over and written in ${since()}`);
  await store.settled();
  console.log(`searchable after ${since()}`);
  await store.messages.tag({ ids: [10, 2000, 50_000] }, { add: ['checked'] });
  await store.close();
  console.log(`file: ${(statSync(join(folder, 'setd.sqlite')).size / MIB).toFixed(0)} MiB`);
  begun = performance.now();
  store = await openStore({ clock, data: folder });
  console.log(`a start with this file: ${(performance.now() - begun).toFixed(0)} ms`);
  begun = performance.now();
  await store.messages.list();
  console.log(`the first list after it: ${(performance.now() - begun).toFixed(0)} ms`);
  const { common, some, rare } = sample.words;
  const lists = { 'the list': '', 'an account': 'account:secondary' };
  for (const [name, q] of Object.entries(lists)) {
    const ms = await timed(() => store.messages.list({ q }));
    console.log(`${name}: at most ${ms.toFixed(1)} ms${ms > LIST_AIM_MS ? `, above ${LIST_AIM_MS}` : ''}`);
  }
  const searches = [
    common,
    some,
    rare,
    `"${common} ${some}"`,
    `${common} ${some}`,
    `-${common}`,
    'nowhereatall',
    'e',
    'st',
    '報告書',
    '月',
    'from:example',
    `from:${common}`,
    'subject:報告',
    'subject:tion',
    'message-id:99999',
    'mid:77777',
    'has:attachment',
    '-has:attachment larger:4k',
    'is:unread',
    '-is:unread',
    'is:duplicate',
    'is:refused',
    'tag:checked',
    '-tag:checked',
    'rule:none',
    'before:2020',
    'after:1h smaller:100',
    'dcid:5',
    'connection:1999',
  ];
  for (const q of searches) {
    const ms = await timed(() => store.messages.list({ q }));
    const counted = await timed(() => store.messages.count({ q }));
    const found = await store.messages.count({ q });
    const flag = Math.max(ms, counted) > SEARCH_AIM_MS ? `, above ${SEARCH_AIM_MS}` : '';
    console.log(`${q}: first page at most ${ms.toFixed(1)} ms, count ${counted.toFixed(1)} ms, finds ${found}${flag}`);
  }
  console.log(`memory: ${(process.memoryUsage.rss() / MIB).toFixed(0)} MiB`);
  await store.close();
  rmSync(folder, { recursive: true });
};

const [role, data] = process.argv.slice(2);
if (role === 'serve') await beServer(() => serveIntake(data));
else if (role === 'bare') await beServer(serveBare);
else if (role === 'client') {
  const sample = makeSampleMail();
  let sent = 0;
  beClient(() => {
    sent += 1;
    return `${sample.message(sent)}.\r\n`;
  });
} else {
  if (role !== 'large') await measureIntake();
  if (role !== 'intake') await measureLarge();
}
