import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AccountBook } from '../mocks/accounts.ts';
import { CertificateAuthority } from '../mocks/certificates/authority.ts';
import { FaultEngine } from '../mocks/faults/engine.ts';
import { startIntake } from '../mocks/intake/intake.ts';
import { NEWEST_EVIDENCE } from '../mocks/setd.ts';
import { openStore } from '../mocks/store/store.ts';
import { WallClock } from '../src/clock.ts';
import { EvidenceLog } from '../src/evidence/evidence-log.ts';
import { portOf, runJob, type Served, startChild, usageOf } from './child.ts';
import { median, ratios, spread } from './figures.ts';
import { ADDRESS, type Job } from './smtp-load.ts';

// Messages a second through the intake with a store behind it, in memory and in a file, against a bare smtp-server that keeps
// nothing. Bursts take turns; after each the store is waited for, so that what it has left to do falls on nobody else's figures:
// it is told as processor time. A long run shows what is left of the rate when the store has to keep up.

const CONNECTIONS = 10;
/** Sent to each server first: more than a store in memory keeps, so that a full one is measured. */
const WARM_UP = 12_000;
/** A burst is over in a third of a second, in which a machine may do much else: the median of many is what counts. */
const BURSTS = 25;
const BURST = { plain: 2000, tls: 1500 } as const;
const RUNS = 5;
const RUN = 12_000;
/** What the intake is to reach of the bare server's rate. */
const AIM = 0.8;
const MIB = 1024 * 1024;

/** The server under test, in a process of its own. */
export const serveIntake = async (data: string | undefined): Promise<Served> => {
  const clock = new WallClock();
  const evidence = new EvidenceLog(clock, NEWEST_EVIDENCE);
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
  return { port: intake.port, settled: () => store.settled() };
};

const NAMES = ['memory', 'file', 'bare'] as const;
type Name = (typeof NAMES)[number];
type Figures = Record<Name, number[]>;

const noFigures = (): Figures => ({ memory: [], file: [], bare: [] });

/**
 * What the rounds came to: messages a second, and microseconds of processor for a message, of the main thread, of all threads while mail came
 * in, and of all of them until nothing was left to do.
 */
interface Rounds {
  readonly rates: Figures;
  readonly mainUs: Figures;
  readonly meanwhileUs: Figures;
  readonly allUs: Figures;
}

class Contest {
  private readonly servers: Record<Name, ChildProcess>;
  private readonly ports: Record<Name, number>;
  private readonly client: ChildProcess;

  constructor(servers: Record<Name, ChildProcess>, ports: Record<Name, number>, client: ChildProcess) {
    this.servers = servers;
    this.ports = ports;
    this.client = client;
  }

  /** One job for one server, and what it used for it until it had nothing left to do. */
  async run(name: Name, tls: boolean, messages: number, into?: Rounds): Promise<void> {
    const before = await usageOf(this.servers[name]);
    const task: Job = { port: this.ports[name], tls, connections: CONNECTIONS, messages, reuse: true };
    const { perSecond } = await runJob(this.client, task);
    const atEnd = await usageOf(this.servers[name], 'now');
    const { cpuUs, mainUs } = await usageOf(this.servers[name]);
    into?.rates[name].push(perSecond);
    into?.mainUs[name].push((mainUs - before.mainUs) / messages);
    into?.meanwhileUs[name].push((atEnd.cpuUs - before.cpuUs) / messages);
    into?.allUs[name].push((cpuUs - before.cpuUs) / messages);
  }

  /** Who goes first changes, so that what a round leaves behind falls on all. */
  async rounds(count: number, tls: boolean, messages: number): Promise<Rounds> {
    const rounds: Rounds = { rates: noFigures(), mainUs: noFigures(), meanwhileUs: noFigures(), allUs: noFigures() };
    for (let round = 0; round < count; round += 1) {
      const first = round % NAMES.length;
      for (const name of [...NAMES.slice(first), ...NAMES.slice(0, first)]) await this.run(name, tls, messages, rounds);
    }
    return rounds;
  }
}

const tell = (title: string, { rates, mainUs, meanwhileUs, allUs }: Rounds): void => {
  const us = (figures: readonly number[]): string => median(figures).toFixed(0);
  for (const name of ['memory', 'file'] as const) {
    const rate = ratios(rates[name], rates.bare);
    console.log(
      `${title}, store in ${name}: ratio ${spread(rate)}${median(rate) < AIM ? `, below ${AIM}` : ''}; ` +
        `${us(rates[name])}/s, bare ${us(rates.bare)}/s; processor for a message: ` +
        `${us(mainUs[name])} us in the main thread, ${us(meanwhileUs[name])} us in all while mail came in, ` +
        `${us(allUs[name])} us with store and index, bare ${us(mainUs.bare)}, ${us(meanwhileUs.bare)}, ${us(allUs.bare)} us`,
    );
  }
};

/** `child` starts a server or the load client in a process of its own. */
export const measureIntake = async (file: string): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'setd-bench-'));
  const child = (role: string, ...more: string[]): ChildProcess => startChild(file, role, ...more);
  const servers = { memory: child('serve'), file: child('serve', folder), bare: child('bare') };
  const client = child('client');
  const ports = { memory: await portOf(servers.memory), file: await portOf(servers.file), bare: await portOf(servers.bare) };
  const contest = new Contest(servers, ports, client);
  for (const name of NAMES) await contest.run(name, false, WARM_UP);
  for (const mode of ['plain', 'tls'] as const) {
    const tls = mode === 'tls';
    for (const name of NAMES) await contest.run(name, tls, BURST[mode]);
    const title = tls ? 'STARTTLS' : 'plain';
    tell(`${title}, bursts of ${BURST[mode]}`, await contest.rounds(BURSTS, tls, BURST[mode]));
    tell(`${title}, runs of ${RUN}`, await contest.rounds(RUNS, tls, RUN));
  }
  for (const name of ['memory', 'file'] as const) {
    console.log(`store in ${name}: ${((await usageOf(servers[name])).rssBytes / MIB).toFixed(0)} MiB of memory after the rounds`);
  }
  for (const one of [client, ...Object.values(servers)]) one.disconnect();
  rmSync(folder, { recursive: true });
};
