// The page of a message against messages made to be large: how long its view takes, for how long nothing else gets a turn
// meanwhile, and what memory the process has at most, beside postal-mime, which takes the same message apart in one go. Each
// measurement is a process of its own. `node bench/message-view.ts` ends by itself in about a minute.
import { execFile } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { promisify } from 'node:util';
import PostalMime from 'postal-mime';
import { z } from 'zod';
import { partPieces } from '../mocks/dashboard/message-view/copy-reader.ts';
import { VIEW_LIMITS } from '../mocks/dashboard/message-view/limits.ts';
import { openMessage } from '../mocks/dashboard/message-view/opened-message.ts';
import { previewMessage } from '../mocks/dashboard/message-view/preview.ts';
import { viewMessage } from '../mocks/dashboard/message-view/view-message.ts';

const MIB = 1024 * 1024;
/** As a store gives the bytes of a copy. */
const PIECE_BYTES = MIB / 4;
/** Of a process that measures; postal-mime needs more for one of the messages, and gets no further with it. */
const MOST_HEAP_MIB = 1024;

const piecesOf = (raw: Buffer) =>
  async function* (_copy: number, from: number, to: number): AsyncGenerator<Buffer> {
    for (let at = from; at < Math.min(to, raw.length); at += PIECE_BYTES) yield raw.subarray(at, Math.min(at + PIECE_BYTES, to));
  };

/** So many bytes of that pattern with head and tail written over it, so that the message is in memory once. */
const filled = (bytes: number, pattern: string, head: string, tail: string): Buffer => {
  const raw = Buffer.alloc(bytes, pattern);
  raw.write(head, 'latin1');
  raw.write(tail, raw.length - tail.length, 'latin1');
  return raw;
};

const HEAD = 'Content-Type: multipart/mixed; boundary=b\r\n\r\n';
const TAIL = '\r\n--b--\r\n';
const ATTACHMENT = '--b\r\nContent-Type: application/zip; name=a.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n';
const html = (body: string): Buffer => Buffer.from(`Content-Type: text/html\r\n\r\n${body}`);

/** By what they are made of. */
const MESSAGES: Readonly<Record<string, () => Buffer>> = {
  'an ordinary message of 5 KB': () => Buffer.from(`Subject: x\r\n\r\n${`${'x'.repeat(70)}\r\n`.repeat(70)}`),
  'an attachment of 100 MB': () => filled(100 * MIB, `${'QUJD'.repeat(19)}\r\n`, HEAD + ATTACHMENT, TAIL),
  '10,000 parts': () => Buffer.from(HEAD + '--b\r\nContent-Type: image/png; name=x\r\n\r\nx\r\n'.repeat(10_000) + TAIL),
  '1,000 levels': () =>
    Buffer.from(
      Array.from({ length: 1_000 }, (_, level) => `Content-Type: multipart/mixed; boundary=b${level}\r\n\r\n--b${level}\r\n`).join(''),
    ),
  '100 MB like delimiters': () => filled(100 * MIB, '--b.\r\n', `${HEAD}--b\r\n\r\n`, TAIL),
  'a header of 30 MB': () => Buffer.alloc(30 * MIB, `X: ${'x'.repeat(95)}\r\n`),
  '2 MB of HTML': () => html('<table><tr><td style="color:red">text <a href="http://x.example/">link</a></table>'.repeat(25_000)),
  '2 MB of open formatting': () =>
    html(`${Array.from({ length: 40_000 }, (_, place) => `<font size=${place}>`).join('')}${'<p>'.repeat(400_000)}`),
  '2 MB of styles': () => html(`<style>${'p{color:red;background:url(http://x.example/)}'.repeat(45_000)}</style>`),
};

/** What is measured of each message. */
const TASKS: Readonly<Record<string, (raw: Buffer) => Promise<unknown>>> = {
  view: (raw) => viewMessage(raw),
  preview: (raw) => previewMessage(raw),
  download: async (raw) => {
    const part = openMessage(raw, VIEW_LIMITS).parts.at(-1);
    let size = 0;
    const place = { bodyStart: 0, end: raw.length, encoding: 'identity' } as const;
    if (part !== undefined) for await (const piece of partPieces({ pieces: piecesOf(raw) }, 1, place, part)) size += piece.length;
    return size;
  },
  // Messages that it refuses end early.
  'postal-mime': (raw) => PostalMime.parse(raw).catch(() => undefined),
};

const figures = z.object({ ms: z.number(), blockedMs: z.number(), peakMiB: z.number() });
type Figures = z.infer<typeof figures>;

/** Runs one task, looking after the event loop at every turn. */
const measure = async (message: string, task: string): Promise<Figures> => {
  const raw = MESSAGES[message]?.() ?? Buffer.alloc(0);
  const run = TASKS[task] ?? (() => Promise.resolve());
  const before = process.resourceUsage().maxRSS;
  let blockedMs = 0;
  let last = performance.now();
  let over = false;
  const look = (): void => {
    const now = performance.now();
    blockedMs = Math.max(blockedMs, now - last);
    last = now;
    if (!over) setImmediate(look);
  };
  setImmediate(look);
  const start = performance.now();
  last = start;
  await run(raw);
  const ms = performance.now() - start;
  blockedMs = Math.max(blockedMs, performance.now() - last);
  over = true;
  return { ms, blockedMs, peakMiB: (process.resourceUsage().maxRSS - before) / 1024 };
};

/** Undefined where the process ran out of memory. */
const inOwnProcess = async (message: string, task: string): Promise<Figures | undefined> => {
  const parameters = [`--max-old-space-size=${MOST_HEAP_MIB}`, import.meta.filename, message, task];
  const { stdout } = await promisify(execFile)(process.execPath, parameters).catch(() => ({ stdout: '' }));
  return stdout === '' ? undefined : figures.parse(JSON.parse(stdout));
};

const cell = (measured: Figures | undefined): string => {
  if (measured === undefined) return 'out of memory';
  const { ms, blockedMs, peakMiB } = measured;
  return `${ms.toFixed(0)} ms (${blockedMs.toFixed(0)}), +${peakMiB.toFixed(0)} MiB`;
};

const [message, task] = process.argv.slice(2);
if (message !== undefined && task !== undefined) console.log(JSON.stringify(await measure(message, task)));
else {
  console.log(
    'Time (the longest stretch without a turn for others), memory above the message itself; view by postal-mime as a ratio of time',
  );
  for (const name of Object.keys(MESSAGES)) {
    const [view, preview, download, peer] = [
      await inOwnProcess(name, 'view'),
      await inOwnProcess(name, 'preview'),
      await inOwnProcess(name, 'download'),
      await inOwnProcess(name, 'postal-mime'),
    ];
    const columns = [`view ${cell(view)}`, `preview ${cell(preview)}`, `download ${cell(download)}`, `postal-mime ${cell(peer)}`];
    console.log(
      [
        name.padEnd(28),
        ...columns.map((text) => text.padEnd(36)),
        `ratio ${view === undefined || peer === undefined ? '-' : (view.ms / peer.ms).toFixed(2)}`,
      ].join(' '),
    );
  }
}
