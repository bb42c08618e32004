import { beforeEach, describe, expect, test } from 'vitest';
import { VirtualClock } from '../../src/clock.ts';
import { EvidenceLog } from '../../src/evidence/evidence-log.ts';
import { describeAction, FaultEngine } from './engine.ts';
import type { ConnectionFacts } from './match.ts';
import { type FaultRule, type FaultRuleInput, faultRuleSchema } from './rule.ts';

let clock: VirtualClock;
let evidence: EvidenceLog;
let engine: FaultEngine;

beforeEach(() => {
  clock = new VirtualClock(0);
  evidence = new EvidenceLog(clock);
  engine = new FaultEngine(clock, evidence);
});

const rule = (input: FaultRuleInput): FaultRule => faultRuleSchema.parse(input);
const refusal = (id: string, more: object = {}): FaultRule =>
  faultRuleSchema.parse({ id, layer: 'smtp', match: { stage: 'RCPT TO' }, do: { reply: `451 4.3.0 ${id}` }, ...more });

const AT_RCPT: ConnectionFacts = { stage: 'RCPT TO', connection: 1, mx: 'mx1', attempt: 1 };
const ask = (facts: ConnectionFacts = AT_RCPT): string | undefined =>
  engine.fire('smtp', facts, { connection: facts.connection }, ['reply'])?.id;
const askMany = (count: number): (string | undefined)[] => Array.from({ length: count }, () => ask());
const askDns = (name = 'primary.example'): string | undefined =>
  engine.fire('dns', { name, type: 'MX', transport: 'udp' }, { query: 1 }, ['rcode'])?.id;

describe('which rule fires', () => {
  test('none when none is armed', () => {
    expect(ask()).toBeUndefined();
    expect(evidence.all).toEqual([]);
  });

  test('the newest that matches', () => {
    engine.replaceAll([refusal('older'), refusal('newer'), refusal('elsewhere', { match: { stage: 'DATA' } })]);
    expect(ask()).toBe('newer');
    engine.add(refusal('newest'));
    expect(ask()).toBe('newest');
  });

  test('the older one once the newer is spent', () => {
    engine.replaceAll([refusal('older'), refusal('newer', { times: 2 })]);
    expect(askMany(4)).toEqual(['newer', 'newer', 'older', 'older']);
  });

  test('a rule of another layer never does', () => {
    engine.add(rule({ id: 'dns', layer: 'dns', do: { noAnswer: true } }));
    engine.add(rule({ id: 'tcp', layer: 'tcp', do: { reset: true } }));
    expect(ask()).toBeUndefined();
    expect(engine.fire('tcp', AT_RCPT, { connection: 1 }, ['reset'])?.id).toBe('tcp');
  });

  test('an action that makes no sense at this point is passed over and not counted', () => {
    engine.replaceAll([refusal('reply'), rule({ id: 'size', layer: 'smtp', do: { announceSize: 10 }, times: 1 })]);
    expect(ask()).toBe('reply');
    expect(engine.status().map(({ hits }) => hits)).toEqual([1, 0]);
  });
});

describe('how often', () => {
  test('`times` fires that often', () => {
    engine.add(refusal('twice', { times: 2 }));
    expect(askMany(3)).toEqual(['twice', 'twice', undefined]);
  });

  test('`after` lets matching occasions pass, and only matching ones', () => {
    engine.add(refusal('third', { after: 2, times: 1 }));
    ask({ ...AT_RCPT, stage: 'DATA' });
    expect(askMany(4)).toEqual([undefined, undefined, 'third', undefined]);
  });

  test('an occasion that a newer rule took counts for `after` too', () => {
    engine.replaceAll([refusal('older', { after: 1 }), refusal('newer', { times: 1 })]);
    expect(askMany(2)).toEqual(['newer', 'older']);
  });

  test('`ttlMs` counts from arming', async () => {
    await clock.advance(1_000);
    engine.add(refusal('brief', { ttlMs: 500 }));
    await clock.advance(499);
    expect(ask()).toBe('brief');
    expect(engine.status()[0]?.expired).toBe(false);
    await clock.advance(1);
    expect(ask()).toBeUndefined();
    expect(engine.status()[0]).toMatchObject({ hits: 1, expired: true });
  });

  test('a rule that lives 0 ms never fires', () => {
    engine.add(refusal('dead', { ttlMs: 0 }));
    expect(ask()).toBeUndefined();
  });

  test('`query` is the ordinal among the queries that fit the rest', () => {
    engine.replaceAll([
      rule({ id: 'second', layer: 'dns', match: { name: 'primary.example', query: 2 }, do: { rcode: 'SERVFAIL' } }),
      rule({ id: 'listed', layer: 'dns', match: { name: 'other.example', query: [1, 3] }, do: { rcode: 'REFUSED' } }),
    ]);
    expect([askDns(), askDns('other.example'), askDns(), askDns()]).toEqual([undefined, 'listed', 'second', undefined]);
    expect([askDns('other.example'), askDns('other.example')]).toEqual([undefined, 'listed']);
  });
});

