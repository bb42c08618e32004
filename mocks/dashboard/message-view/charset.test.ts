import { describe, expect, test } from 'vitest';
import { decodeBytes } from './charset.ts';

const hex = (bytes: string): Buffer => Buffer.from(bytes.replaceAll(' ', ''), 'hex');

const JIS = Buffer.from('\x1b$B$3$s$K$A$O\x1b(B', 'latin1');
const SHIFT_JIS = hex('82b1 82f1 82c9 82bf 82cd');
const EUC_JP = hex('a4b3 a4f3 a4cb a4c1 a4cf');
const KOREAN = hex('bdba c6bc');

describe('a label that fits', () => {
  test.each([
    ['utf-8', Buffer.from('žluťoučký'), 'žluťoučký'],
    ['UTF8', Buffer.from('é'), 'é'],
    ['iso-8859-1', hex('e9'), 'é'],
    ['"ISO-8859-2"', hex('b9'), 'š'],
    ['windows-1251', hex('cff0'), 'Пр'],
    ['cp1252', hex('80'), '€'],
    ['Shift_JIS', SHIFT_JIS, 'こんにちは'],
    ['CP932', SHIFT_JIS, 'こんにちは'],
    ['x-sjis', SHIFT_JIS, 'こんにちは'],
    ['iso-2022-jp', JIS, 'こんにちは'],
    ['ISO-2022-JP-MS', JIS, 'こんにちは'],
    ['euc-jp', EUC_JP, 'こんにちは'],
    ['eucJP-ms', EUC_JP, 'こんにちは'],
    ['ks_c_5601-1987', KOREAN, '스티'],
    ['cp949', KOREAN, '스티'],
    ['big5', hex('a4a4'), '中'],
    ['gb2312', hex('d6d0'), '中'],
    ['hz-gb-2312', Buffer.from('a~{VP~}~~b'), 'a中~b'],
    ['iso-2022-kr', Buffer.from('\x1b$)Ca\x0e=:F<\x0fb', 'latin1'), 'a스티b'],
    ['utf-7', Buffer.from('Hi +AOk- 1 +- 2'), 'Hi é 1 + 2'],
    ['iso-2022-jp*ja', JIS, 'こんにちは'],
  ])('%s is obeyed', (label, bytes, text) => {
    expect(decodeBytes(bytes, label)).toMatchObject({ text });
    expect(decodeBytes(bytes, label).flaw).toBeUndefined();
  });
});

describe('a label that does not fit', () => {
  test.each([
    ['us-ascii', Buffer.from('é'), 'é', 'utf-8', 'character set wrong'],
    ['us-ascii', hex('e9'), 'é', 'windows-1252', 'character set wrong'],
    ['us-ascii', JIS, 'こんにちは', 'iso-2022-jp', 'character set wrong'],
    ['euc-jp', SHIFT_JIS, 'こんにちは', 'shift_jis', 'character set wrong'],
    ['iso-2022-jp', SHIFT_JIS, 'こんにちは', 'shift_jis', 'character set wrong'],
    ['euc-kr', Buffer.from('😀'), '😀', 'utf-8', 'character set wrong'],
    ['x-unknown', Buffer.from('é'), 'é', 'utf-8', 'character set unknown'],
    ['3Diso-8859-1', hex('e9'), 'é', 'windows-1252', 'character set unknown'],
    ['utf-8', hex('41 ff 42'), 'A\ufffdB', 'utf-8', 'character set broken'],
  ])('%s for other bytes is told', (label, bytes, text, charset, kind) => {
    expect(decodeBytes(bytes, label)).toMatchObject({ text, charset, flaw: { kind } });
  });
});

describe('without a label', () => {
  test.each([
    [Buffer.from('plain'), 'utf-8'],
    [Buffer.from('é'), 'utf-8'],
    [hex('e9'), 'windows-1252'],
    [JIS, 'iso-2022-jp'],
  ])('%j is read as %s', (bytes, charset) => {
    expect(decodeBytes(bytes, null)).toMatchObject({ charset });
  });
});

test('a character that was cut off in the middle does not spoil the rest', () => {
  const bytes = Buffer.from('aé').subarray(0, 2);
  expect(decodeBytes(bytes, 'utf-8', true)).toEqual({ text: 'a', charset: 'utf-8' });
  expect(decodeBytes(bytes, null, true)).toMatchObject({ text: 'a', charset: 'utf-8' });
  expect(decodeBytes(bytes, 'utf-8')).toMatchObject({ text: 'a\ufffd' });
});

test('any label and any bytes give a text', () => {
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
  for (const label of [
    '',
    ' ',
    '*',
    "'",
    'utf-16',
    'iso-2022-cn',
    'replacement',
    'x'.repeat(100_000),
    '\0',
    '__proto__',
    'utf-7',
    'hz-gb-2312',
    'iso-2022-kr',
  ])
    expect(typeof decodeBytes(bytes, label).text).toBe('string');
});
