import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Endpoint, type Settings, type Setup, SMTP_PORT, writeConfiguration, writeJournaling } from './configuration.ts';
import { type NameServer, startNameServer } from './name-server.ts';
import type { Journaling } from './policies.ts';

// One Postfix in a folder and in process and mount namespaces of its own, so that it sees a resolv.conf of its own and ends as a whole.

const START_LIMIT_MS = 30_000;
const LOOK_EVERY_MS = 25;

export interface StandAddresses {
  readonly dns: Endpoint;
  readonly intakePort: number;
  readonly caCertificate: string;
  readonly nextHop: Endpoint;
}

/** A loopback address that no other process of this program uses. */
const ownAddress = (): string => `127.83.${(process.pid >> 8) & 255}.${process.pid & 255}`;

const greets = (host: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ port: SMTP_PORT, host });
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
    socket.once('data', () => {
      resolve(true);
      socket.end('QUIT\r\n');
    });
  });

const aMoment = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));

const exited = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else child.once('exit', () => resolve());
  });

/** The program that starts all others. What `postfix start` does besides takes seconds, and is done by `makeQueue`. */
const masterProgram = (): string => join(spawnSync('postconf', ['-h', 'daemon_directory'], { encoding: 'utf8' }).stdout.trim(), 'master');

/** The folders of a queue, empty; `postfix check` makes them, with their owners and rights. */
let emptyQueue: string | undefined;

const makeQueue = (folder: string): void => {
  spawnSync('chown', ['postfix', join(folder, 'data')]);
  if (emptyQueue === undefined) {
    mkdirSync(join(folder, 'queue'));
    const checked = spawnSync('postfix', ['-c', join(folder, 'config'), 'check'], { encoding: 'utf8' });
    if (checked.status !== 0) throw new Error(`postfix check: ${checked.stderr.trim()}`);
    emptyQueue = mkdtempSync(join(tmpdir(), 'postfix-empty-queue-'));
    spawnSync('cp', ['-a', join(folder, 'queue'), emptyQueue]);
  } else {
    spawnSync('cp', ['-a', join(emptyQueue, 'queue'), folder]);
  }
};

/** To be called last: what was kept for further instances goes away. */
export const forget = (): void => {
  if (emptyQueue !== undefined) rmSync(emptyQueue, { recursive: true });
};

/** Every process of the namespace ends with its first one. */
const NAMESPACES = ['--mount', '--pid', '--fork', '--mount-proc'];

const firstInside = ({ pid }: ChildProcess): number => {
  const first = Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')[0]);
  if (!(first > 1)) throw new Error('Postfix has not got as far as to start a process');
  return first;
};

export class Instance {
  private readonly setup: Setup;
  private readonly names: NameServer;
  private running: ChildProcess | undefined;

  private constructor(setup: Setup, names: NameServer) {
    this.setup = setup;
    this.names = names;
  }

  /** Starts a Postfix. Throws NotExpressible for journaling that it cannot have, an Error with the end of its log when it does not come up. */
  static async start(stand: StandAddresses, settings: Settings, journaling: Journaling): Promise<Instance> {
    const folder = mkdtempSync(join(tmpdir(), 'postfix-under-test-'));
    // Its processes give up the rights of root and still have to get there.
    chmodSync(folder, 0o755);
    const { nextHop, intakePort } = stand;
    const setup: Setup = { folder, address: ownAddress(), nextHop, intakePort, settings };
    const instance = new Instance(setup, await startNameServer(setup.address, stand.dns));
    try {
      writeConfiguration(setup, stand.caCertificate);
      writeJournaling(setup, journaling);
      makeQueue(folder);
      writeFileSync(join(folder, 'resolv.conf'), `nameserver ${setup.address}\noptions timeout:5 attempts:1\n`);
      await instance.run();
      return instance;
    } catch (error) {
      await instance.stop();
      throw error;
    }
  }

  get incoming(): Endpoint {
    return { address: this.setup.address, port: SMTP_PORT };
  }

  /** Puts other journaling in force. Throws NotExpressible, with what was before still in force. */
  journal(journaling: Journaling): void {
    writeJournaling(this.setup, journaling);
    // Tables of text are read when a process starts: those that have read the old ones are told to end when they are idle.
    this.inside(['postfix', '-c', join(this.setup.folder, 'config'), 'reload']);
  }

  /** Kills every process of it; the queue stays. */
  async crash(): Promise<void> {
    const { running } = this;
    if (running === undefined) return;
    this.running = undefined;
    if (running.exitCode === null) process.kill(firstInside(running), 'SIGKILL');
    await exited(running);
    // The first process has ended; the others of its namespace are about to.
    while (await greets(this.setup.address)) await aMoment();
  }

  /** Starts it with the queue that it has. */
  async run(): Promise<void> {
    const { folder, address } = this.setup;
    const script = `mount --bind ${folder}/resolv.conf /etc/resolv.conf && exec ${masterProgram()} -i -c ${folder}/config`;
    this.running = spawn('unshare', [...NAMESPACES, 'sh', '-c', script], { stdio: 'ignore' });
    const child = this.running;
    const deadline = performance.now() + START_LIMIT_MS;
    while (!(await greets(address))) {
      if (child.exitCode !== null || performance.now() > deadline) throw new Error(`Postfix did not come up: ${this.endOfLog()}`);
      await aMoment();
    }
  }

  async stop(): Promise<void> {
    await this.crash();
    await this.names.close();
    rmSync(this.setup.folder, { recursive: true, force: true });
  }

  /** Runs a program in the namespaces of the instance. Throws an Error with what it said when it fails. */
  private inside(command: readonly string[]): void {
    if (this.running === undefined) throw new Error('Postfix is not running');
    const done = spawnSync('nsenter', ['--target', `${firstInside(this.running)}`, '--mount', '--pid', ...command], { encoding: 'utf8' });
    if (done.status !== 0) throw new Error(`${command.join(' ')}: ${done.stderr.trim()}`);
  }

  private endOfLog(): string {
    try {
      return readFileSync(join(this.setup.folder, 'maillog'), 'utf8').trimEnd().split('\n').slice(-5).join('\n');
    } catch {
      return 'it has written no log';
    }
  }
}
