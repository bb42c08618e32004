// Messages a second through the intake, which records everything, against a bare smtp-server that offers and answers the
// same and keeps nothing; and the time from connecting to the 250 after the message. Both are measured as mocks that have
// run for a while: evidence and copies are bounded as `setd mock` bounds them, and the store is full. Servers and load
// client are processes of their own; rounds take turns, and each round gives one ratio, as absolute figures drift.
// `node bench/intake.ts` ends by itself in one to two minutes.
import { type ChildProcess, fork } from 'node:child_process';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { z } from 'zod';
import { AccountBook } from '../mocks/accounts.ts';
import { CertificateAuthority } from '../mocks/certificates/authority.ts';
import { FaultEngine } from '../mocks/faults/engine.ts';
import { MemoryCopyStore } from '../mocks/intake/copy-store.ts';
import { startIntake } from '../mocks/intake/intake.ts';
import { USUAL_SIZE_LIMIT } from '../mocks/intake/intake-connection.ts';
import { WallClock } from '../src/clock.ts';
import { EvidenceLog } from '../src/evidence/evidence-log.ts';

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
const ADDRESS = '1-2-3@intake.test';
const MESSAGE = `Subject: bench\r\n\r\n${`${'x'.repeat(70)}\r\n`.repeat(70)}.\r\n`;

const job = z.object({ port: z.int(), tls: z.boolean(), connections: z.int(), messages: z.int(), reuse: z.boolean() });
type Figures = Record<'intake' | 'bare', number[]>;
type Job = z.infer<typeof job>;
const started = z.object({ port: z.int() });
const used = z.object({ cpuUs: z.number() });
const measured = z.object({ perSecond: z.number(), medianMs: z.number() });

const median = (values: readonly number[]): number => values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;

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

/** smtp-server as it is, apart from its greeting delay, with the intake's settings. It throws the messages away. */
class BareServer extends SMTPServer {
  override connect(...parameters: Parameters<SMTPServer['connect']>): void {
    super.connect(...parameters);
    const connection = [...this.connections].at(-1);
    if (connection === undefined) return;
    const ready = connection.connectionReady.bind(connection);
    connection.connectionReady = () => undefined;
    ready();
  }

  override onData(stream: SMTPServerDataStream, _session: SMTPServerSession, callback: (error: null) => void): void {
    stream.on('end', () => callback(null));
    stream.resume();
  }
}

