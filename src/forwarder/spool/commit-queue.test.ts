import { DatabaseSync } from 'node:sqlite';
import { beforeEach, describe, expect, it } from 'vitest';
import { WallClock } from '../../clock.ts';
import { CommitQueue } from './commit-queue.ts';

let database: DatabaseSync;
let queue: CommitQueue;
let room = true;

beforeEach(() => {
  database = new DatabaseSync(':memory:');
  database.exec('CREATE TABLE entry (name TEXT PRIMARY KEY) STRICT; CREATE TABLE commits (n INTEGER) STRICT');
  queue = new CommitQueue(database, new WallClock());
  room = true;
});

const add = (name: string) => (): void => {
  if (!room) throw new Error('disk full');
  database.prepare('INSERT INTO entry VALUES (?)').run(name);
};
const entries = (): unknown[] =>
  database
    .prepare('SELECT name FROM entry ORDER BY rowid')
    .all()
    .map(({ name }) => name);

describe('commit queue', () => {
  it('commits the writes of one turn together and in order', async () => {
    let together = true;
    const open = (): void => {
      together &&= database.isTransaction;
    };
    queue.commitSometime(add('a'));
    const second = queue.commit(add('b'));
    const third = queue.commit(open);
    expect(entries()).toEqual([]);
    await Promise.all([second, third]);
    expect(entries()).toEqual(['a', 'b']);
    expect([together, database.isTransaction]).toEqual([true, false]);
  });

  it('lets a write that fails take none of the others with it', async () => {
    const writes = [queue.commit(add('a')), queue.commit(add('a')), queue.commit(add('b'))];
    queue.commitSometime(add('c'));
    const outcomes = await Promise.allSettled(writes);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(entries()).toEqual(['c', 'a', 'b']);
  });

  it('tries a write that nobody waits for again, before later ones', async () => {
    room = false;
    queue.commitSometime(add('a'));
    queue.commitSometime(add('b'));
    await expect(queue.commit(add('x'))).rejects.toThrow('disk full');
    expect(entries()).toEqual([]);
    room = true;
    await queue.commit(add('c'));
    expect(entries()).toEqual(['a', 'b', 'c']);
  });

  it('tells those who wait, now and later, when it ends', async () => {
    const waiting = queue.commit(add('a'));
    queue.end();
    await expect(waiting).rejects.toThrow('it is closed');
    await expect(queue.commit(add('b'))).rejects.toThrow('it is closed');
    expect(entries()).toEqual([]);
  });
});
