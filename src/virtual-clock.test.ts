import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { VIRTUAL_START_MS, VirtualClock } from './virtual-clock.ts';

const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.close();
    await once(server, 'close');
  }
});

/** A server that answers each line after `answerAfter` has let it. */
const lineServer = async (answerAfter: (answer: () => void) => void): Promise<number> => {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.on('data', () => answerAfter(() => socket.write('pong\n')));
    socket.on('end', () => socket.end());
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('expected a TCP address');
  const { port }: AddressInfo = address;
  return port;
};

/** Sends `rounds` lines, each when the answer to the last one came, and notes the clock's time of each answer. */
const talk = (port: number, rounds: number, clock: VirtualClock): number[] => {
  const answeredAt: number[] = [];
  const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => socket.write('ping\n'));
  socket.on('error', () => socket.destroy());
  socket.on('data', () => {
    answeredAt.push(clock.now());
    if (answeredAt.length < rounds) socket.write('ping\n');
    else socket.end();
  });
  return answeredAt;
};

describe('virtual time', () => {
  test('begins on a Monday and stands still by itself', () => {
    const clock = new VirtualClock();
    expect(clock.now()).toBe(VIRTUAL_START_MS);
    expect(new Date(clock.now()).getUTCDay()).toBe(1);
  });

  test('fires timers by due time, then in the order in which they were set', async () => {
    const clock = new VirtualClock(1_000);
    const fired: string[] = [];
    const note = (name: string) => () => fired.push(`${name}@${clock.now()}`);
    clock.setTimer(50, note('c'));
    clock.setTimer(10, note('a'));
    clock.setTimer(50, note('d'));
    clock.setTimer(20, note('b'));
    await clock.advance(50);
    expect(fired).toEqual(['a@1010', 'b@1020', 'c@1050', 'd@1050']);
    expect(clock.now()).toBe(1_050);
    expect(clock.pendingTimers).toBe(0);
  });

  test('fires timers that were set by timers, in the same advance', async () => {
    const clock = new VirtualClock(0);
    const fired: number[] = [];
    const tick = (): void => {
      fired.push(clock.now());
      if (fired.length < 4) clock.setTimer(30, tick);
    };
    clock.setTimer(30, tick);
    await clock.advance(95);
    expect(fired).toEqual([30, 60, 90]);
    expect(clock.now()).toBe(95);
    await clock.advance(25);
    expect(fired).toEqual([30, 60, 90, 120]);
  });

  test('a delay of 0 or less fires at the next step, never at once and never in the past', async () => {
    const clock = new VirtualClock(500);
    const fired: number[] = [];
    clock.setTimer(0, () => fired.push(clock.now()));
    clock.setTimer(-100, () => fired.push(clock.now()));
    expect(fired).toEqual([]);
    await clock.advance(0);
    expect(fired).toEqual([500, 500]);
  });

  test('a cancelled timer does not fire; cancelling again does nothing', async () => {
    const clock = new VirtualClock();
    const fired: string[] = [];
    const timer = clock.setTimer(10, () => fired.push('cancelled'));
    clock.setTimer(5, () => timer.cancel());
    await clock.advance(20);
    timer.cancel();
    expect(fired).toEqual([]);
  });

  test('refuses a delay that is no number and a time that runs backwards', async () => {
    const clock = new VirtualClock();
    expect(() => clock.setTimer(Number.NaN, () => {})).toThrow(/NaN/);
    await expect(clock.advance(-1)).rejects.toThrow(/backwards/);
    await expect(clock.advance(Number.NaN)).rejects.toThrow(/backwards/);
  });
});

describe('runUntil', () => {
  test('stops at the step at which the condition holds', async () => {
    const clock = new VirtualClock(0);
    let count = 0;
    for (let at = 10; at <= 50; at += 10) clock.setTimer(at, () => (count += 1));
    expect(await clock.runUntil(() => count === 3, 1_000)).toBe(true);
    expect(clock.now()).toBe(30);
    expect(clock.pendingTimers).toBe(2);
  });

  test('lets the whole limit pass when it never holds', async () => {
    const clock = new VirtualClock(0);
    expect(await clock.runUntil(() => false, 120_000)).toBe(false);
    expect(clock.now()).toBe(120_000);
  });

  test('a condition that holds already costs no time', async () => {
    const clock = new VirtualClock(7);
    clock.setTimer(0, () => {});
    expect(await clock.runUntil(() => true, 10)).toBe(true);
    expect(clock.now()).toBe(7);
    expect(clock.pendingTimers).toBe(1);
  });
});

describe('real sockets', () => {
  test('a conversation on loopback ends before time passes', async () => {
    const clock = new VirtualClock(0);
    const port = await lineServer((answer) => answer());
    const answeredAt = talk(port, 25, clock);
    clock.setTimer(1, () => {});
    await clock.advance(120_000);
    expect(answeredAt).toEqual(Array.from({ length: 25 }, () => 0));
  });

  test('an answer that waits for a timer comes exactly at its due time', async () => {
    const clock = new VirtualClock(0);
    const port = await lineServer((answer) => void clock.setTimer(100, answer));
    const answeredAt = talk(port, 3, clock);
    await clock.advance(1_000);
    expect(answeredAt).toEqual([100, 200, 300]);
  });
});

describe('the ledger', () => {
  test('time waits for work in flight that makes no socket event of its own', async () => {
    const clock = new VirtualClock(0);
    const end = clock.ledger.begin('work on the thread pool');
    let finishedAt = -1;
    let turns = 0;
    const work = (): void => {
      turns += 1;
      if (turns < 50) {
        setImmediate(work);
        return;
      }
      finishedAt = clock.now();
      end();
    };
    setImmediate(work);
    await clock.advance(1_000);
    expect(finishedAt).toBe(0);
  });

  test('what is held on purpose is not waited for', async () => {
    const clock = new VirtualClock(0);
    const order: string[] = [];
    const endAttempt = clock.ledger.begin('an attempt');
    const endStall = clock.ledger.hold('a stalled greeting');
    setImmediate(() => setImmediate(() => order.push('a turn')));
    clock.setTimer(300_000, () => {
      order.push('released');
      endStall();
      endAttempt();
    });
    let turns = 0;
    let counting = setImmediate(function count() {
      turns += 1;
      counting = setImmediate(count);
    });
    await clock.advance(300_000);
    clearImmediate(counting);
    expect(order).toEqual(['a turn', 'released']);
    // The 150 ms that an unbalanced ledger costs are thousands of turns.
    expect(turns).toBeLessThan(100);
  });

  test('ending an entry twice does nothing', async () => {
    const clock = new VirtualClock();
    const end = clock.ledger.begin('one');
    clock.ledger.begin('two');
    end();
    end();
    expect(clock.ledger.moving).toBe(1);
    expect(clock.ledger.describe()).toBe('in flight: two; held: none');
  });

  test('a stand that never comes to rest is told, with what was in flight', async () => {
    const clock = new VirtualClock(0, { neverQuietMs: 30 });
    const port = await lineServer((answer) => answer());
    const answeredAt = talk(port, 1_000_000, clock);
    const end = clock.ledger.begin('attempt 7 of a copy');
    await expect(clock.advance(1)).rejects.toThrow(/never came to rest; in flight: attempt 7 of a copy/);
    await expect(clock.advance(1)).rejects.toHaveProperty('name', 'UnsettledError');
    end();
    answeredAt.length = 1_000_000;
    await expect(clock.advance(1)).resolves.toBeUndefined();
  });
});
