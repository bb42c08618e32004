import { parentPort, workerData } from 'node:worker_threads';
import type { Envelope } from './cucumber-envelope.ts';
import { hereRunner } from './runner.ts';
import { UsageError } from './selection.ts';
import type { FromThread, ThreadPlan, ToThread } from './thread-protocol.ts';

// The thread of a run: it runs one part after another, as it is told, and tells what Cucumber tells.

const port = parentPort;
if (port === null) throw new Error('this module is the start of a thread');

const tell = (message: FromThread): void => port.postMessage(message);

/** Messages of one turn of the event loop go together. */
class Outbox {
  private readonly waiting: Envelope[] = [];

  readonly put = (envelope: Envelope): void => {
    if (this.waiting.push(envelope) === 1) setImmediate(() => this.send());
  };

  send(): void {
    if (this.waiting.length > 0) tell({ type: 'messages', envelopes: this.waiting.splice(0) });
  }
}

const { plan }: ThreadPlan = workerData;
const runner = hereRunner(plan);

const runPart = async (paths: readonly string[]): Promise<void> => {
  const outbox = new Outbox();
  try {
    await (await runner).run(paths, outbox.put);
    outbox.send();
    tell({ type: 'done' });
  } catch (error) {
    outbox.send();
    tell({ type: 'failed', usage: error instanceof UsageError, message: error instanceof Error ? error.message : String(error) });
  }
};

const close = async (): Promise<void> => {
  await (await runner).close();
  port.close();
};

// A failure to start is told to whoever asks for the first part.
runner.catch(() => undefined);
port.on('message', (message: ToThread) => void (message.type === 'run' ? runPart(message.paths) : close().catch(() => port.close())));
