import { describe, expect, it } from 'vitest';
import { contains, MessageIntake, readNamedFields, type StoredMessage } from './stored-message.ts';

const store = (text: string, size: number): StoredMessage => {
  const intake = new MessageIntake();
  for (let from = 0; from < text.length; from += size) intake.push(Buffer.from(text.slice(from, from + size), 'latin1'));
  return intake.finish();
};
const bytes = (message: StoredMessage): string => Buffer.concat(message.chunks).toString('latin1');

describe('stored message', () => {
  it.each([
    ['a\r\nb\r\n', 'a\r\nb\r\n'],
    ['a\nb\rc\r\n', 'a\r\nb\r\nc\r\n'],
    ['a\r\r\nb\n\nc', 'a\r\n\r\nb\r\n\r\nc'],
    ['\n\r', '\r\n\r\n'],
    ['a\r', 'a\r\n'],
  ])('%j becomes %j at every size of pieces', (text, stored) => {
    for (let size = 1; size <= text.length; size += 1) {
      const message = store(text, size);
      expect(bytes(message)).toBe(stored);
      expect(message.size).toBe(stored.length);
    }
  });

  it('keeps a piece that needs no change as it is', () => {
    const piece = Buffer.from('line\r\n');
    const intake = new MessageIntake();
    intake.push(piece);
    expect(intake.finish().chunks[0]?.buffer).toBe(piece.buffer);
  });

  it('reads named fields, folded and in any case', () => {
    const message = store('X: y\r\nMESSAGE-ID:\r\n <a@b>\r\nsubject: one\r\n two\r\n\r\nSubject: not me\r\n', 9);
    expect(readNamedFields(message)).toEqual({ messageId: '<a@b>', subject: 'one two' });
    expect(readNamedFields(store('\r\nSubject: body\r\n', 5))).toEqual({ messageId: '', subject: '' });
  });

  it('finds a string across pieces', () => {
    for (const size of [1, 2, 3, 5, 100]) {
      expect(contains(store('abcdefghij', size), Buffer.from('cdefg'))).toBe(true);
      expect(contains(store('abcdefghij', size), Buffer.from('cdeg'))).toBe(false);
    }
  });
});
