import { setImmediate } from 'node:timers/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import type { EventStream } from '../../src/web/event-stream.ts';
import { ChangeFeed } from '../store/changes.ts';
import { followChanges } from './follow-changes.ts';
import { StandNews } from './stand-news.ts';

let feed: ChangeFeed;
let news: StandNews;

beforeEach(() => {
  feed = new ChangeFeed();
  news = new StandNews();
});

/** A reader that takes everything, until it is told to fall behind. */
const read = (after?: number) => {
  const writes: string[] = [];
  const stream = { full: false, gone: false, write: (text: string) => void writes.push(text) };
  const filler = followChanges(feed, news, after)(stream satisfies EventStream);
  filler.pump();
  const told = () => [...writes.join('').matchAll(/^(?:id: (\d+)\n)?event: (\w+)$/gm)].map(([, id, type]) => `${type} ${id ?? '-'}`);
  return { stream, filler, writes, told };
};

const run = (number: number): void => feed.tell({ type: 'runAdded', run: number });

describe('changes', () => {
  test('are told from now on, each with its number', async () => {
    run(1);
    const { told } = read();
    run(2);
    run(3);
    await setImmediate();
    expect(told()).toEqual(['runAdded 2', 'runAdded 3']);
  });

  test('of one turn are written together', async () => {
    const { writes } = read();
    for (let number = 1; number <= 400; number += 1) run(number);
    expect(writes).toEqual([]);
    await setImmediate();
    expect(writes).toHaveLength(1);
  });

  test('are told after a number', () => {
    for (const number of [1, 2, 3]) run(number);
    expect(read(1).told()).toEqual(['runAdded 2', 'runAdded 3']);
    expect(read(0).told()).toHaveLength(3);
    expect(read(3).told()).toEqual([]);
  });

  test('that are no longer held, and numbers of another feed, are told as a gap', () => {
    for (let number = 1; number <= 12_000; number += 1) run(number);
    const told = read(5).told();
    const held = told.length - 1;
    expect(told[0]).toBe(`gap ${12_000 - held}`);
    expect(told[1]).toBe(`runAdded ${12_000 - held + 1}`);
    expect(told.at(-1)).toBe('runAdded 12000');
    expect(read(99_999).told()).toEqual(['gap 12000']);
  });

  test('that came before anybody looked are no gap for who came for what is to come', async () => {
    const fresh = read();
    const old = read(0);
    feed.take([], 50);
    feed.take([{ type: 'runAdded', run: 1, number: 51 }], 51);
    await setImmediate();
    expect(fresh.told()).toEqual(['runAdded 51']);
    expect(old.told()).toEqual(['gap 50', 'runAdded 51']);
  });

  test('wait for a reader that is behind, and come in order when it is ready', async () => {
    const { stream, filler, told } = read();
    stream.full = true;
    for (let number = 1; number <= 1_200; number += 1) run(number);
    news.tell('rules');
    await setImmediate();
    expect(told()).toEqual([]);
    stream.full = false;
    filler.pump();
    expect(told()).toEqual([...Array.from({ length: 1_200 }, (_, index) => `runAdded ${index + 1}`), 'standChanged -']);
  });

  test('are told to nobody who has left', async () => {
    const { filler, told } = read();
    filler.leave();
    run(1);
    news.tell('rules');
    await setImmediate();
    expect(told()).toEqual([]);
  });
});

test('news of the stand have no number, and are told once a turn', async () => {
  const { told, writes } = read();
  for (const what of ['rules', 'rules', 'accounts', 'records', 'rules'] as const) news.tell(what);
  await setImmediate();
  expect(told()).toEqual(['standChanged -', 'standChanged -', 'standChanged -']);
  expect(writes.join('')).toContain('data: {"type":"standChanged","what":"accounts"}');
});
