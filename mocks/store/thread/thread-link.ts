import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Clock } from '../../../src/clock.ts';
import { MockStartError } from '../../listen.ts';
import { RunFormatError } from '../run-record.ts';
import type { CallName, Calls, FromThread, ResultOf, ThreadSetup, ToldError, ToThread } from './protocol.ts';
import { THREAD_START, threadModules } from './thread-modules.ts';

/** Thrown when the thread of a store has ended, or could not do what it was asked. */
export class StoreFailure extends Error {
  override readonly name = 'StoreFailure';
}

type Opened = Extract<FromThread, { readonly type: 'opened' }>;
type Written = Extract<FromThread, { readonly type: 'written' }>;

interface Pending {
  readonly answer: (result: unknown) => void;
  readonly refuse: (error: Error) => void;
}

const startThread = (setup: ThreadSetup): Worker => {
  const entry = new URL(`./store-thread${extname(import.meta.filename)}`, import.meta.url);
  // None of the process's own: some, such as `--max-semi-space-size`, no thread may be given, and `--input-type` means another program.
  const options = { name: 'store', execArgv: [] };
  if (!entry.pathname.endsWith('.ts')) return new Worker(entry, { ...options, workerData: { setup } });
  const sources = threadModules(entry);
  return new Worker(THREAD_START, { ...options, eval: true, workerData: { setup, sources, entry: entry.href } });
};

const errorFrom = ({ name, message }: ToldError): Error =>
  name === 'RunFormatError' ? new RunFormatError(message) : new StoreFailure(message);

/** The store's thread as the rest of the program sees it: messages in order, and calls with answers. */
export class ThreadLink {
  private readonly worker: Worker;
  private readonly clock: Clock;
  private readonly pending = new Map<number, Pending>();
  private readonly onWritten: (written: Written) => void;
  private calls = 0;
  private failure: Error | undefined;
  private readonly opening = Promise.withResolvers<Opened>();
  private finished = false;
  private readonly ending = Promise.withResolvers<void>();

  constructor(setup: ThreadSetup, clock: Clock, onWritten: (written: Written) => void) {
    this.clock = clock;
    this.onWritten = onWritten;
    this.worker = startThread(setup);
    this.worker.on('message', (message: FromThread) => this.hear(message));
    this.worker.on('error', (error) => this.fail(new StoreFailure(`the store's thread failed: ${String(error)}`, { cause: error })));
    this.worker.on('exit', () => {
      this.fail(new StoreFailure('the store is closed'));
      this.ending.resolve();
    });
    // A failure to open is told by whoever waits for it; where nobody does, by the first call.
    this.opening.promise.catch(() => undefined);
    // A store that nobody closes must not keep a program from ending; what it has to answer does.
    this.worker.unref();
  }

  /** Resolves when the database is open; rejects with a MockStartError. */
  get opened(): Promise<Opened> {
    this.worker.ref();
    return this.opening.promise.finally(() => this.rest());
  }

  /** Why nothing more is taken; undefined while all is well. */
  get broken(): Error | undefined {
    return this.failure;
  }

  post(message: ToThread, transfer: readonly ArrayBuffer[] = []): void {
    this.worker.postMessage(message, [...transfer]);
  }

  /** Asks for something, to be answered when everything up to frame `after` is written. */
  call<Name extends CallName>(after: number, name: Name, args: Parameters<Calls[Name]>): Promise<ResultOf<Name>> {
    if (this.failure !== undefined) return Promise.reject(this.failure);
    this.calls += 1;
    const id = this.calls;
    const done = this.clock.ledger.begin(`store: ${name}`);
    this.worker.ref();
    this.post({ type: 'call', id, after, name, args });
    return new Promise<ResultOf<Name>>((resolve, reject) => {
      // The other end is `Calls` too, so the answer is of its type.
      this.pending.set(id, { answer: (result) => resolve(result as ResultOf<Name>), refuse: reject });
    }).finally(() => {
      done();
      this.rest();
    });
  }

  /** Lets the thread take what waits, and end; false when it ended before it had taken everything. */
  async close(): Promise<boolean> {
    this.worker.ref();
    this.post({ type: 'close' });
    await this.ending.promise;
    return this.finished;
  }

  private hear(message: FromThread): void {
    switch (message.type) {
      case 'opened':
        this.opening.resolve(message);
        break;
      case 'failed':
        this.fail(new MockStartError(message.message));
        break;
      case 'written':
        this.onWritten(message);
        break;
      case 'answer':
        this.take(message.id)?.answer(message.result);
        break;
      case 'refused':
        this.take(message.id)?.refuse(errorFrom(message.error));
        break;
      case 'closed':
        this.finished = true;
        this.fail(new StoreFailure('the store is closed'));
        break;
    }
  }

  private take(id: number): Pending | undefined {
    const pending = this.pending.get(id);
    this.pending.delete(id);
    return pending;
  }

  private fail(error: Error): void {
    this.failure ??= error;
    this.opening.reject(this.failure);
    for (const id of [...this.pending.keys()]) this.take(id)?.refuse(this.failure);
  }

  private rest(): void {
    if (this.pending.size === 0) this.worker.unref();
  }
}
