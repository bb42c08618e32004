import { openSync, writeSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import type { z } from 'zod';
import { WallClock } from '../../wall-clock.ts';
import { startForwarder } from '../forwarder.ts';
import { type RunnerReport, runnerOrder } from './crash-protocol.testing.ts';
import { openFileSpool } from './file-spool.ts';

// A gateway in a process of its own, made to be killed. It loads first and waits, so that the next run can begin at once.

const tell = (report: RunnerReport): void => void process.send?.(report);

const run = async ({ config, spool: file, log: logFile }: z.output<typeof runnerOrder>): Promise<void> => {
  const clock = new WallClock();
  // Written before the call returns: what the gateway has told before it is killed can be read afterwards.
  const log = openSync(logFile, 'a');
  const mailLog = { write: (line: string): void => void writeSync(log, `${Date.now()} ${line}\n`) };
  const spool = await openFileSpool(file, clock);
  const forwarder = await startForwarder(config, { clock, mailLog, spool });
  const stopWhenDrained = async (): Promise<void> => {
    if (forwarder.counters().some(({ activeRecipients }) => activeRecipients > 0)) return;
    await forwarder.stop();
    tell({ kind: 'drained' });
  };
  // Asked once the load has ended.
  process.once('message', () => {
    forwarder.onCountersChanged(() => void stopWhenDrained());
    void stopWhenDrained();
  });
  const queued = forwarder.counters().reduce((sum, { activeRecipients }) => sum + activeRecipients, 0);
  tell({ kind: 'listening', port: forwarder.listeners[0]?.port ?? 0, queued });
};

process.once('message', (message) => void run(runnerOrder.parse(message)));
// The next process finds the compiled modules; this one will be killed before it could leave them behind.
flushCompileCache();
tell({ kind: 'loaded' });
