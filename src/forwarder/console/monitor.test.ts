import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ask, type ConsoleStand, openStream, startConsoleStand } from './console.testing.ts';

let stand: ConsoleStand;
beforeEach(async () => {
  stand = await startConsoleStand();
});
afterEach(() => stand.stop());

const get = (path: string) => ask(stand.console, `/api/v1${path}`);
const hand = (to: string, subject = 'Testing') =>
  stand.hand('a@sender.test', [to], `Message-ID: <${to}>\r\nSubject: ${subject}\r\n\r\nx\r\n`);

const found = z.object({ messages: z.array(z.object({ mid: z.int() })), next: z.int().nullable() });
const midsOf = async (query: string): Promise<number[]> =>
  found.parse((await get(`/tracking?${query}`)).body).messages.map(({ mid }) => mid);

describe('GET /gateway', () => {
  it('tells what this is', async () => {
    expect((await get('/gateway')).body).toEqual({
      hostname: 'gateway.test',
      version: '1.2.3',
      cloud: false,
      listeners: [{ name: 'InboundMail', kind: 'incoming', address: '127.0.0.1', port: expect.any(Number) }],
      startedAtMs: stand.clock.now(),
      nowMs: stand.clock.now(),
      configFile: null,
      spool: 'memory',
    });
  });
});

describe('delivery status', () => {
  it('has a row for each destination and all details of one', async () => {
    await hand('c@company.test');
    await stand.clock.advance(100);
    expect((await get('/delivery-status?sort=soft_bounced')).body).toMatchObject({
      asOfMs: stand.clock.now(),
      rows: [{ host: 'the.tdc.queue', down: true, activeRecipients: 1, softBounced: 1, hardBounced: 0 }],
    });
    await stand.clock.advance(120_000);
    expect((await get('/delivery-status/the.tdc.queue')).body).toMatchObject({
      hardBounces: { dns: 1, fiveXX: 0, filter: 0, expired: 0, other: 0 },
      oldestMessageAtMs: null,
      lastRefusal: null,
    });
  });

  it.each(['/delivery-status/none.example', '/cli/hoststatus/none.example'])('%s: 404', async (path) => {
    const answer = await get(path);
    expect(answer.status).toBe(404);
    expect(answer.body).toMatchObject({ detail: expect.stringMatching(/^No record of host: 'none\.example'/) });
  });

  it.each(['/delivery-status?sort=colour', '/delivery-status?sort=6', '/cli/tophosts?sort=', '/delivery-status?other=1'])(
    '%s: 400',
    async (path) => expect((await get(path)).status).toBe(400),
  );

  it('is not offered by a cloud gateway (COUNT-1)', async () => {
    await stand.stop();
    stand = await startConsoleStand({}, { cloud: true });
    for (const path of ['/delivery-status', '/delivery-status/the.tdc.queue', '/cli/deliverystatus']) {
      expect((await get(path)).status).toBe(404);
    }
    expect((await get('/gateway')).body).toMatchObject({ cloud: true });
    const stream = await openStream(stand.console, '/api/v1/events');
    expect(await stream.until(/event: settings/)).not.toContain('event: status');
  });
});

describe('texts of the command line', () => {
  it('are plain text, as the gateway prints them', async () => {
    await hand('c@company.test');
    await stand.clock.advance(100);
    for (const [path, text] of [
      ['/cli/tophosts', stand.forwarder.tophosts()],
      ['/cli/tophosts?sort=2', stand.forwarder.tophosts('conn_out')],
      ['/cli/hoststatus/the.tdc.queue', stand.forwarder.hostStatus('the.tdc.queue')],
      ['/cli/hoststatus/THE.TDC.QUEUE', stand.forwarder.hostStatus('the.tdc.queue')],
      ['/cli/deliverystatus?sort=conn_out', stand.forwarder.deliveryStatusText('conn_out')],
      ['/cli/findevent?mid=1', stand.forwarder.findEvents({ mid: 1 })],
    ]) {
      const answer = await get(path ?? '');
      expect([answer.status, answer.headers['content-type'], answer.text]).toEqual([200, 'text/plain; charset=utf-8', text]);
    }
  });

  it('hold no line and no header field of a message’s making (LOG-12)', async () => {
    const forged = 'x\r\n\tFri Jan  1 00:00:00 2027 Info: forged\u2028\u0085<script>alert(1)</script>\x1b[2J';
    await hand('c@company.test', forged);
    const { text, headers } = await get('/cli/findevent?mid=1');
    expect(headers['x-content-type-options']).toBe('nosniff');
    for (const line of text.trimEnd().split('\n')) expect(line).toMatch(/^Mon Nov {2}2 09:00:00 2026 Info: /);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not come
    expect(text.replaceAll('\n', '')).not.toMatch(/[\x00-\x1f\x7f-\x9f\u2028\u2029]/);
  });

  it('of findevent need something to look for', async () => {
    expect((await get('/cli/findevent')).status).toBe(400);
    expect((await get('/cli/findevent?limit=5')).status).toBe(400);
    expect((await get('/cli/findevent?mid=9')).text).toBe('No matching message was found.\n');
  });
});

