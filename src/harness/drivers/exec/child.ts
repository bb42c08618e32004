import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { StandError } from '../../outcome.ts';
import { withOwnNode } from '../../own-node.ts';

export interface Command {
  /** Program and arguments; no shell reads them. */
  readonly command: readonly string[];
  /** Folder to start it in. */
  readonly folder: string;
  readonly environment?: Readonly<Record<string, string>>;
}

const KEPT_COMPLAINT = 2000;
/** Real time in which what a killed process has written last is still waited for. */
const LAST_WORDS_MS = 2000;

const alive = new Set<Child>();
process.on('exit', () => {
  for (const child of alive) child.killGroup();
});

/** A child process with pipes, in a process group of its own, so that all it has started ends with it. */
export class Child {
  readonly stdin: Writable;
  readonly stdout: Readable;
  /** How it ended, in words; for one that could not be started, why. */
  readonly ended: Promise<string>;
  /** How many events of the loop its pipe for complaints has made. */
  complaints = 0;
  private complaint = '';
  private isAlive = true;
  private readonly process: ChildProcessByStdio<Writable, Readable, Readable>;

  constructor({ command, folder, environment = {} }: Command) {
    const [program = '', ...words] = command;
    this.process = spawn(program, words, {
      cwd: folder,
      env: { ...withOwnNode(process.env), ...environment },
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    });
    this.stdin = this.process.stdin;
    this.stdout = this.process.stdout;
    // Told by the end of the process.
    this.stdin.on('error', () => {});
    this.process.stderr.on('data', (chunk: Buffer) => {
      this.complaints += 1;
      this.complaint = `${this.complaint}${chunk.toString('latin1')}`.slice(-KEPT_COMPLAINT);
    });
    this.ended = this.watchEnd();
    alive.add(this);
  }

  /** The last lines on its standard error, for the end of a message; empty when there are none. */
  get lastWords(): string {
    const words = this.complaint.trim().replace(/[^\x20-\x7e\n]+/g, '?');
    return words === '' ? '' : `; its standard error ends: ${words.split('\n').slice(-5).join(' / ')}`;
  }

  get pid(): number | undefined {
    return this.process.pid;
  }

  /** Ends it and all it has started with SIGKILL, and waits until it is gone. */
  async kill(): Promise<void> {
    this.killGroup();
    await this.ended;
  }

  /** Asks it to end with SIGTERM, and kills it when it has not within that real time. */
  async terminate(patienceMs: number): Promise<void> {
    const { pid } = this.process;
    if (!this.isAlive || pid === undefined) return;
    this.process.kill('SIGTERM');
    const timer = setTimeout(() => this.killGroup(), patienceMs);
    await this.ended;
    clearTimeout(timer);
  }

  /** The same without waiting. */
  killGroup(): void {
    const { pid } = this.process;
    if (!this.isAlive || pid === undefined) return;
    try {
      process.kill(-pid, 'SIGKILL');
    } catch (error) {
      // The group is gone already.
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw new StandError('cannot end it', { cause: error });
    }
  }

  private watchEnd(): Promise<string> {
    return new Promise((resolve) => {
      const end = (how: string): void => {
        this.isAlive = false;
        alive.delete(this);
        resolve(how);
      };
      let how = 'ended';
      this.process.once('error', (error) => end(`could not be started: ${error.message}`));
      this.process.once('exit', (status, signal) => {
        how = signal === null ? `ended with exit status ${status}` : `was ended by ${signal}`;
        setTimeout(() => end(how), LAST_WORDS_MS).unref();
      });
      // Its pipes are closed too: nothing more can come.
      this.process.once('close', () => end(how));
    });
  }
}
