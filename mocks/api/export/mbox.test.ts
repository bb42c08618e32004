import { describe, expect, test } from 'vitest';
import { fromLine, MboxQuoter } from './mbox.ts';

const quoted = (text: string, pieceBytes = text.length): string => {
  const quoter = new MboxQuoter();
  const bytes = Buffer.from(text, 'latin1');
  let out = '';
  for (let at = 0; at < bytes.length; at += pieceBytes) out += quoter.push(bytes.subarray(at, at + pieceBytes)).toString('latin1');
  return out + quoter.end().toString('latin1');
};

/** What a reader of mboxrd makes of it again. */
const unquoted = (text: string): string => text.replace(/\n$/, '').replace(/^>(>*From )/gm, '$1');

const CASES = [
  '',
  'one line\r\n',
  'no end of line',
  'From the start\r\nFrom again\r\n',
  'Subject: x\r\n\r\nFrom me\r\n>From you\r\n>>From them\r\n> From nobody\r\nfrom below\r\nFromage\r\n From inside\r\n',
  '\r\n\r\nFrom \r\nFrom',
  'Fro',
  'bare\rCR and\nbare LF\nFrom here\n\r',
  '>',
  '>>>>\r\n>>F\r\nFFrom x\r\n',
  `${'x'.repeat(5_000)}From \r\n${'>'.repeat(5_000)}From \r\n`,
  '\x00\xff\x80From \xff\r\n',
];

describe('mboxrd', () => {
  test.each(CASES)('%j can be undone, and holds no line that begins another message', (text) => {
    const whole = quoted(text);
    expect(whole).not.toMatch(/^From /m);
    expect(whole.endsWith('\n')).toBe(true);
    const plain = text.replaceAll('\r\n', '\n');
    expect(unquoted(whole)).toBe(plain.endsWith('\n') || plain === '' ? plain : `${plain}\n`);
  });

  test.each(CASES)('%j is quoted the same, however it is cut', (text) => {
    for (const pieceBytes of [1, 2, 3, 7, 4_096]) expect(quoted(text, pieceBytes)).toBe(quoted(text));
  });

  test('an empty line parts one message from the next', () => {
    expect(quoted('a\r\n')).toBe('a\n\n');
    expect(quoted('a')).toBe('a\n\n');
    expect(quoted('')).toBe('\n');
  });
});

describe('the line before a message', () => {
  test('has sender and time', () => {
    expect(fromLine('a@b.example', Date.UTC(2026, 10, 2, 9, 5, 7))).toBe('From a@b.example Mon Nov  2 09:05:07 2026\n');
    expect(fromLine('', 0)).toBe('From MAILER-DAEMON Thu Jan  1 00:00:00 1970\n');
  });

  test.each(['a b@c.example', 'a\r\nFrom b@c.example', '\u{1f4e7}@c.example', '\0', 'a\tb'])('%j stays one word on one line', (sender) => {
    expect(fromLine(sender, 0)).toMatch(/^From [\x21-\x7e]+ Thu Jan {2}1 00:00:00 1970\n$/);
  });
});
