import { beforeEach, describe, expect, it } from 'vitest';
import type { TrackingQuery } from './tracked-message.ts';
import { documentedTrackingFormat } from './tracking-format.ts';
import { documentedMatcher } from './tracking-query.ts';
import { type TrackedFacts, TrackingStore } from './tracking-store.ts';

let now = 0;
let store: TrackingStore;
beforeEach(() => {
  now = 1000;
  store = new TrackingStore(3, () => now, documentedTrackingFormat, documentedMatcher);
});

const add = (mid: number, facts: Partial<TrackedFacts> = {}): void =>
  store.add({
    mid,
    icid: 1,
    direction: 'incoming',
    listener: 'InboundMail',
    remoteAddress: '192.0.2.1',
    sender: 'a@sender.test',
    recipients: ['b@company.test'],
    subject: 'Testing',
    messageId: `<${mid}@sender.test>`,
    sizeBytes: 100,
    receivedAtMs: now,
    policy: 'staff',
    verdict: { kind: 'clean' },
    splitFrom: null,
    ...facts,
  });

const mids = (query: TrackingQuery): number[] => store.search(query).messages.map(({ mid }) => mid);
const texts = (mid: number): string[] => (store.get(mid)?.lines ?? []).map(({ text }) => text);

describe('message tracking', () => {
  it('tells how a message arrived, then what followed', () => {
    add(7);
    now = 2000;
    store.tell(7, 'later');
    expect(texts(7)).toEqual([
      'Message 7 received on listener InboundMail (ICID 1) from 192.0.2.1.',
      'Message 7 sender: <a@sender.test>',
      'Message 7 recipients: b@company.test',
      "Message 7 contains message ID header '<7@sender.test>'.",
      'Message 7 original subject on injection: Testing',
      'Message 7 (100 bytes) is ready.',
      'Message 7 matched per-recipient policy staff for inbound mail policies.',
      'Message 7 scanned by Anti-Virus engine. Final verdict: Negative.',
      'Message 7 queued for delivery.',
      'later',
    ]);
    expect(store.get(7)?.lines.map(({ atMs }) => atMs)).toEqual([...Array(9).fill(1000), 2000]);
  });

  it.each([
    [{ kind: 'spam', engine: 'CASE' } as const, 'Message 1 scanned by Anti-Spam engine CASE. Final verdict: Positive.', 'CASE'],
    [
      { kind: 'virus', engine: 'av', name: 'EICAR' } as const,
      'Message 1 scanned by Anti-Virus engine. Final verdict: Positive (EICAR).',
      'av',
    ],
  ])('tells that an engine dropped it: %j', (verdict, line, engine) => {
    add(1, { verdict });
    expect(texts(1).slice(-2)).toEqual([line, `Message 1 dropped by ${engine}.`]);
    expect(store.get(1)).toMatchObject({ state: 'dropped', verdict: verdict.kind, original: 'dropped' });
  });

  it('ties a split to the message that it came from, on both (POLICY-6)', () => {
    add(1);
    add(2, { splitFrom: 1 });
    expect([store.get(1)?.splitInto, store.get(2)?.splitFrom]).toEqual([[2], 1]);
    expect(texts(2)).toContain('Message 2 was split from message 1.');
  });

  it('says how a message stands, the worst first', () => {
    const copy = { intakeAddress: 'c@intake.test', state: 'queued', reason: null } as const;
    add(1);
    const state = () => store.get(1)?.state;
    expect(state()).toBe('queued');
    store.setCopy(1, copy);
    store.originalEnded(1, 'delivered');
    expect(state()).toBe('queued');
    store.copyEnded(1, 'delivered', null);
    expect(state()).toBe('delivered');
    add(2);
    store.originalEnded(2, 'discarded');
    expect(store.get(2)?.state).toBe('discarded');
    add(3);
    store.setCopy(3, copy);
    store.copyEnded(3, 'failed', 'TLS Error');
    expect(store.get(3)).toMatchObject({ state: 'failed', original: 'queued', copy: { state: 'failed', reason: 'TLS Error' } });
  });

  it('does not take the failure of one recipient back when others are served', () => {
    add(1);
    store.originalEnded(1, 'failed');
    store.originalEnded(1, 'delivered');
    expect(store.get(1)?.original).toBe('failed');
  });

  it('finds by every field, anywhere in it and in any case (TRACK-3)', () => {
    add(1, {
      sender: 'ann@Sales.test',
      recipients: ['x@a.test', 'Y@b.test'],
      subject: '=?utf-8?q?Gr=C3=BC=C3=9Fe?= (1+1)',
      receivedAtMs: 100,
    });
    add(2, { receivedAtMs: 200, verdict: { kind: 'spam', engine: 'CASE' } });
    expect(mids({})).toEqual([2, 1]);
    expect(mids({ mid: 1 })).toEqual([1]);
    expect(mids({ mid: 1, sender: 'nobody' })).toEqual([]);
    expect(mids({ sender: 'ANN@sales' })).toEqual([1]);
    expect(mids({ recipient: 'y@B' })).toEqual([1]);
    expect(mids({ subject: 'grÜße (1+' })).toEqual([1]);
    expect(mids({ subject: '.*' })).toEqual([]);
    expect(mids({ messageId: '2@SENDER' })).toEqual([2]);
    expect(mids({ fromMs: 200 })).toEqual([2]);
    expect(mids({ untilMs: 200 })).toEqual([1]);
    expect(mids({ fromMs: 100, untilMs: 201 })).toEqual([2, 1]);
    expect(mids({ state: 'dropped' })).toEqual([2]);
  });

  it('forgets the oldest when there are too many, and tells how many', () => {
    for (const mid of [1, 2, 3, 4, 5]) add(mid);
    expect(store.search({})).toMatchObject({ forgotten: 2, next: null });
    expect(mids({})).toEqual([5, 4, 3]);
    expect(store.get(2)).toBeUndefined();
    store.tell(2, 'nobody hears this');
    store.copyEnded(2, 'delivered', null);
    expect(mids({ mid: 2 })).toEqual([]);
  });

  it('gives pages that go on where the one before ended, whatever comes meanwhile', () => {
    for (const mid of [1, 2, 3]) add(mid);
    const first = store.search({ limit: 1 });
    expect(first).toMatchObject({ messages: [{ mid: 3 }], next: 3 });
    add(4);
    expect(store.search({ limit: 1, before: first.next ?? 0 })).toMatchObject({ messages: [{ mid: 2 }], next: null });
    expect(store.search({ limit: 3 })).toMatchObject({ next: null });
  });

  it('makes what comes from messages harmless (LOG-12)', () => {
    add(1, { subject: 'a\r\nTDC: Message 9', sender: 'x\u2028@y.test', recipients: ['z\x1b@y.test'], messageId: '<\x00>' });
    expect(store.get(1)).toMatchObject({
      subject: 'a\\x0d\\x0aTDC: Message 9',
      sender: 'x\\x2028@y.test',
      recipients: ['z\\x1b@y.test'],
      messageId: '<\\x00>',
    });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not come
    expect(texts(1).join('')).not.toMatch(/[\x00-\x1f\u2028]/);
  });

  it('keeps the beginning and the end of a story that never ends', () => {
    add(1);
    for (let line = 1; line <= 1000; line += 1) store.tell(1, `line ${line}`);
    const told = texts(1).slice(9);
    expect(told).toHaveLength(501);
    expect([told[99], told[100], told[101], told.at(-1)]).toEqual(['line 100', '(500 lines are left out here.)', 'line 601', 'line 1000']);
  });
});
