// Messages a second through the intake, which records everything, against a bare smtp-server that offers and answers the
// same and keeps nothing; and the time from connecting to the 250 after the message. Both are measured as mocks that have
// run for a while: evidence and copies are bounded as `setd mock` bounds them, and the store is full. Servers and load
// client are processes of their own; rounds take turns, and each round gives one ratio, as absolute figures drift.
// `node bench/intake.ts` ends by itself in one to two minutes.
import type { ChildProcess } from 'node:child_process';
import { AccountBook } from '../mocks/accounts.ts';
import { CertificateAuthority } from '../mocks/certificates/authority.ts';
import { FaultEngine } from '../mocks/faults/engine.ts';
import { MemoryCopyStore } from '../mocks/intake/copy-store.ts';
import { startIntake } from '../mocks/intake/intake.ts';
import { WallClock } from '../src/clock.ts';
import { EvidenceLog } from '../src/evidence/evidence-log.ts';
import { serveBare } from './bare-server.ts';
import { beClient, beServer, portOf, runJob, startChild, usageOf } from './child.ts';
import { median, ratios, spread } from './figures.ts';
import { ADDRESS, type Job } from './smtp-load.ts';

const ROUNDS = 7;
const MESSAGES = { plain: 3000, tls: 2000 } as const;
/** Sent to each server first: more than evidence and store keep, so that it is not memory seen for the first time that is measured. */
const FILL = 30_000;
/** Sent before each series: code is compiled well only after some thousand messages. */
const WARM_UP = 2000;
/** As `setd mock` has it. */
const EVIDENCE_CAPACITY = 200_000;
/** What the intake is to reach of the bare server's rate, in the middle of the rounds. */
const AIM = 0.9;
const LATENCY_SAMPLES = 200;
const MESSAGE = `Subject: bench\r\n\r\n${`${'x'.repeat(70)}\r\n`.repeat(70)}.\r\n`;

type Figures = Record<Name, number[]>;

const serveIntake = async (): Promise<number> => {
  const clock = new WallClock();
  const evidence = new EvidenceLog(clock, EVIDENCE_CAPACITY);
  const intake = await startIntake({
    clock,
    evidence,
    faults: new FaultEngine(clock, evidence),
    accounts: new AccountBook([{ name: 'primary', intakeAddress: ADDRESS }]),
    authority: await CertificateAuthority.create(),
    hosts: [{ name: 'mx1.test', address: '127.0.0.1' }],
    store: new MemoryCopyStore(),
  });
  return intake.port;
};

const child = (role: string): ChildProcess => startChild(import.meta.filename, role);

const NAMES = ['intake', 'bare'] as const;
type Name = (typeof NAMES)[number];
type Run = (name: Name, task: Omit<Job, 'port'>) => ReturnType<typeof runJob>;

/** One row: rounds in turn, then the ratios of the rounds. */
const series = async (servers: Record<Name, ChildProcess>, run: Run, tls: boolean, connections: number): Promise<void> => {
  const rates: Figures = { intake: [], bare: [] };
  const costs: Figures = { intake: [], bare: [] };
  const messages = MESSAGES[tls ? 'tls' : 'plain'];
  for (const name of NAMES) await run(name, { tls, connections, messages: WARM_UP, reuse: true });
  for (let round = 0; round < ROUNDS; round += 1) {
    // Who goes first changes, so that what a round leaves behind falls on both.
    for (const name of round % 2 === 0 ? NAMES : NAMES.toReversed()) {
      const before = (await usageOf(servers[name])).cpuUs;
      rates[name].push((await run(name, { tls, connections, messages, reuse: true })).perSecond);
      costs[name].push(((await usageOf(servers[name])).cpuUs - before) / messages);
    }
  }
  const rate = ratios(rates.intake, rates.bare);
  console.log(
    `${tls ? 'STARTTLS' : 'plain'}, ${connections} connections: ratio ${spread(rate)}${median(rate) < AIM ? `, below ${AIM}` : ''}; ` +
      `intake ${median(rates.intake).toFixed(0)}/s, bare ${median(rates.bare).toFixed(0)}/s; ` +
      `processor ${median(costs.intake).toFixed(0)} and ${median(costs.bare).toFixed(0)} us a message, ratio ${spread(ratios(costs.intake, costs.bare))}`,
  );
};

const main = async (): Promise<void> => {
  const [servers, client] = [{ intake: child('intake'), bare: child('bare') }, child('client')];
  const ports = { intake: await portOf(servers.intake), bare: await portOf(servers.bare) };
  const run: Run = (name, task) => runJob(client, { ...task, port: ports[name] });
  for (const name of NAMES) await run(name, { tls: false, connections: 10, messages: FILL, reuse: true });
  for (const tls of [false, true]) {
    for (const connections of [1, 10, 50]) await series(servers, run, tls, connections);
    const waits = { intake: 0, bare: 0 };
    for (const name of NAMES) waits[name] = (await run(name, { tls, connections: 1, messages: LATENCY_SAMPLES, reuse: false })).medianMs;
    const mode = tls ? 'STARTTLS' : 'plain';
    console.log(`${mode}, connect to 250 after DATA, median: intake ${waits.intake.toFixed(2)} ms, bare ${waits.bare.toFixed(2)} ms`);
  }
  for (const one of [client, servers.intake, servers.bare]) one.disconnect();
};

const role = process.argv[2];
if (role === undefined) await main();
else if (role === 'client') beClient(() => MESSAGE);
else await beServer(role === 'intake' ? serveIntake : serveBare);
