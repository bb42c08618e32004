import { describe, expect, it } from 'vitest';
import { WireScan } from './wire-scan.ts';

/** The kinds found when `text` is scanned in pieces of `size` characters. */
const found = (text: string, size: number): string[] => {
  const scan = new WireScan();
  const kinds = new Set<string>();
  for (let at = 0; at < text.length; at += size) scan.scan(text.slice(at, at + size), (kind) => kinds.add(kind));
  return [...kinds].sort();
};

const CASES: [string, string, string[]][] = [
  ['clean lines', 'EHLO x\r\nfoo\r\n\r\n.\r\n', []],
  ['a bare LF', 'a\r\nb\nc\r\n', ['bare LF']],
  ['a bare LF at the very start', '\nabc\r\n', ['bare LF']],
  ['two LFs after one CR', 'a\r\n\nb\r\n', ['bare LF']],
  ['a bare CR', 'a\rb\r\n', ['bare CR']],
  ['two CRs before an LF', 'a\r\r\nb\r\n', ['bare CR']],
  ['a CR in an unfinished line', 'a\rb', ['bare CR']],
  ['a bare CR, then a bare LF', 'a\rb\n', ['bare CR', 'bare LF']],
  ['a NUL', 'a\0b\r\n', ['NUL byte']],
  ['a line of 998', `${'x'.repeat(998)}\r\nab\r\n`, []],
  ['a line of 999', `${'x'.repeat(999)}\r\nab\r\n`, ['line too long']],
  ['a line of 998 behind a transparency dot', `ab\r\n.${'x'.repeat(998)}\r\n`, []],
  ['a line of 999 behind a transparency dot', `ab\r\n.${'x'.repeat(999)}\r\n`, ['line too long']],
  ['a long line without an end', 'x'.repeat(5000), ['line too long']],
];

describe('WireScan', () => {
  it.each(CASES)('%s is judged alike however it is cut', (_name, text, kinds) => {
    for (const size of [text.length, 1, 2, 3, 7, 997, 999]) expect([size, found(text, size)]).toEqual([size, kinds]);
  });
});