const serveBare = async (): Promise<number> => {
  const authority = await CertificateAuthority.create();
  const server = new BareServer({
    ...(await authority.leaf('mx1.test')),
    minVersion: 'TLSv1.2',
    authOptional: true,
    disabledCommands: ['AUTH'],
    disableReverseLookup: true,
    hideENHANCEDSTATUSCODES: false,
    size: USUAL_SIZE_LIMIT,
    logger: false,
  });
  server.on('error', () => undefined);
  return new Promise((resolve) => {
    const listening = server.listen(0, '127.0.0.1', () => {
      const address = listening.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
};

/** Speaks SMTP on one connection: `turns` messages, then QUIT. */
const converse = (task: Job, turns: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const lines = [`MAIL FROM:<a@b.test>\r\n`, `RCPT TO:<${ADDRESS}>\r\n`, 'DATA\r\n', MESSAGE];
    const opening = task.tls ? ['EHLO x\r\n', 'STARTTLS\r\n'] : ['EHLO x\r\n'];
    let left = turns;
    let step = 0;
    let socket: Socket = connect({ port: task.port, host: '127.0.0.1', noDelay: true });
    const next = (): void => {
      const first = opening.shift();
      if (first !== undefined) {
        socket.write(first);
      } else if (left === 0) {
        socket.end('QUIT\r\n');
        resolve();
      } else {
        socket.write(lines[step] ?? '');
        step = (step + 1) % lines.length;
        if (step === 0) left -= 1;
      }
    };
    const secure = (): void => {
      socket.removeAllListeners('data');
      const inner = connectTls({ socket, rejectUnauthorized: false }, () => {
        socket = inner;
        opening.push('EHLO x\r\n');
        inner.on('data', read);
        next();
      });
      inner.on('error', reject);
    };
    const read = (chunk: Buffer): void => {
      if (!/^\d{3} .*\r\n$/m.test(chunk.toString('latin1'))) return;
      if (task.tls && socket instanceof Object && opening.length === 0 && step === 0 && left === turns && !('encrypted' in socket))
        secure();
      else next();
    };
    socket.on('error', reject);
    socket.on('data', read);
  });

const load = async (task: Job): Promise<{ perSecond: number; medianMs: number }> => {
  const times: number[] = [];
  const begun = performance.now();
  if (task.reuse) {
    await Promise.all(Array.from({ length: task.connections }, () => converse(task, Math.ceil(task.messages / task.connections))));
  } else {
    for (let index = 0; index < task.messages; index += 1) {
      const from = performance.now();
      await converse(task, 1);
      times.push(performance.now() - from);
    }
  }
  return { perSecond: (task.messages * 1000) / (performance.now() - begun), medianMs: median(times) };
};

const beChild = async (role: string): Promise<void> => {
  process.on('disconnect', () => process.exit(0));
  if (role !== 'client') {
    process.on('message', () => {
      const { user, system } = process.cpuUsage();
      process.send?.({ cpuUs: user + system });
    });
    process.send?.({ port: await (role === 'intake' ? serveIntake() : serveBare()) });
    return;
  }
  process.on('message', (message) => {
    load(job.parse(message)).then(
      (result) => process.send?.(result),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  });
};

const nextMessage = (from: ChildProcess): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const ended = (): void => reject(new Error('a child process of the bench ended early'));
    from.once('exit', ended);
    from.once('message', (message) => {
      from.removeListener('exit', ended);
      resolve(message);
    });
  });

/** Processor time that a server has used so far, in microseconds: steadier than the clock on a busy machine. */
const cpuOf = async (server: ChildProcess): Promise<number> => {
  const answer = nextMessage(server);
  server.send('cpu');
  return used.parse(await answer).cpuUs;
};

const child = (role: string): ChildProcess => fork(import.meta.filename, [role], { stdio: 'inherit' });

const NAMES = ['intake', 'bare'] as const;
type Name = (typeof NAMES)[number];
type Run = (name: Name, task: Omit<Job, 'port'>) => Promise<z.infer<typeof measured>>;

const ratios = ({ intake, bare }: Figures): number[] => intake.map((figure, index) => figure / (bare[index] ?? Number.NaN));

/** The median of the rounds and, in brackets, the least and the most. */
const spread = (values: readonly number[]): string =>
  `${median(values).toFixed(2)} (${Math.min(...values).toFixed(2)}–${Math.max(...values).toFixed(2)})`;

/** One row: rounds in turn, then the ratios of the rounds. */
const series = async (servers: Record<Name, ChildProcess>, run: Run, tls: boolean, connections: number): Promise<void> => {
  const rates: Figures = { intake: [], bare: [] };
  const costs: Figures = { intake: [], bare: [] };
  const messages = MESSAGES[tls ? 'tls' : 'plain'];
  for (const name of NAMES) await run(name, { tls, connections, messages: WARM_UP, reuse: true });
  for (let round = 0; round < ROUNDS; round += 1) {
    // Who goes first changes, so that what a round leaves behind falls on both.
    for (const name of round % 2 === 0 ? NAMES : NAMES.toReversed()) {
      const before = await cpuOf(servers[name]);
      rates[name].push((await run(name, { tls, connections, messages, reuse: true })).perSecond);
      costs[name].push(((await cpuOf(servers[name])) - before) / messages);
    }
  }
  const rate = ratios(rates);
  console.log(
    `${tls ? 'STARTTLS' : 'plain'}, ${connections} connections: ratio ${spread(rate)}${median(rate) < AIM ? `, below ${AIM}` : ''}; ` +
      `intake ${median(rates.intake).toFixed(0)}/s, bare ${median(rates.bare).toFixed(0)}/s; ` +
      `processor ${median(costs.intake).toFixed(0)} and ${median(costs.bare).toFixed(0)} us a message, ratio ${spread(ratios(costs))}`,
  );
};

const main = async (): Promise<void> => {
  const servers = { intake: child('intake'), bare: child('bare') };
  const ports = {
    intake: started.parse(await nextMessage(servers.intake)).port,
    bare: started.parse(await nextMessage(servers.bare)).port,
  };
  const client = child('client');
  const run: Run = async (name, task) => {
    const answer = nextMessage(client);
    client.send({ ...task, port: ports[name] });
    return measured.parse(await answer);
  };
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
await (role === undefined ? main() : beChild(role));
