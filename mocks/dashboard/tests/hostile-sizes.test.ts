import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { VIEW_LIMITS } from '../message-view/limits.ts';
import { HOSTILE_ATTACHMENT, HOSTILE_SIZES, type HostileSize, SIZE_NAMES } from './hostile-sizes.testing.ts';
import { type DashboardStand, journalCopy, startStand, TOKEN } from './stand.testing.ts';

// Mail of hostile sizes goes the whole way: over SMTP into the store, and out again as list, view, source, download and export.
// `node bench/soak.ts large` does the same with an attachment of 100 MB, and tells the memory of the mock.

const MIB = 1024 * 1024;
/** What a view may weigh, whatever it shows: the page takes it in one piece. */
const MOST_VIEW_BYTES = 3 * MIB;

const wire = (name: HostileSize): Buffer => Buffer.from(`${journalCopy(7, HOSTILE_SIZES[name])}\r\n`);

let stand: DashboardStand;
beforeAll(async () => {
  stand = await startStand();
  for (const name of SIZE_NAMES) expect(await stand.deliver(journalCopy(7, HOSTILE_SIZES[name]))).toMatch(/^250/);
  await stand.store.settled();
}, 30_000);
afterAll(() => stand[Symbol.asyncDispose]());

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const fetched = async (path: string): Promise<Response> => {
  const response = await fetch(`http://127.0.0.1:${stand.api.port}/api/v1/messages${path}`, {
    headers: { authorization: `Bearer ${TOKEN}` },
  });
  expect([path, response.status]).toEqual([path, 200]);
  return response;
};
const bytesOf = async (path: string): Promise<Buffer> => Buffer.from(await (await fetched(path)).arrayBuffer());

const listed = z.object({ messages: z.array(z.object({ id: z.int(), size: z.int(), subject: z.string(), indexed: z.boolean() })) });
const viewed = z.object({
  outer: z.object({ sha256: z.string() }),
  inner: z.object({ size: z.int(), sha256: z.string() }),
  message: z.object({
    parts: z.array(z.object({ index: z.int(), depth: z.int() })),
    flaws: z.array(z.object({ kind: z.string() })),
  }),
});
const exported = z.object({ id: z.int(), base64: z.base64() });

describe.each(SIZE_NAMES.map((name, index) => ({ name, id: index + 1 })))('$name', ({ name, id }) => {
  test('stands in the list and is found', async () => {
    const { messages } = listed.parse(await (await fetched(`?q=${encodeURIComponent('subject:hostile')}`)).json());
    expect(messages.find((message) => message.id === id)).toEqual({ id, size: wire(name).length, subject: 'hostile', indexed: true });
  });

  test('has a view of bounded size that tells what is left out', async () => {
    const text = await (await fetched(`/${id}/view`)).text();
    expect(text.length).toBeLessThan(MOST_VIEW_BYTES);
    const { outer, inner, message } = viewed.parse(JSON.parse(text));
    expect([outer.sha256, inner.size]).toEqual([sha256(wire(name)), HOSTILE_SIZES[name].length]);
    expect(message.parts.length).toBeLessThanOrEqual(VIEW_LIMITS.parts);
    expect(Math.max(...message.parts.map(({ depth }) => depth))).toBeLessThanOrEqual(VIEW_LIMITS.depth);
    const told = message.flaws.map(({ kind }) => kind);
    const expected: Record<HostileSize, readonly string[]> = {
      '10,000 parts': ['too many parts'],
      '1,000 levels': ['too deep'],
      'a large attachment': [],
    };
    expect(told).toEqual(expected[name].length === 0 ? [] : expect.arrayContaining([...expected[name]]));
  });

  test('comes out byte for byte: whole, as message, as source, in an export', async () => {
    const all = wire(name);
    const message = Buffer.from(HOSTILE_SIZES[name]);
    expect(sha256(await bytesOf(`/${id}/raw`))).toBe(sha256(all));
    expect(sha256(await bytesOf(`/${id}/message`))).toBe(sha256(message));
    const from = all.length - 1000;
    expect((await bytesOf(`/${id}/source?from=${from}`)).equals(all.subarray(from))).toBe(true);
    const line = exported.parse(JSON.parse(String(await bytesOf(`/export?format=ndjson&bytes=true&ids=${id}`))));
    expect(sha256(Buffer.from(line.base64, 'base64'))).toBe(sha256(all));
    const mbox = await bytesOf(`/export?format=mbox&of=message&ids=${id}`);
    expect(sha256(mbox.subarray(mbox.indexOf('\n') + 1))).toBe(sha256(Buffer.from(`${HOSTILE_SIZES[name].replaceAll('\r\n', '\n')}\n`)));
  });
});

test('a large attachment is saved byte for byte, and its source is read in pages', async () => {
  expect(sha256(await bytesOf('/3/parts/2'))).toBe(sha256(HOSTILE_ATTACHMENT));
  const page = await fetched('/3/parts/2/source?bytes=65536');
  expect(Number(page.headers.get('source-size'))).toBeGreaterThan(HOSTILE_ATTACHMENT.length);
  expect((await page.text()).length).toBeLessThanOrEqual(65_536);
});
