import { describe, expect, it } from 'vitest';
import type { Fact } from '../../evidence/events.ts';
import { closed, copyFact, logAt, mail, reply } from '../checks/case.testing.ts';
import { handOversSeen, isWholeReply } from './hand-overs.ts';

const certainties = (...facts: readonly (readonly [number, Fact])[]): string[] =>
  handOversSeen(logAt(...facts)).map(({ certainty }) => certainty);
const answered = reply(1, 'end of data', '250 OK\r\n');
const end = (how: 'reset by intake' | 'closed by intake' | 'closed by peer'): Fact => ({
  type: 'connectionClosed',
  connection: 1,
  end: how,
  stage: 'between messages',
  bytesIn: 1,
  bytesOut: 1,
});
const crashed: Fact = { type: 'systemCrashed' };

describe('handOversSeen', () => {
  it('takes a whole 2yz for a delivery', () => {
    expect(certainties([1, copyFact()], [1, answered])).toEqual(['taken']);
    expect(certainties([1, copyFact()], [1, reply(1, 'end of data', '250-one\r\n250 two\r\n')])).toEqual(['taken']);
  });

  it('is in doubt about an answer that never came or broke off', () => {
    expect(certainties([1, copyFact()], [1, closed(1)])).toEqual(['in doubt']);
    expect(certainties([1, copyFact()], [1, reply(1, 'end of data', '25')])).toEqual(['in doubt']);
    expect(certainties([1, copyFact()], [1, reply(2, 'end of data', '250 OK\r\n')])).toEqual(['in doubt']);
  });

  it('knows a refusal, kept or not', () => {
    expect(certainties([1, copyFact({ fate: 'refused' })])).toEqual(['refused']);
    expect(certainties([1, copyFact({ fate: 'stored but refused' })], [1, reply(1, 'end of data', '451 no\r\n')])).toEqual(['refused']);
  });

  it('is in doubt about an answer that a reset may have taken along, unless the system went on or the end was a clean one', () => {
    expect(certainties([1, copyFact()], [1, answered], [1, end('reset by intake')])).toEqual(['in doubt']);
    expect(certainties([1, copyFact()], [1, answered], [1, mail(1)], [1, end('reset by intake')])).toEqual(['taken']);
    expect(certainties([1, copyFact()], [1, answered], [1, end('closed by intake')])).toEqual(['taken']);
  });

  it('is in doubt about an answer just before a crash', () => {
    expect(certainties([1, copyFact()], [1, answered], [1.5, crashed])).toEqual(['in doubt']);
    expect(certainties([1, copyFact()], [1, answered], [3, crashed])).toEqual(['taken']);
    expect(certainties([1, copyFact()], [1, answered], [1, mail(1)], [1, crashed])).toEqual(['taken']);
  });
});

describe('isWholeReply', () => {
  it.each(['250 OK\r\n', '250\r\n', '250-a\r\n250-b\r\n250 c\r\n'])('takes %j', (text) => {
    expect(isWholeReply(text, 2)).toBe(true);
    expect(isWholeReply(text, 4)).toBe(false);
  });

  it.each(['', '2', '250', '250 OK', '250 OK\r', '250-OK\r\n', '2500 ok\r\n', '250_ok\r\n', '25O ok\r\n'])('does not take %j', (text) => {
    expect(isWholeReply(text, 2)).toBe(false);
  });
});
