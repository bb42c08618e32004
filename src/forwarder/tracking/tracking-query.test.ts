import { describe, expect, it } from 'vitest';
import { documentedMatcher } from './tracking-query.ts';

const FACTS = {
  mid: 7,
  icid: 1,
  direction: 'incoming' as const,
  listener: 'IncomingMail',
  remoteAddress: '127.0.0.1',
  sender: 'anna-maria@one.example',
  recipients: ['a@two.example', 'b+list@two.example'],
  subject: 'Re: (no) [subject] {at} all? 50% \\ 3*4+1 | a/b-c ^$',
  messageId: '<token-1.2@sender-host.example>',
  sizeBytes: 1,
  receivedAtMs: 1000,
  policy: 'DEFAULT',
  verdict: { kind: 'clean' as const },
  splitFrom: null,
};

const finds = (query: Parameters<typeof documentedMatcher>[0]): boolean => documentedMatcher(query)(FACTS, () => 'queued');

describe('a search of the message tracking', () => {
  it('takes every character for itself', () => {
    expect(finds({ subject: FACTS.subject })).toBe(true);
    expect(finds({ messageId: FACTS.messageId })).toBe(true);
    expect(finds({ sender: 'ANNA-maria', recipient: 'b+list@' })).toBe(true);
    expect(finds({ messageId: 'token-1x2' })).toBe(false);
  });
});
