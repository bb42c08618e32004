import { type ChildProcess, fork } from 'node:child_process';
import { z } from 'zod';
import { type Job, job, load, measured, type NextMessage } from './smtp-load.ts';

// Servers and load client of a benchmark are processes of their own: the same file, started with a role as its argument.

const started = z.object({ port: z.int() });
const used = z.object({ cpuUs: z.number(), mainUs: z.number(), rssBytes: z.number() });

const sum = ({ user, system }: NodeJS.CpuUsage): number => user + system;

/** A server that is measured: its port, and how to wait until it has nothing left to do. */
export interface Served {
  readonly port: number;
  readonly settled?: () => Promise<void>;
}

const question = z.enum(['now', 'settled']);
type When = z.infer<typeof question>;

/** In the child: serves on a port, and tells what it uses whenever it is asked: as it is, or once it has nothing left to do. */
export const beServer = async (start: () => Promise<number | Served>): Promise<void> => {
  process.on('disconnect', () => process.exit(0));
  const served = await start();
  const { port, settled } = typeof served === 'number' ? { port: served } : served;
  process.on('message', (message) => {
    const isNow = question.parse(message) === 'now';
    void (isNow || settled === undefined ? Promise.resolve() : settled()).then(() => {
      const rssBytes = process.memoryUsage.rss();
      process.send?.({ cpuUs: sum(process.cpuUsage()), mainUs: sum(process.threadCpuUsage()), rssBytes });
    });
  });
  process.send?.({ port });
};

/** In the child: runs the jobs that it is sent. */
export const beClient = (nextMessage: NextMessage): void => {
  process.on('disconnect', () => process.exit(0));
  process.on('message', (message) => {
    load(job.parse(message), nextMessage).then(
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

export const startChild = (file: string, role: string, ...more: string[]): ChildProcess =>
  fork(file, [role, ...more], { stdio: 'inherit' });

export const portOf = async (server: ChildProcess): Promise<number> => started.parse(await nextMessage(server)).port;

/** Processor time that a server has used so far, in microseconds, all of it and that of its main thread alone; and its memory. */
export const usageOf = async (server: ChildProcess, when: When = 'settled'): Promise<z.infer<typeof used>> => {
  const answer = nextMessage(server);
  server.send(when);
  return used.parse(await answer);
};

export const runJob = async (client: ChildProcess, task: Job): Promise<z.infer<typeof measured>> => {
  const answer = nextMessage(client);
  client.send(task);
  return measured.parse(await answer);
};
