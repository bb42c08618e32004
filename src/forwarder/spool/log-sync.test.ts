import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../clock.ts';
import { LogSync } from './log-sync.ts';

/** A disk whose syncs end when told to. */
const disk = () => {
  const clock = new VirtualClock();
  const running: PromiseWithResolvers<void>[] = [];
  const datasync = (): Promise<void> => {
    const sync = Promise.withResolvers<void>();
    running.push(sync);
    return sync.promise;
  };
  return { clock, running, log: new LogSync({ datasync }, clock) };
};
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('log sync', () => {
  it('serves with one sync all who came before it began, and those who come during it with the next', async () => {
    const { log, running } = disk();
    const done: string[] = [];
    const ask = (name: string): void => void log.sync().then(() => done.push(name));
    ask('a');
    ask('b');
    await turn();
    expect(running).toHaveLength(1);
    ask('c');
    ask('d');
    await turn();
    expect([running.length, done]).toEqual([1, []]);
    running[0]?.resolve();
    await turn();
    expect([running.length, done]).toEqual([2, ['a', 'b']]);
    running[1]?.resolve();
    await turn();
    expect(done).toEqual(['a', 'b', 'c', 'd']);
    ask('e');
    await turn();
    expect(running).toHaveLength(3);
  });

  it('fails for good: a later sync could succeed without what the failed one has lost', async () => {
    const { log, running } = disk();
    const [first, second] = [log.sync(), log.sync()];
    await turn();
    const later = log.sync();
    const outcomes = Promise.allSettled([first, second, later]);
    running[0]?.reject(new Error('EIO'));
    expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    await expect(log.sync()).rejects.toThrow('EIO');
    expect(running).toHaveLength(1);
  });

  it('holds virtual time while the disk works', async () => {
    const { log, running, clock } = disk();
    const syncing = log.sync();
    await turn();
    expect(clock.ledger.moving).toBe(1);
    running[0]?.resolve();
    await syncing;
    expect(clock.ledger.moving).toBe(0);
  });
});
