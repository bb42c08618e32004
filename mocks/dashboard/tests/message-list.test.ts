import { describe, expect, test } from 'vitest';
import type { NumberedChange } from '../../store/changes.ts';
import type { MessageSummary } from '../../store/message-record.ts';
import type { MessageChoice, MessageSource } from '../ui/data/message-choice.ts';
import { MessageList } from '../ui/messages/message-list.ts';

const message = (id: number, account = 'primary'): MessageSummary => ({
  id,
  receivedAtMs: id,
  account,
  accounts: [account],
  mailFrom: '',
  rcptTo: [],
  fate: 'stored',
  kept: true,
  size: 1,
  sha256: '',
  connection: 1,
  attempt: 1,
  duplicateOf: null,
  subject: null,
  from: null,
  to: [],
  cc: [],
  messageId: null,
  dateMs: null,
  mid: null,
  dcid: null,
  hasAttachment: false,
  unread: true,
  tags: [],
  rules: [],
  tls: null,
  indexed: true,
});

/** A store of messages with the given ids, which counts how often it is asked. */
const shelf = (ids: readonly number[]) => {
  const kept = new Set(ids);
  const asked = { lists: 0, counts: 0 };
  const fitting = ({ before = Number.POSITIVE_INFINITY, after = 0 }: { before?: number; after?: number }): number[] =>
    [...kept].filter((id) => id > after && id < before).sort((one, other) => other - one);
  const source: MessageSource = {
    async list(choice, limit) {
      asked.lists += 1;
      const fit = fitting(choice);
      return {
        messages: fit.slice(0, limit).map((id) => message(id)),
        next: fit.length > limit ? (fit[limit - 1] ?? null) : null,
        unindexed: 0,
      };
    },
    async count(choice) {
      asked.counts += 1;
      return fitting(choice).length;
    },
  };
  return { kept, asked, source };
};

const listOf = (source: MessageSource, choice: MessageChoice = {}, hidden: ReadonlySet<number> = new Set()): MessageList =>
  new MessageList({ choice, source, changed: () => {}, hidden: () => hidden });

let number = 0;
const stored = (...ids: number[]): NumberedChange[] =>
  ids.map((id) => {
    number += 1;
    return { type: 'messageStored', message: message(id), number };
  });
const upTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);
const idsAt = (list: MessageList, from: number, until: number): (number | undefined)[] =>
  Array.from({ length: until - from }, (_, index) => list.at(from + index)?.id);

describe('a list', () => {
  test('begins with the newest, and knows how many there are', async () => {
    const list = listOf(shelf(upTo(250)).source);
    await list.open();
    expect(list.total).toBe(250);
    expect(idsAt(list, 0, 3)).toEqual([250, 249, 248]);
    expect(list.at(150)).toBeUndefined();
  });

  test('loads what is looked at, page after page', async () => {
    const list = listOf(shelf(upTo(250)).source);
    await list.open();
    await list.show({ from: 90, until: 210 });
    expect(idsAt(list, 98, 102)).toEqual([152, 151, 150, 149]);
    expect(list.at(209)?.id).toBe(41);
    await list.show({ from: 240, until: 250 });
    expect(list.at(249)?.id).toBe(1);
    expect(list.total).toBe(250);
  });

  test('shows any of 100,000 rows after a few questions', async () => {
    const { source, asked } = shelf(upTo(100_000));
    const list = listOf(source);
    await list.open();
    await list.show({ from: 70_000, until: 70_040 });
    expect(idsAt(list, 70_000, 70_002)).toEqual([30_000, 29_999]);
    expect(asked.counts + asked.lists).toBeLessThan(12);
  });

  test('finds its place where ids lie unevenly', async () => {
    const { source } = shelf([...upTo(3000).map((id) => id * 7), ...upTo(3000).map((id) => 900_000 + id), 5_000_000]);
    const list = listOf(source);
    await list.open();
    await list.show({ from: 2990, until: 3030 });
    expect(idsAt(list, 2999, 3003)).toEqual([900_002, 900_001, 21_000, 20_993]);
    await list.show({ from: 5990, until: 6001 });
    expect(list.at(6000)?.id).toBe(7);
  });
});

