import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { z } from 'zod';
import { median } from './figures.ts';

// The load client of the benchmarks: SMTP as fast as one process can speak it, waiting for every reply.

export const ADDRESS = '1-2-3@intake.test';

export const job = z.object({ port: z.int(), tls: z.boolean(), connections: z.int(), messages: z.int(), reuse: z.boolean() });
export type Job = z.infer<typeof job>;

/** A rate, and the median time from connecting to the 250 after the message where each has a connection of its own. */
export const measured = z.object({ perSecond: z.number(), medianMs: z.number() });

/** Gives the next message, its end included. */
export type NextMessage = () => string;

/** Speaks SMTP on one connection: `turns` messages, then QUIT. */
const converse = (task: Job, turns: number, nextMessage: NextMessage): Promise<void> =>
  new Promise((resolve, reject) => {
    const lines = [`MAIL FROM:<a@b.test>\r\n`, `RCPT TO:<${ADDRESS}>\r\n`, 'DATA\r\n'];
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
        socket.write(lines[step] ?? nextMessage());
        step = (step + 1) % (lines.length + 1);
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

export const load = async (task: Job, nextMessage: NextMessage): Promise<z.infer<typeof measured>> => {
  const times: number[] = [];
  const begun = performance.now();
  if (task.reuse) {
    const turns = Math.ceil(task.messages / task.connections);
    await Promise.all(Array.from({ length: task.connections }, () => converse(task, turns, nextMessage)));
  } else {
    for (let index = 0; index < task.messages; index += 1) {
      const from = performance.now();
      await converse(task, 1, nextMessage);
      times.push(performance.now() - from);
    }
  }
  return { perSecond: (task.messages * 1000) / (performance.now() - begun), medianMs: times.length === 0 ? 0 : median(times) };
};
