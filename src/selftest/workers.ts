import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { StandError } from '../harness/outcome.ts';
import { answerSchema, type Job, type JobResult } from './jobs.ts';

const here = fileURLToPath(import.meta.url);
const WORKER = here.replace(/workers(\.[jt]s)$/, 'worker$1');

/** A worker that has done this many jobs gives way to a fresh one, so that what leaks does not pile up. */
const JOBS_A_PROCESS = 40;

/** Processes that do jobs side by side; a job waits until one is free. */
export class Workers {
  private readonly idle: ChildProcess[] = [];
  private readonly all = new Set<ChildProcess>();
  private readonly done = new Map<ChildProcess, number>();
  private readonly waiting: ((worker: ChildProcess) => void)[] = [];
  private readonly most: number;

  constructor(most: number) {
    this.most = most;
  }

  /** @throws StandError when the job cannot be done, or its process dies */
  async perform(job: Job): Promise<JobResult> {
    const worker = await this.take();
    try {
      return await this.ask(worker, job);
    } finally {
      this.giveBack(worker);
    }
  }

  close(): void {
    for (const worker of this.all) worker.disconnect();
    this.all.clear();
  }

  private take(): Promise<ChildProcess> {
    const free = this.idle.pop();
    if (free !== undefined) return Promise.resolve(free);
    if (this.all.size < this.most) return Promise.resolve(this.start());
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  private start(): ChildProcess {
    const worker = fork(WORKER, [], { execArgv: ['--max-semi-space-size=32'], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    this.all.add(worker);
    worker.once('exit', () => this.all.delete(worker));
    return worker;
  }

  private giveBack(worker: ChildProcess): void {
    const count = (this.done.get(worker) ?? 0) + 1;
    this.done.set(worker, count);
    const spent = !worker.connected || count >= JOBS_A_PROCESS;
    if (spent) {
      this.all.delete(worker);
      if (worker.connected) worker.disconnect();
    }
    const next = this.waiting.shift();
    if (next !== undefined) next(spent ? this.start() : worker);
    else if (!spent) this.idle.push(worker);
  }

  private ask(worker: ChildProcess, job: Job): Promise<JobResult> {
    return new Promise((resolve, reject) => {
      const died = (code: number | null): void => reject(new StandError(`a worker of the selftest ended with exit status ${code}`));
      worker.once('exit', died);
      worker.once('message', (message) => {
        worker.off('exit', died);
        const answer = answerSchema.parse(message);
        if ('failure' in answer) reject(new StandError(answer.failure));
        else resolve(answer);
      });
      worker.send(job);
    });
  }
}
