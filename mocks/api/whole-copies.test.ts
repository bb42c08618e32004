import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { makeStand, type Stand, TOKEN } from './api-client.testing.ts';
import { WholeCopies } from './whole-copies.ts';

const MIB = 1024 * 1024;
/** More than sockets and streams hold between a server and a client that takes what comes. */
const MOST_ON_THE_WAY = 12 * MIB;
const SIZE = 24 * MIB;

let stand: Stand;

beforeEach(async () => {
  stand = await makeStand();
});

afterEach(() => stand.api.close());

const HEAD =
  'Subject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nsmall\r\n--b\r\nContent-Type: application/zip\r\n\r\n';
const largeCopy = (): Buffer => Buffer.concat([Buffer.from(HEAD), Buffer.alloc(SIZE, 'x'), Buffer.from('\r\n--b--\r\n')]);

/** Fetches and throws away; `taken` is told how many bytes came. */
const fetchAway = (path: string, taken: (bytes: number) => void): Promise<void> =>
  new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${TOKEN}` };
    const sent = request({ host: stand.api.address, port: stand.api.port, path, headers }, (response) => {
      response.on('data', (piece: Buffer) => taken(piece.length));
      response.on('end', resolve);
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end();
  });

/** Bytes that were read out of the store, of all that a client took, and the most that were on the way. */
const follow = async (path: string): Promise<{ wholes: number; taken: number; mostOnTheWay: number }> => {
  const { messages } = stand.store;
  const wholes = vi.spyOn(messages, 'raw');
  const { rawChunks } = messages;
  let [read, taken, mostOnTheWay] = [0, 0, 0];
  vi.spyOn(messages, 'rawChunks').mockImplementation(async function* (...stretch) {
    for await (const piece of rawChunks(...stretch)) {
      read += piece.length;
      mostOnTheWay = Math.max(mostOnTheWay, read - taken);
      yield piece;
    }
  });
  await fetchAway(`/api/v1/messages/${path}`, (bytes) => {
    taken += bytes;
  });
  return { wholes: wholes.mock.calls.length, taken, mostOnTheWay };
};

describe('a large copy', { timeout: 30_000 }, () => {
  test.each(['1/raw', 'export?format=mbox', 'export?format=ndjson&bytes=true'])(
    'is sent as it is taken and never read as a whole: %s',
    async (path) => {
      stand.deliver('primary', largeCopy());
      const { wholes, taken, mostOnTheWay } = await follow(path);
      expect(wholes).toBe(0);
      expect(taken).toBeGreaterThan(SIZE);
      expect(mostOnTheWay).toBeLessThan(MOST_ON_THE_WAY);
    },
  );

  test.each(['1/parts/2', '1/message', 'export?format=mbox&of=message'])(
    'is let go before what it holds is sent as it is taken: %s',
    async (path) => {
      stand.deliver('primary', largeCopy());
      const { wholes, taken, mostOnTheWay } = await follow(path);
      expect(wholes).toBe(1);
      expect(taken).toBeGreaterThanOrEqual(SIZE);
      expect(mostOnTheWay).toBeLessThan(MOST_ON_THE_WAY);
    },
  );
});

describe('copies that have to be looked at whole', () => {
  const SMALL = 1000;
  const raw = Buffer.from(`Subject: x\r\n\r\n${'y'.repeat(SMALL - 14)}`);

  /** Looks at so many at once, each until it is told to end; tells how many were looked at at a time. */
  const lookAtAll = async (copies: WholeCopies, ids: readonly number[]): Promise<number> => {
    let [held, most] = [0, 0];
    const look = async (): Promise<void> => {
      held += 1;
      most = Math.max(most, held);
      // Others come in while this one is at it, if they may.
      await stand.store.messages.counts();
      held -= 1;
    };
    await Promise.all(ids.map((id) => copies.whole(id, look)));
    return most;
  };

  test('are so many that they fit, and one at least', async () => {
    for (let count = 0; count < 6; count += 1) stand.deliver('primary', raw);
    const ids = [1, 2, 3, 4, 5, 6];
    expect(await lookAtAll(new WholeCopies(stand.store.messages, 2 * SMALL), ids)).toBe(2);
    expect(await lookAtAll(new WholeCopies(stand.store.messages, SMALL - 1), ids)).toBe(1);
  });

  test('make room when looking fails, and when there is no such copy', async () => {
    stand.deliver('primary', raw);
    const copies = new WholeCopies(stand.store.messages, SMALL);
    const failing = copies.whole(1, () => Promise.reject(new Error('no')));
    const missing = copies.whole(7, (bytes) => bytes);
    await expect(failing).rejects.toThrow('no');
    expect(await missing).toBeUndefined();
    expect(await copies.whole(1, (bytes) => bytes?.length)).toBe(SMALL);
  });
});
