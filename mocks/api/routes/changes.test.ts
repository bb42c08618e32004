import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ask, makeStand, openStream, type Stand } from '../api-client.testing.ts';

let stand: Stand;

beforeEach(async () => {
  stand = await makeStand();
});

afterEach(() => stand.api.close());

const CHANGES = '/api/v1/changes';
/** Lets the store take what came, and sockets do what is under way. */
const settle = async (): Promise<void> => {
  await stand.store.settled();
  await stand.clock.advance(0);
};

const types = (text: string): (string | undefined)[] => [...text.matchAll(/^event: (\w+)$/gm)].map(([, type]) => type);

describe('the stream of changes', () => {
  test('tells what happens to messages, in one stream, each with its number', async () => {
    stand.deliver('primary');
    await settle();
    const stream = await openStream(stand.api, CHANGES);
    await settle();
    stand.deliver('primary', 'Subject: two\r\n\r\n');
    await settle();
    await ask(stand.api, '/api/v1/messages/read', { method: 'POST', body: { ids: [2], read: true } });
    await ask(stand.api, '/api/v1/messages/1', { method: 'DELETE' });
    await settle();
    const told = types(stream.text());
    expect(told[0]).toBe('messageStored');
    expect(told).toContain('messageChanged');
    expect(told.at(-1)).toBe('messagesDeleted');
    expect(stream.ids()).toEqual(stream.ids().toSorted((one, other) => one - other));
    expect(stream.text()).toContain('"subject":"two"');
  });

  test('tells when rules, accounts or records change, by whomever', async () => {
    const stream = await openStream(stand.api, CHANGES);
    await ask(stand.api, '/api/v1/faults/presets/refused', { method: 'POST', body: {} });
    await settle();
    stand.faults.remove('refused');
    await ask(stand.api, '/api/v1/accounts', { method: 'POST', body: {} });
    await ask(stand.api, '/api/v1/dns/records?name=primary.setd.example', { method: 'DELETE' });
    await settle();
    const areas = [...stream.text().matchAll(/"what":"(\w+)"/g)].map(([, area]) => area);
    expect(areas).toEqual(['rules', 'rules', 'accounts', 'records']);
    expect(stream.ids()).toEqual([]);
  });

  test('goes on after the last number that the reader saw', async () => {
    const first = await openStream(stand.api, CHANGES);
    await settle();
    stand.deliver('primary');
    await settle();
    stand.deliver('primary');
    await settle();
    const ids = first.ids();
    const byHeader = await openStream(stand.api, CHANGES, { 'Last-Event-ID': String(ids[0]) });
    const byParameter = await openStream(stand.api, `${CHANGES}?after=${ids[0]}`);
    await settle();
    expect(ids.length).toBeGreaterThan(1);
    expect(byHeader.ids()).toEqual(ids.slice(1));
    expect(byParameter.ids()).toEqual(ids.slice(1));
  });

  test('tells a reader of another feed to begin anew', async () => {
    const stream = await openStream(stand.api, CHANGES, { 'Last-Event-ID': '500' });
    stand.deliver('primary');
    await settle();
    expect(types(stream.text())[0]).toBe('gap');
  });

  test('shares its number of streams with the evidence', async () => {
    const streams = await Promise.all(
      Array.from({ length: 64 }, (_, index) => openStream(stand.api, index % 2 ? CHANGES : '/api/v1/events')),
    );
    for (const path of [CHANGES, '/api/v1/events']) expect((await ask(stand.api, path)).status).toBe(503);
    streams[0]?.response.destroy();
    await settle();
    expect((await openStream(stand.api, CHANGES)).response.statusCode).toBe(200);
  });
});

test('the evidence of another log is told from its beginning', async () => {
  stand.deliver('primary');
  const stream = await openStream(stand.api, '/api/v1/events', { 'Last-Event-ID': '500' });
  stand.deliver('primary');
  await settle();
  expect(types(stream.text())).toEqual(['copyReceived', 'copyReceived']);
});
