import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Ended, type Job, messageSchema } from './jobs.ts';

/** How a job ended. */
export type End =
  | { readonly kind: 'done' }
  /** Whoever listened had heard enough. */
  | { readonly kind: 'stopped' }
  /** Nothing was heard of it for too long. */
  | { readonly kind: 'timeout' }
  | { readonly kind: 'failed'; readonly message: string };

export interface JobListener {
  /** Says whether the job is to go on. */
  ended(scenario: Ended): boolean;
}

const WORKER = join(import.meta.dirname, 'worker.ts');

/**
 * Does a job in a fresh process, so that nothing of a mutant outlives it: neither what its modules remember nor what it left in
 * its folder for temporary files. `patienceMs`: real time without a word after which it is held to be caught in an endless loop.
 */
export const runJob = (job: Job, patienceMs: number, listener: JobListener): Promise<End> =>
  new Promise((resolve) => {
    const folder = mkdtempSync(join(tmpdir(), 'setd-mutation-'));
    const worker = fork(WORKER, [], {
      execArgv: ['--max-semi-space-size=8', '--no-warnings'],
      // The compiled code of all workers is the same but for one module.
      env: { ...process.env, TMPDIR: folder, NODE_COMPILE_CACHE: join(tmpdir(), 'setd-mutation-compiled') },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    let end: End | undefined;
    let complaint = '';
    worker.stderr?.on('data', (chunk: Buffer) => {
      complaint = `${complaint}${chunk.toString('utf8')}`.slice(0, 4000);
    });
    const stop = (how: End): void => {
      end ??= how;
      worker.kill('SIGKILL');
    };
    const outOfPatience = (): void => stop({ kind: 'timeout' });
    const timer = setTimeout(outOfPatience, patienceMs);
    worker.on('message', (told) => {
      timer.refresh();
      const message = messageSchema.parse(told);
      if (message.kind === 'ended' && !listener.ended(message)) stop({ kind: 'stopped' });
      if (message.kind === 'done') stop({ kind: 'done' });
      if (message.kind === 'failed') stop(message);
    });
    worker.once('close', (code, signal) => {
      clearTimeout(timer);
      rmSync(folder, { recursive: true, force: true });
      const [first = ''] = complaint.split('\n').filter((line) => /Error/.test(line));
      resolve(end ?? { kind: 'failed', message: `the process ended with ${signal ?? code}${first === '' ? '' : `: ${first}`}` });
    });
    worker.send(job);
  });
