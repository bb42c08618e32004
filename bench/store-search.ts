import { hash } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore, type Store } from '../mocks/store/store.ts';
import { WallClock } from '../src/clock.ts';
import { makeSampleMail } from './sample-mail.ts';

// A file with 100,000 messages of 5 KB: how long a start, the list and searches take, and what memory the process has.

const LARGE = 100_000;
const LIST_AIM_MS = 100;
const SEARCH_AIM_MS = 200;
const TRIES = 5;
const MIB = 1024 * 1024;

/** How long the first try took, whose pages may still be on the disk, and the longest of the others. */
interface Taken {
  readonly first: number;
  readonly later: number;
}

const timed = async (what: () => Promise<unknown>): Promise<Taken> => {
  const times: number[] = [];
  for (let tried = 0; tried < TRIES; tried += 1) {
    const begun = performance.now();
    await what();
    times.push(performance.now() - begun);
  }
  const [first = Number.NaN, ...later] = times;
  return { first, later: Math.max(...later) };
};

const described = ({ first, later }: Taken, aimMs: number): string =>
  `${first.toFixed(1)} ms, then at most ${later.toFixed(1)} ms${Math.max(first, later) > aimMs ? ` (above ${aimMs})` : ''}`;

const fill = async (store: Store, sample: ReturnType<typeof makeSampleMail>): Promise<void> => {
  for (let copy = 1; copy <= LARGE; copy += 1) {
    const raw = Buffer.from(sample.message(copy));
    const account = copy % 3 === 0 ? 'secondary' : 'primary';
    const sink = store.open();
    sink.write(raw);
    sink.keep({
      copy,
      account,
      mailFrom: '',
      rcptTo: [`${account}@intake.test`],
      connection: Math.ceil(copy / 50),
      receivedAtMs: Date.now(),
      size: raw.length,
      sha256: hash('sha256', raw),
      fate: 'stored',
    });
    if (copy % 500 === 0) await new Promise(setImmediate);
  }
  await store.messages.list();
};

/** Fills a store with 100,000 messages and asks it everything that can be asked. */
export const measureLarge = async (): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'setd-bench-'));
  const sample = makeSampleMail(2);
  const clock = new WallClock();
  let begun = performance.now();
  const since = (): string => `${((performance.now() - begun) / 1000).toFixed(1)} s`;
  let store = await openStore({ clock, data: folder });
  await fill(store, sample);
  console.log(`${LARGE} messages handed over and written in ${since()}`);
  await store.settled();
  console.log(`searchable after ${since()}`);
  await store.messages.tag({ ids: [10, 2000, 50_000] }, { add: ['checked'] });
  await store.close();
  console.log(`file: ${(statSync(join(folder, 'setd.sqlite')).size / MIB).toFixed(0)} MiB`);
  begun = performance.now();
  store = await openStore({ clock, data: folder });
  console.log(`a start with this file: ${(performance.now() - begun).toFixed(0)} ms`);
  begun = performance.now();
  await store.messages.list();
  console.log(`the first list after it: ${(performance.now() - begun).toFixed(0)} ms`);
  const { common, some, rare } = sample.words;
  const lists = { 'the list': '', 'an account': 'account:secondary' };
  for (const [name, q] of Object.entries(lists)) {
    console.log(`${name}: ${described(await timed(() => store.messages.list({ q })), LIST_AIM_MS)}`);
  }
  const searches = [
    common,
    some,
    rare,
    `"${common} ${some}"`,
    `${common} ${some}`,
    `-${common}`,
    'nowhereatall',
    'e',
    'st',
    '報告書',
    '月',
    'from:example',
    'to:site.example',
    'to:a',
    `subject:${common}`,
    `account:secondary ${common}`,
    `${common} -tag:checked -is:duplicate`,
    common.slice(0, 1),
    common.slice(0, 2),
    `from:${common}`,
    'subject:報告',
    'subject:tion',
    'message-id:99999',
    'mid:77777',
    'has:attachment',
    '-has:attachment larger:4k',
    'is:unread',
    '-is:unread',
    'is:duplicate',
    'is:refused',
    'tag:checked',
    '-tag:checked',
    'rule:none',
    'before:2020',
    'before:2100',
    'larger:4k',
    'after:1h smaller:100',
    'dcid:5',
    'connection:1999',
  ];
  for (const q of searches) {
    const page = await timed(() => store.messages.list({ q }));
    const counted = await timed(() => store.messages.count({ q }));
    const found = await store.messages.count({ q });
    console.log(`${q}: first page ${described(page, SEARCH_AIM_MS)}; count ${described(counted, SEARCH_AIM_MS)}; finds ${found}`);
  }
  console.log(`memory: ${(process.memoryUsage.rss() / MIB).toFixed(0)} MiB`);
  await store.close();
  rmSync(folder, { recursive: true });
};
