import { afterEach, describe, expect, test } from 'vitest';
import { ask, makeStand, type OpenStream, openStream, type Stand } from '../api-client.testing.ts';

let stand: Stand;

afterEach(() => stand.api.close());

const open = (query = '', headers: Record<string, string> = {}): Promise<OpenStream> =>
  openStream(stand.api, `/api/v1/events${query}`, headers);

const record = (...names: string[]): void => {
  for (const what of names) stand.evidence.record({ type: 'standChanged', what });
};

describe('the event stream', () => {
  test('tells what happens from now on, each with its place in the log', async () => {
    stand = await makeStand();
    record('before');
    const stream = await open();
    expect(stream.response.headers['content-type']).toBe('text/event-stream; charset=utf-8');
    record('first\nwith a line end', 'second');
    await stand.clock.advance(0);
    expect(stream.ids()).toEqual([2, 3]);
    expect(stream.text()).toContain(
      'id: 2\nevent: standChanged\ndata: {"type":"standChanged","what":"first\\nwith a line end","seq":2,"atMs":0}\n\n',
    );
  });

  test('goes on after the last id that the reader saw', async () => {
    stand = await makeStand();
    record('a', 'b', 'c', 'd');
    const byHeader = await open('', { 'Last-Event-ID': '2' });
    const byParameter = await open('?after=0');
    const both = await open('?after=0', { 'Last-Event-ID': '3' });
    record('e');
    await stand.clock.advance(0);
    expect(byHeader.ids()).toEqual([3, 4, 5]);
    expect(byParameter.ids()).toEqual([1, 2, 3, 4, 5]);
    expect(both.ids()).toEqual([4, 5]);
  });

  test('tells how much a reader missed', async () => {
    stand = await makeStand({}, 4);
    record('1', '2', '3', '4', '5', '6');
    const stream = await open('?after=1');
    await stand.clock.advance(0);
    expect(stream.text()).toContain('event: gap\ndata: {"lost":1}\n\n');
    expect(stream.ids()).toEqual([3, 4, 5, 6]);
  });

  test('after a restart tells what of the log before it a reader missed, and nobody else', async () => {
    stand = await makeStand({}, 10, 100);
    const readers = [await open('', { 'Last-Event-ID': '60' }), await open('', { 'Last-Event-ID': '100' }), await open()];
    record('next');
    await stand.clock.advance(0);
    expect(readers.map((reader) => [reader.ids(), /^event: gap\ndata: (.*)$/m.exec(reader.text())?.[1]])).toEqual([
      [[101], '{"lost":40}'],
      [[101], undefined],
      [[101], undefined],
    ]);
  });

  test('shows that it lives', async () => {
    stand = await makeStand();
    const stream = await open();
    await stand.clock.advance(31_000);
    expect(stream.text().match(/^: still here$/gm)).toHaveLength(2);
  });

  test('a reader that stops reading costs no memory and misses nothing', async () => {
    stand = await makeStand();
    const stream = await open();
    stream.response.pause();
    const filler = 'x'.repeat(10_000);
    for (let round = 0; round < 20; round += 1) {
      record(...Array.from({ length: 100 }, () => filler));
      await stand.clock.advance(0);
    }
    stream.response.resume();
    expect(await stand.clock.runUntil(() => stream.ids().length === 2_000, 0)).toBe(true);
    expect(stream.ids()).toEqual(Array.from({ length: 2_000 }, (_, index) => index + 1));
  });

  test('a reader that leaves is forgotten', async () => {
    stand = await makeStand();
    const stream = await open();
    expect(stand.clock.pendingTimers).toBe(1);
    stream.response.destroy();
    await stand.clock.advance(0);
    expect(stand.clock.pendingTimers).toBe(0);
    record('nobody listens');
  });

  test('there are only so many at a time', async () => {
    stand = await makeStand();
    const streams = await Promise.all(Array.from({ length: 64 }, () => open()));
    expect((await ask(stand.api, '/api/v1/events')).status).toBe(503);
    streams[0]?.response.destroy();
    await stand.clock.advance(0);
    expect((await open()).response.statusCode).toBe(200);
  });

  test.each(['x', '-1', '1.5'])('Last-Event-ID: %s is refused', async (id) => {
    stand = await makeStand();
    expect((await ask(stand.api, '/api/v1/events', { headers: { 'Last-Event-ID': id } })).status).toBe(400);
  });
});
