import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { faultRulesSchema } from '../../../mocks/faults/rule.ts';
import { type NextHop, startNextHop } from '../../../mocks/next-hop.ts';
import { type MockSetd, startMockSetd } from '../../../mocks/setd.ts';
import type { GatewayConfigInput } from '../config.ts';
import { type Account, type Arrival, arrivalOf, problemsOf, readLine } from './crash-account.testing.ts';
import { randomFrom, Source } from './crash-load.testing.ts';
import { type RunnerOrder, type RunnerReport, runnerReport } from './crash-protocol.testing.ts';

// QUEUE-6, SMTP-4: a gateway in a process of its own, under load, is killed again and again, each time at a moment that a seed decides,
// and begins again on the same spool. At the end every message that got its 250 must be accounted for.

const KILLS = 200;
const SEED = 20_261_124;
const SOURCES = 4;
/** With more recipients queued than this, a life is spent on delivering alone. */
const BACKLOG = 40;
/** Share of the kills that fall while the gateway opens its spool and takes up what is there. */
const EARLY_KILLS = 0.2;
/** So many processes load their modules ahead of their turn. */
const SPARES = 2;
const LIMIT_MS = 300_000;
const RUNNER = fileURLToPath(new URL('crash-runner.testing.ts', import.meta.url));

/** What goes wrong at the intake in some of the lives: at the commit point, before it, and with a reply that asks for a retry. */
const FAULTS = faultRulesSchema.parse([
  { id: 'cut', layer: 'smtp', match: { stage: 'end of data' }, do: { cutReply: { reply: '250 2.0.0 taken', bytes: 2 } }, times: 1 },
  { id: 'busy', layer: 'smtp', match: { stage: 'RCPT TO' }, do: { reply: '451 4.3.0 busy' }, after: 3, times: 2 },
  { id: 'reset', layer: 'tcp', match: { stage: 'message' }, do: { reset: true }, after: 6, times: 1 },
]);

let folder = '';
let mock: MockSetd;
let nextHop: NextHop;
const children = new Set<ChildProcess>();
/** Processes that are loading or have loaded. */
const spares: Promise<ChildProcess>[] = [];
const originals: Arrival[] = [];
/** Hears of every message that is accepted and of every copy and original that comes. */
let onProgress = (): void => {};

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'crash-'));
  mock = await startMockSetd({ evidenceCapacity: 1000 });
  mock.evidence.subscribe((entry) => {
    if (entry.type === 'copyReceived') onProgress();
  });
  const record = (): void => {
    const newest = nextHop.messages().at(-1);
    if (newest !== undefined) originals.push(arrivalOf(newest.raw, newest.rcptTo, Date.now()));
    onProgress();
  };
  nextHop = await startNextHop({ clock: mock.clock, evidence: { record } });
});
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  await Promise.allSettled(spares.splice(0));
  await nextHop.close();
  await mock.close();
  rmSync(folder, { recursive: true });
});

const intakeAddress = (index: number): string => mock.accounts.all[index]?.intakeAddress ?? '';

const config = (): GatewayConfigInput => ({
  hostname: 'gateway.test',
  listeners: [{ name: 'in', kind: 'incoming', address: '127.0.0.1', port: 0 }],
  threatDefenseConnector: { defaultIntakeAddress: intakeAddress(0) },
  defaultPolicy: { connector: 'default' },
  policies: [{ name: 'two', match: { recipients: ['two.test'] }, connector: { custom: intakeAddress(1) } }],
  dns: { server: `${mock.dns.address}:${mock.dns.port}` },
  intake: { port: mock.intake.port },
  tls: { ca: mock.authority.caCertificate },
  nextHop: { address: nextHop.address, port: nextHop.port },
  // Short enough that a copy is tried again within a few lives.
  queue: { retryWaitMs: 300 },
  originals: { retryWaitMs: 300 },
  // Handshakes cost more than the rest of a short life.
  connections: { limit: 6 },
});

const isKind = <Kind extends RunnerReport['kind']>(report: RunnerReport, kind: Kind): report is Extract<RunnerReport, { kind: Kind }> =>
  report.kind === kind;

const heard = <Kind extends RunnerReport['kind']>(child: ChildProcess, kind: Kind): Promise<Extract<RunnerReport, { kind: Kind }>> =>
  new Promise((resolve, reject) => {
    child.on('message', (message) => {
      const report = runnerReport.parse(message);
      if (isKind(report, kind)) resolve(report);
    });
    child.once('exit', () => reject(new Error(`the gateway ended before it was ${kind}`)));
  });