describe('arrivals', () => {
  test('come in on top', async () => {
    const list = listOf(shelf(upTo(3)).source);
    await list.open();
    list.follow(stored(4, 5));
    expect(idsAt(list, 0, 3)).toEqual([5, 4, 3]);
    expect([...list.fresh]).toEqual([5, 4]);
    list.follow(stored(5));
    expect(list.total).toBe(5);
  });

  test('wait while the reader is in the midst of the list', async () => {
    const { source, kept } = shelf(upTo(300));
    const list = listOf(source);
    await list.open();
    list.hold = true;
    kept.add(301).add(302);
    list.follow(stored(301, 302));
    expect(list.waiting).toBe(2);
    expect(list.at(0)?.id).toBe(300);
    await list.show({ from: 150, until: 190 });
    expect(list.at(150)?.id).toBe(150);
    list.hold = false;
    expect(list.waiting).toBe(0);
    expect(idsAt(list, 0, 3)).toEqual([302, 301, 300]);
    expect(list.total).toBe(302);
  });

  test('go on waiting while the list is read again', async () => {
    const { source, kept } = shelf(upTo(300));
    const list = listOf(source);
    await list.open();
    list.hold = true;
    kept.add(301);
    list.follow(stored(301));
    await list.reload();
    expect(list.at(0)?.id).toBe(300);
    expect(list.total).toBe(300);
    expect(list.waiting).toBe(1);
  });

  test('are read again where so many waited that not each was kept', async () => {
    const { source, kept } = shelf(upTo(10));
    const list = listOf(source);
    await list.open();
    list.hold = true;
    const many = upTo(900).map((id) => 10 + id);
    for (const id of many) kept.add(id);
    list.follow(stored(...many));
    expect(list.waiting).toBe(900);
    list.hold = false;
    await list.show({ from: 0, until: 40 });
    expect(list.total).toBe(910);
    expect(idsAt(list, 0, 2)).toEqual([910, 909]);
    expect(list.waiting).toBe(0);
  });

  test('of other accounts do not come in', async () => {
    const list = listOf(shelf(upTo(3)).source, { account: 'secondary' });
    await list.open();
    list.follow(stored(4));
    expect(list.total).toBe(3);
  });

  test('while the list is read are not lost', async () => {
    const { source, kept } = shelf(upTo(3));
    const list = listOf(source);
    await list.open();
    const reading = list.reload();
    // The answer under way does not know it yet.
    list.follow(stored(4));
    await reading;
    kept.add(4);
    expect(idsAt(list, 0, 2)).toEqual([4, 3]);
  });

  test('come in by a search only where it finds them', async () => {
    const { source, kept } = shelf([2, 4]);
    const list = listOf(source, { q: 'even' });
    await list.open();
    kept.add(6);
    list.follow(stored(5, 6));
    await list.show({ from: 0, until: 40 });
    expect(idsAt(list, 0, 3)).toEqual([6, 4, 2]);
  });
});

describe('what goes', () => {
  test('leaves the rows around it where they are', async () => {
    const { source, kept } = shelf(upTo(300));
    const list = listOf(source);
    await list.open();
    for (const id of [299, 150]) kept.delete(id);
    list.remove(new Set([299, 150]));
    expect(idsAt(list, 0, 3)).toEqual([300, 298, 297]);
    expect(list.total).toBe(298);
    await list.show({ from: 140, until: 160 });
    expect(idsAt(list, 148, 151)).toEqual([151, 149, 148]);
  });

  test('is left out while it is not deleted on the server yet', async () => {
    const { source } = shelf(upTo(5));
    const list = listOf(source, {}, new Set([4]));
    await list.open();
    expect(list.total).toBe(4);
    expect(idsAt(list, 0, 3)).toEqual([5, 3, 2]);
  });

  test('a failure is told, and the next question mends it', async () => {
    const { source } = shelf(upTo(5));
    let broken = true;
    const list = listOf({ ...source, count: (choice) => (broken ? Promise.reject(new Error('no answer')) : source.count(choice)) });
    await list.open();
    expect(list.failure?.message).toBe('no answer');
    expect(list.total).toBeUndefined();
    broken = false;
    await list.reload();
    expect(list.failure).toBeUndefined();
    expect(list.total).toBe(5);
  });
});

test('a message is found in a list that has not loaded it, and its neighbours too', async () => {
  const list = listOf(shelf(upTo(1000).map((id) => 2 * id)).source);
  const place = await list.locate(1000);
  expect(place).toBe(500);
  expect(idsAt(list, 499, 502)).toEqual([1002, 1000, 998]);
  expect(await list.locate(999)).toBe(-1);
});
