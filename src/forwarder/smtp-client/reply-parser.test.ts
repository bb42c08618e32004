import { describe, expect, it } from 'vitest';
import { type ParsedReply, StrictReplyParser } from './reply-parser.ts';

const parse = (text: string, sizes: readonly number[]): ParsedReply[] => {
  const parser = new StrictReplyParser();
  const bytes = Buffer.from(text, 'latin1');
  const found: ParsedReply[] = [];
  let from = 0;
  for (let turn = 0; from < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    found.push(...parser.push(bytes.subarray(from, from + size)));
    from += size;
  }
  return found;
};

const reply = (code: number, ...lines: string[]): ParsedReply => ({ kind: 'reply', reply: { code, lines } });

describe('reply parser', () => {
  const text = '220 ready\r\n250-mx.example\r\n250-SIZE 1000\r\n250 8BITMIME\r\n354\r\n550 5.1.1 no \xe9\r\n';
  const whole = [reply(220, 'ready'), reply(250, 'mx.example', 'SIZE 1000', '8BITMIME'), reply(354, ''), reply(550, '5.1.1 no \xe9')];

  it('gives the same replies whatever the pieces are', () => {
    for (let size = 1; size <= text.length; size += 1) expect(parse(text, [size])).toEqual(whole);
    for (let first = 1; first < text.length; first += 1) expect(parse(text, [first, text.length])).toEqual(whole);
  });

  it.each(['hello', '25', '250ok', '199 early', '600 late', '1234 x', '', '250-a\r\n251 b', ' 250 ok'])('takes %j for no reply', (line) => {
    const found = parse(`${line}\r\n`, [1]);
    expect(found).toHaveLength(1);
    expect(found[0]?.kind).toBe('garbled');
  });

  it('does not take a reply without its line end', () => {
    const parser = new StrictReplyParser();
    expect(parser.push(Buffer.from('550 x'))).toEqual([]);
    expect(parser.partial).toBe(true);
    expect(parser.push(Buffer.from('250-more'))).toEqual([]);
  });

  it('gives up on a line without end', () => {
    const parser = new StrictReplyParser();
    expect(parser.push(Buffer.alloc(5000, 'x'))).toMatchObject([{ kind: 'garbled' }]);
    expect(parser.partial).toBe(false);
  });

  it('gives up on a reply without end', () => {
    expect(parse('250-x\r\n'.repeat(600), [4096]).some(({ kind }) => kind === 'garbled')).toBe(true);
  });
});