const load = async (): Promise<ChildProcess> => {
  const child = fork(RUNNER, [], { execArgv: [], env: { ...process.env, NODE_COMPILE_CACHE: join(folder, 'compiled') } });
  children.add(child);
  await heard(child, 'loaded');
  return child;
};

const kill = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    children.delete(child);
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });

/** The moment of a kill is chance by purpose; nothing is concluded from how long anything took. */
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const progress = (steps: number): Promise<void> =>
  new Promise((resolve) => {
    let left = steps;
    onProgress = () => {
      left -= 1;
      if (left <= 0) resolve();
    };
  });

/** Starts gateways one after the other, each in a process that has loaded beforehand. */
const gateways = (): (() => Promise<ChildProcess>) => {
  const order: RunnerOrder = { kind: 'start', config: config(), spool: join(folder, 'spool'), log: join(folder, 'log') };
  for (let count = 0; count < SPARES; count += 1) spares.push(load());
  return async () => {
    spares.push(load());
    const child = await spares.shift();
    if (child === undefined) throw new Error('no process was loaded');
    child.send(order);
    return child;
  };
};

/** One life of the gateway, from its start to its violent end. */
const live = async (child: ChildProcess, sources: readonly Source[], random: () => number): Promise<void> => {
  if (random() < EARLY_KILLS) {
    await wait(random() * 60);
  } else {
    const { port, queued } = await heard(child, 'listening');
    const enough = progress(1 + random() * 20);
    if (queued < BACKLOG) for (const source of sources) source.connect(port);
    await enough;
    // At once, while what follows the latest step is still being done, or a little later.
    if (random() < 0.5) await wait(random() * 8);
  }
  await kill(child);
};

/** Lets a last gateway deliver all that is left. */
const drain = async (child: ChildProcess): Promise<void> => {
  await heard(child, 'listening');
  child.send('stop when drained');
  await heard(child, 'drained');
  await kill(child);
};

const accountOf = (sources: readonly Source[]): Account => ({
  handedIn: sources.flatMap(({ handedIn }) => handedIn),
  intakeAddresses: new Map([
    ['one.test', intakeAddress(0)],
    ['two.test', intakeAddress(1)],
  ]),
  copies: mock.store.list().map(({ raw, rcptTo, receivedAtMs }) => arrivalOf(raw, rcptTo, receivedAtMs)),
  originals,
  log: readFileSync(join(folder, 'log'), 'utf8').split('\n').map(readLine),
});

const rowsLeft = (): unknown[] => {
  const database = new DatabaseSync(join(folder, 'spool'));
  const rows = ['message', 'piece', 'copy', 'original', 'arriving'].flatMap((table) => database.prepare(`SELECT * FROM ${table}`).all());
  database.close();
  return rows;
};

describe('the spool and kill -9', () => {
  it(`accounts for every accepted message after ${KILLS} kills under load`, { timeout: LIMIT_MS }, async () => {
    const random = randomFrom(SEED);
    const sources = Array.from({ length: SOURCES }, (_, index) => new Source(`s${index}`, random, () => onProgress()));
    const begin = gateways();
    for (let life = 0; life < KILLS; life += 1) {
      mock.faults.replaceAll(random() < 0.3 ? FAULTS : []);
      await live(await begin(), sources, random);
    }
    for (const source of sources) source.stop();
    mock.faults.replaceAll([]);
    await drain(await begin());

    expect(sources.flatMap(({ refusals }) => refusals)).toEqual([]);
    const account = accountOf(sources);
    expect(mock.store.pruned).toBe(0);
    expect(problemsOf(account)).toEqual([]);
    expect(rowsLeft()).toEqual([]);
    // The load was there, jobs were taken up again, and kills fell between a dot and its reply.
    const told = (text: string): number => account.log.filter((line) => line.text.includes(text)).length;
    const accepted = account.handedIn.filter(({ mid }) => mid !== undefined).length;
    expect(accepted).toBeGreaterThan(KILLS);
    expect(told('found in the spool')).toBeGreaterThan(KILLS);
    expect(told('may have arrived already')).toBeGreaterThan(KILLS / 10);
  });
});
