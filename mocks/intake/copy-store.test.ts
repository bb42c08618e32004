import { expect, it } from 'vitest';
import { type CopyDetails, MemoryCopyStore } from './copy-store.ts';

const details = (copy: number): CopyDetails => ({
  copy,
  account: 'primary',
  mailFrom: 'a@b.test',
  rcptTo: ['c@d.test'],
  connection: 1,
  receivedAtMs: 0,
  size: 0,
  sha256: '',
  fate: 'stored',
});

const put = (store: MemoryCopyStore, copy: number, size: number): void => {
  const sink = store.open();
  sink.write(Buffer.alloc(size - 1, 'x'));
  sink.write(Buffer.from('y'));
  sink.keep(details(copy));
};

it('keeps what was kept, joined, and forgets what was discarded', () => {
  const store = new MemoryCopyStore();
  put(store, 1, 4);
  const sink = store.open();
  sink.write(Buffer.from('gone'));
  sink.discard();
  expect(store.list().map((one) => `${one.copy} ${one.raw}`)).toEqual(['1 xxxy']);
  expect(store.get(2)).toBeUndefined();
});

it('prunes the oldest by count and by bytes, tells how many, and always has the newest', () => {
  const store = new MemoryCopyStore({ copies: 2, bytes: 100 });
  for (const copy of [1, 2, 3]) put(store, copy, 10);
  expect(store.list().map((one) => one.copy)).toEqual([2, 3]);
  put(store, 4, 95);
  expect(store.list().map((one) => one.copy)).toEqual([4]);
  put(store, 5, 500);
  expect(store.list().map((one) => one.copy)).toEqual([5]);
  expect(store.pruned).toBe(4);
});

it('goes on pruning the oldest after a clear, which counts as no pruning', () => {
  const store = new MemoryCopyStore({ copies: 2 });
  for (const copy of [1, 2, 3]) put(store, copy, 10);
  store.clear();
  expect([store.list(), store.pruned]).toEqual([[], 1]);
  for (const copy of [4, 5, 6, 7]) put(store, copy, 10);
  expect(store.list().map((one) => one.copy)).toEqual([6, 7]);
  expect(store.pruned).toBe(3);
});