describe('message tracking', () => {
  it('finds messages by each of its fields (TRACK-3)', async () => {
    await hand('one@company.test', 'First');
    await stand.clock.advance(60_000);
    await hand('two@other.test', 'Second');
    const middle = encodeURIComponent(new Date(stand.clock.now() - 1000).toISOString());
    expect(await midsOf('')).toEqual([2, 1]);
    expect(await midsOf('mid=1')).toEqual([1]);
    expect(await midsOf('sender=SENDER.test')).toEqual([2, 1]);
    expect(await midsOf('recipient=two@')).toEqual([2]);
    expect(await midsOf('subject=fIR')).toEqual([1]);
    expect(await midsOf('messageId=one@company.test')).toEqual([1]);
    expect(await midsOf(`from=${middle}`)).toEqual([2]);
    expect(await midsOf(`until=${middle}`)).toEqual([1]);
    expect(await midsOf('state=discarded')).toEqual([2]);
    expect(await midsOf('state=failed')).toEqual([1]);
    expect(await midsOf('sender=nobody')).toEqual([]);
  });

  it('goes on from page to page', async () => {
    for (const to of ['a', 'b', 'c']) await hand(`${to}@other.test`);
    const { messages, next } = found.parse((await get('/tracking?limit=2')).body);
    expect(messages.map(({ mid }) => mid)).toEqual([3, 2]);
    expect(found.parse((await get(`/tracking?limit=2&before=${next}`)).body)).toMatchObject({ messages: [{ mid: 1 }], next: null });
  });

  it.each([
    'mid=0',
    'mid=x',
    'from=yesterday',
    'until=2026-11-02',
    'state=lost',
    'limit=0',
    'limit=501',
    'before=-1',
    'color=red',
    `subject=${'x'.repeat(1001)}`,
  ])('?%s: 400', async (query) => expect((await get(`/tracking?${query}`)).status).toBe(400));

  it.each([
    ['/tracking/7', 404],
    ['/tracking/x', 400],
    ['/tracking/1?x=1', 400],
  ])('%s: %i', async (path, status) => expect((await get(path)).status).toBe(status));
});

describe('the mail log', () => {
  const lines = z.object({ lines: z.array(z.object({ seq: z.int(), line: z.string() })), next: z.int() });
  const read = async (query: string) => lines.parse((await get(`/log${query}`)).body);

  it('gives the newest lines, those after a number, and those that match', async () => {
    await hand('c@other.test');
    await stand.clock.settle();
    const all = await read('');
    expect(all.lines.map(({ seq }) => seq)).toEqual(all.lines.map((_, place) => place + 1));
    expect(all.next).toBe(all.lines.length);
    expect((await read('?limit=2')).lines).toEqual(all.lines.slice(-2));
    expect(await read('?after=0&limit=2')).toEqual({ lines: all.lines.slice(0, 2), next: 2 });
    expect((await read('?match=START%20mid')).lines.map(({ line }) => line.slice(25))).toEqual(['Info: Start MID 1 ICID 1']);
    expect(await read(`?after=${all.next}`)).toEqual({ lines: [], next: all.next });
  });

  it.each(['?after=x', '?limit=0', '?limit=10001', '?other=1'])('%s: 400', async (query) =>
    expect((await get(`/log${query}`)).status).toBe(400),
  );

  it('is streamed from the next line on, or after the one that the reader saw last', async () => {
    await hand('c@other.test');
    await stand.clock.settle();
    const before = stand.forwarder.recentLog.last;
    const [fresh, seen] = await Promise.all([
      openStream(stand.console, '/api/v1/log/stream'),
      openStream(stand.console, '/api/v1/log/stream?after=1', { 'Last-Event-ID': '2' }),
    ]);
    expect(fresh.response.headers['content-type']).toBe('text/event-stream; charset=utf-8');
    expect(await seen.until(new RegExp(`^id: ${before}$`, 'm'))).toMatch(/^id: 3\nevent: line\ndata: \{"seq":3,"line":"Mon Nov/m);
    await hand('d@other.test');
    const text = await fresh.until(/Message finished MID 2 done/);
    expect(text).toContain(`id: ${before + 1}\n`);
    expect(text).not.toContain(`id: ${before}\n`);
    fresh.leave();
    seen.leave();
  });

  it('tells a reader that comes too late how many lines are gone, and is followed by 64 readers at most', async () => {
    await stand.stop();
    stand = await startConsoleStand({}, { mailLog: { recentLines: 5 } });
    await hand('c@other.test');
    await stand.clock.settle();
    const { last } = stand.forwarder.recentLog;
    const late = await openStream(stand.console, '/api/v1/log/stream?after=0');
    expect(await late.until(new RegExp(`^id: ${last}$`, 'm'))).toContain(`event: gap\ndata: {"lost":${last - 5}}\n\n`);
    const others = await Promise.all(Array.from({ length: 63 }, () => openStream(stand.console, '/api/v1/events')));
    expect((await get('/log/stream')).status).toBe(503);
    for (const stream of [late, ...others]) stream.leave();
  });
});

describe('events', () => {
  it('tell the status and the settings at the beginning and when they change', async () => {
    const stream = await openStream(stand.console, '/api/v1/events');
    await stream.until(/event: status\ndata: \{.*"activeRecipients":0.*\n\n[\s\S]*event: settings\ndata: \{"revision":1\}\n\n/);
    await hand('c@company.test');
    await stream.until(/"activeRecipients":1/);
    stand.forwarder.admin.setConnector({ enabled: false, defaultIntakeAddress: 'copies@intake.test' }, 1);
    await stream.until(/event: settings\ndata: \{"revision":2\}\n\n/);
    stream.leave();
  });
});