describe('the set', () => {
  test('is replaced as a whole, and counts start anew', () => {
    engine.replaceAll([refusal('a', { times: 1 }), refusal('b')]);
    ask();
    engine.replaceAll([refusal('a', { times: 1 })]);
    expect(engine.status()).toEqual([{ rule: refusal('a', { times: 1 }), hits: 0, remaining: 1, expired: false }]);
    expect(askMany(2)).toEqual(['a', undefined]);
  });

  test('a rule added under an armed id takes its place, as the newest', () => {
    engine.replaceAll([refusal('a', { times: 1 }), refusal('b')]);
    engine.add(refusal('a', { times: 3 }));
    expect(engine.status().map(({ rule: { id }, remaining }) => [id, remaining])).toEqual([
      ['b', null],
      ['a', 3],
    ]);
    expect(ask()).toBe('a');
  });

  test('a rule is disarmed by its id', () => {
    engine.replaceAll([refusal('a'), refusal('b')]);
    expect(engine.remove('b')).toBe(true);
    expect(engine.remove('b')).toBe(false);
    expect(ask()).toBe('a');
  });

  test('a rule that is disarmed, replaced or exchanged leaves no timer behind', () => {
    engine.replaceAll([refusal('a', { ttlMs: 5 }), refusal('b', { ttlMs: 5 }), refusal('c', { ttlMs: 5 })]);
    expect(clock.pendingTimers).toBe(3);
    engine.remove('a');
    engine.add(refusal('b'));
    expect(clock.pendingTimers).toBe(1);
    engine.replaceAll([]);
    expect(clock.pendingTimers).toBe(0);
  });

  test('liveRules gives the newest first, without the spent and the expired', async () => {
    engine.replaceAll([refusal('old'), refusal('spent', { times: 1 }), refusal('brief', { ttlMs: 10 }), refusal('new', { after: 9 })]);
    engine.countHit('spent', { connection: 1 });
    await clock.advance(10);
    expect(engine.liveRules('smtp').map(({ id }) => id)).toEqual(['new', 'old']);
    expect(engine.liveRules('tls')).toEqual([]);
  });
});

describe('what is told', () => {
  test('each firing is evidence, with rule, action and place', () => {
    engine.add(refusal('busy'));
    ask();
    engine.countHit('busy', { query: 3 });
    expect(evidence.ofType('ruleFired')).toEqual([
      { type: 'ruleFired', ruleId: 'busy', layer: 'smtp', action: '451 4.3.0 busy', connection: 1, stage: 'RCPT TO', seq: 1, atMs: 0 },
      { type: 'ruleFired', ruleId: 'busy', layer: 'smtp', action: '451 4.3.0 busy', query: 3, seq: 2, atMs: 0 },
    ]);
  });

  test('a hit on a rule that is spent, or not armed, counts nothing', () => {
    engine.add(refusal('once', { times: 1 }));
    for (let time = 0; time < 3; time += 1) engine.countHit('once', { connection: 1 });
    engine.countHit('unknown', { connection: 1 });
    expect(engine.status()[0]).toMatchObject({ hits: 1, remaining: 0 });
    expect(evidence.all).toHaveLength(1);
  });

  test('listeners hear of arming, disarming, spending and expiring, until they leave', async () => {
    let changes = 0;
    const leave = engine.onChange(() => {
      changes += 1;
    });
    engine.replaceAll([refusal('once', { times: 1 }), refusal('always')]);
    expect(changes).toBe(1);
    engine.add(refusal('brief', { ttlMs: 10, times: 5 }));
    expect(changes).toBe(2);
    ask();
    expect(changes).toBe(2);
    await clock.advance(10);
    expect(changes).toBe(3);
    engine.remove('always');
    expect(changes).toBe(4);
    ask();
    expect(changes).toBe(5);
    leave();
    engine.replaceAll([]);
    expect(changes).toBe(5);
  });

  test.each([
    [{ id: 'x', layer: 'tcp', do: { reset: true } }, 'reset'],
    [{ id: 'x', layer: 'smtp', do: { reply: '451 no', andThen: 'close' } }, '451 no, andThen close'],
    [{ id: 'x', layer: 'smtp', do: { reply: ['451 a', '451 b'] } }, 'reply ["451 a","451 b"]'],
    [{ id: 'x', layer: 'dns', do: { rcode: 'SERVFAIL' } }, 'rcode SERVFAIL'],
    [{ id: 'x', layer: 'smtp', do: { delayMs: 500 } }, 'delayMs 500'],
  ])('%j in words: %s', (input, words) => {
    expect(describeAction(faultRuleSchema.parse(input))).toBe(words);
  });
});
