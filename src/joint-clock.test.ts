import { connect, createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { JointClock } from './joint-clock.ts';
import type { RestReport } from './stepped-clock.ts';

// The other side is played by hand: what it reports is what the test says.

const IDLE: RestReport = { nextDueMs: null, inFlight: 0, active: false };

/** A side with timers at the given times; tells in `told` what it was asked. */
const side = (due: number[], told: string[], report: () => Partial<RestReport> = () => ({})) => {
  const state = (active: boolean): RestReport => ({ ...IDLE, nextDueMs: due[0] ?? null, active, ...report() });
  return {
    talk: 0,
    advance: async (toMs: number) => {
      const fires = due[0] !== undefined && due[0] <= toMs;
      if (fires) due.shift();
      told.push(`${fires ? 'fires' : 'is told'} at ${toMs}`);
      return state(fires);
    },
    rest: async () => {
      told.push('rests');
      return state(false);
    },
  };
};

const steps = (told: readonly string[]): string[] => told.filter((what) => what !== 'rests');

describe('a joint clock', () => {
  it('goes to whatever is due first on either side, the other side first at the same time', async () => {
    const clock = new JointClock(0);
    const told: string[] = [];
    clock.join(side([5, 10, 10], told));
    clock.setTimer(7, () => told.push(`here at ${clock.now()}`));
    clock.setTimer(10, () => told.push(`here at ${clock.now()}`));
    await clock.advance(20);
    expect(steps(told)).toEqual([
      'fires at 5',
      'is told at 7',
      'here at 7',
      'fires at 10',
      'fires at 10',
      'is told at 10',
      'here at 10',
      'is told at 20',
    ]);
    expect(clock.now()).toBe(20);
  });

  it('stops where the condition holds, without passing over what is due there', async () => {
    const clock = new JointClock(0);
    const told: string[] = [];
    clock.join(side([30], told));
    let reached = false;
    clock.setTimer(10, () => {
      reached = true;
    });
    expect(await clock.runUntil(() => reached, 100)).toBe(true);
    expect(clock.now()).toBe(10);
    expect(steps(told)).toEqual(['is told at 10']);
  });

  it('asks again as long as the other side was active', async () => {
    const clock = new JointClock(0);
    const told: string[] = [];
    let left = 3;
    clock.join(side([], told, () => ({ active: left-- > 0 })));
    await clock.settle();
    expect(told.length).toBeGreaterThanOrEqual(4);
  });

  it('gives real time to what is on its way there, unless something here holds it', async () => {
    const rests = async (prepare: (clock: JointClock) => void): Promise<number> => {
      const clock = new JointClock(0);
      const told: string[] = [];
      clock.join(side([], told, () => ({ inFlight: 1 })));
      prepare(clock);
      await clock.settle();
      return told.length;
    };
    expect(await rests((clock) => clock.ledger.hold('a stalled reply'))).toBeLessThan(5);
    expect(await rests(() => {})).toBeGreaterThan(5);
  });

  it('ends with the error of a side that is gone, and goes on without one that has parted', async () => {
    const clock = new JointClock(0);
    const gone = (): Promise<RestReport> => Promise.reject(new Error('gone'));
    clock.join({ talk: 0, advance: gone, rest: gone });
    await expect(clock.advance(10)).rejects.toThrow('gone');
    clock.part();
    await clock.advance(10);
    expect(clock.now()).toBe(10);
  });
});

describe('rest on both sides', () => {
  const sockets: Socket[] = [];
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy();
  });

  it('is not told while bytes go to and fro between sockets', async () => {
    const clock = new JointClock(0);
    let hops = 0;
    const server = createServer((socket) => {
      sockets.push(socket.setNoDelay());
      socket.on('data', (bytes) => {
        hops += 1;
        if (hops < 200) socket.write(bytes);
      });
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const client = connect(address.port, '127.0.0.1').setNoDelay();
    sockets.push(client);
    client.on('data', (bytes) => client.write(bytes));
    client.write('x');
    clock.join(side([], []));
    await clock.settle();
    expect(hops).toBe(200);
    server.close();
  });
});
