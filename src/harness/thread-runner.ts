import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { CucumberPlan } from './cucumber-run.ts';
import { StandError } from './outcome.ts';
import type { Runner } from './runner.ts';
import { UsageError } from './selection.ts';
import type { FromThread, ThreadPlan, ToThread } from './thread-protocol.ts';

type Ending = (error?: Error) => void;

/**
 * Starts a thread that runs parts of a plan, one at a time. A thread that breaks down fails the part that it runs, with StandError: the
 * scenarios that it leaves behind must not look as if there were none.
 */
export function threadRunner(plan: CucumberPlan): Runner {
  const setup: ThreadPlan = { plan };
  // None of the process's own arguments: some, such as `--max-semi-space-size`, no thread may be given.
  const worker = new Worker(new URL(`./run-thread${extname(import.meta.filename)}`, import.meta.url), {
    name: 'scenarios',
    execArgv: [],
    workerData: setup,
  });
  const gone = Promise.withResolvers<void>();
  let broken: Error | undefined;
  let end: Ending | undefined;
  let hear: Parameters<Runner['run']>[1] | undefined;
  const settle: Ending = (error) => {
    const ending = end;
    end = undefined;
    hear = undefined;
    ending?.(error);
  };
  const breakDown = (what: string, cause?: unknown): void => {
    broken ??= new StandError(`a thread that runs scenarios ${what}`, { cause });
    settle(broken);
  };
  worker.on('message', (message: FromThread) => {
    if (message.type === 'messages') for (const envelope of message.envelopes) hear?.(envelope);
    else if (message.type === 'done') settle();
    else settle(message.usage ? new UsageError(message.message) : new StandError(message.message));
  });
  worker.on('error', (error) => breakDown(`failed: ${String(error)}`, error));
  worker.on('exit', (status) => {
    breakDown(`ended with exit status ${status}`);
    gone.resolve();
  });
  const tell = (message: ToThread): void => worker.postMessage(message);
  return {
    run: (paths, onMessage) => {
      if (broken !== undefined) return Promise.reject(broken);
      if (end !== undefined) throw new Error('a thread runs one part at a time');
      return new Promise((resolve, reject) => {
        end = (error) => (error === undefined ? resolve() : reject(error));
        hear = onMessage;
        tell({ type: 'run', paths });
      });
    },
    close: () => {
      tell({ type: 'close' });
      return gone.promise;
    },
  };
}
