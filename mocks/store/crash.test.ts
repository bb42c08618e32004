import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { VirtualClock } from '../../src/clock.ts';
import { openStore } from './store.ts';

// SMTP-4: a mock in a process of its own, under load, is killed again and again, each time after a number of answers that a seed decides,
// and begins again with the same file. Every message that was answered 250 must be there, byte for byte.

const KILLS = 8;
const SEED = 7;
const CLIENTS = 4;
const MOST_ANSWERS = 150;
/** Every so many messages one that does not fit into a single piece of the store. */
const LARGE_EVERY = 25;
const RUNNER = new URL('crash-runner.testing.ts', import.meta.url);
const started = z.object({ port: z.int(), address: z.string() });

let folder = '';
let child: ChildProcess | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'setd-crash-'));
});

afterEach(() => {
  child?.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

const makeRandom = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state / 0x7fffffff;
  };
};

const textOf = (number: number): string => {
  const filler = number % LARGE_EVERY === 0 ? `${'large '.repeat(12)}\r\n`.repeat(5000) : `${'small '.repeat(12)}\r\n`.repeat(60);
  return `Subject: message ${number}\r\nMessage-ID: <${number}@crash.test>\r\n\r\n${filler}end of ${number}\r\n`;
};

/** Sends messages, one after the other, until the connection breaks. */
const sendUntilBroken = async (port: number, address: string, next: () => number, answered: (number: number) => void): Promise<void> => {
  const socket = connect(port, address);
  socket.setEncoding('latin1');
  socket.on('error', () => undefined);
  const replies = socket[Symbol.asyncIterator]();
  const say = async (line: string): Promise<string> => {
    socket.write(line);
    const { value, done } = await replies.next();
    if (done) throw new Error('broken');
    return String(value);
  };
  try {
    await say('');
    await say('EHLO client.test\r\n');
    for (;;) {
      const number = next();
      await say('MAIL FROM:<>\r\n');
      await say('RCPT TO:<a-b-c@primary.setd.example>\r\n');
      await say('DATA\r\n');
      if ((await say(`${textOf(number)}.\r\n`)).startsWith('250')) answered(number);
    }
  } catch {
    socket.destroy();
  }
};

/** One life of the mock: killed after so many answers; it has told where it listens by then. */
const liveUntil = async (answers: number, next: () => number, answered: (number: number) => void): Promise<void> => {
  const mock = fork(RUNNER, [folder], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  child = mock;
  const [told] = await once(mock, 'message');
  const { port, address } = started.parse(told);
  const died = once(mock, 'exit');
  let left = answers;
  const count = (number: number): void => {
    answered(number);
    left -= 1;
    if (left === 0) mock.kill('SIGKILL');
  };
  await Promise.all(Array.from({ length: CLIENTS }, () => sendUntilBroken(port, address, next, count)));
  expect(await died).toEqual([null, 'SIGKILL']);
};

test('no message that was answered 250 is lost, however often the mock is killed', { timeout: 120_000 }, async () => {
  const random = makeRandom(SEED);
  const answered = new Set<number>();
  let sent = 0;
  for (let kill = 0; kill < KILLS; kill += 1) {
    await liveUntil(
      1 + Math.floor(random() * MOST_ANSWERS),
      () => {
        sent += 1;
        return sent;
      },
      (number) => answered.add(number),
    );
  }
  await using store = await openStore({ clock: new VirtualClock(0), data: folder });
  const found = new Map<number, number>();
  let before: number | undefined;
  do {
    const { messages, next } = await store.messages.list(before === undefined ? {} : { before }, 500);
    for (const { id, messageId } of messages) found.set(Number(/^<(\d+)@/.exec(messageId ?? '')?.[1]), id);
    before = next ?? undefined;
  } while (before !== undefined);
  const lost = [...answered].filter((number) => !found.has(number));
  expect({ lost, answered: answered.size > KILLS }).toEqual({ lost: [], answered: true });
  for (const number of answered) expect(String(await store.messages.raw(found.get(number) ?? 0))).toBe(textOf(number));
  // What was sent and not answered may be there; nothing else is, and nothing twice.
  expect(await store.messages.count()).toBe(found.size);
  expect([...found.keys()].every((number) => number >= 1 && number <= sent)).toBe(true);
  // And the index, of which most was not made yet, is made up for.
  await store.settled();
  expect(await store.messages.count({ q: 'subject:message' })).toBe(found.size);
});
