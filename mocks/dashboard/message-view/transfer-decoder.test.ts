import { describe, expect, test } from 'vitest';
import { makeTransferDecoder, type TransferEncoding } from './transfer-decoder.ts';

/** Decodes in pieces of that many bytes. */
const decode = (encoding: TransferEncoding, source: string | Buffer, pieceBytes = 1_000_000) => {
  const bytes = Buffer.from(source);
  const decoder = makeTransferDecoder(encoding);
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += pieceBytes) pieces.push(Buffer.from(decoder.push(bytes.subarray(at, at + pieceBytes))));
  pieces.push(decoder.end());
  return { bytes: Buffer.concat(pieces), flaw: decoder.flaw };
};

const text = (encoding: TransferEncoding, source: string): string => decode(encoding, source).bytes.toString('latin1');

const EVERY_BYTE = Buffer.from(Array.from({ length: 256 * 3 }, (_, at) => (at * 7) % 256));

const inLines = (encoded: string): string => encoded.replace(/.{76}/g, '$&\r\n');

const UUENCODED = ['begin 644 cat.txt', '#0V%T', '`', 'end', ''].join('\r\n');

describe('base64', () => {
  test('gives back every byte', () => {
    const { bytes, flaw } = decode('base64', inLines(EVERY_BYTE.toString('base64')));
    expect(bytes.equals(EVERY_BYTE)).toBe(true);
    expect(flaw).toBeUndefined();
  });

  test('may be several pieces, each with its padding', () => {
    expect(text('base64', 'YQ==YmM=\r\nZGVm')).toBe('abcdef');
  });

  test('may lack its padding', () => {
    expect(decode('base64', 'YWI')).toEqual({ bytes: Buffer.from('ab'), flaw: undefined });
  });

  test('skips what is none and says how much', () => {
    const { bytes, flaw } = decode('base64', 'Y-W!J*j');
    expect(bytes.toString()).toBe('abc');
    expect(flaw).toEqual({ kind: 'base64 broken', detail: '3 characters that are no base64 were skipped' });
  });

  test.each(['YWJjZ', 'YWJjZ==='])('%s is told to be cut short', (source) => {
    const { bytes, flaw } = decode('base64', source);
    expect(bytes.toString()).toBe('abc');
    expect(flaw).toEqual({ kind: 'base64 broken', detail: 'it ends in the middle of a byte' });
  });
});

describe('quoted-printable', () => {
  test.each([
    ['=41=4a=4A', 'AJJ'],
    ['one=\r\ntwo', 'onetwo'],
    ['one=  \r\ntwo', 'onetwo'],
    ['one=\ntwo\nthree', 'onetwo\nthree'],
    ['blanks \t \r\nend  ', 'blanks\r\nend  '],
    ['kept=20\r\n', 'kept \r\n'],
    ['last=', 'last'],
    ['=0D=0A', '\r\n'],
    ['', ''],
  ])('%j is %j', (source, wanted) => {
    expect(text('quoted-printable', source)).toBe(wanted);
  });

  test('leaves what is no escape, and counts it', () => {
    expect(decode('quoted-printable', 'a=XYb=4')).toEqual({
      bytes: Buffer.from('a=XYb=4'),
      flaw: { kind: 'quoted-printable broken', detail: '2 equals signs without two hexadecimal digits' },
    });
  });

  test('decodes a line that never ends without holding it back', () => {
    const decoder = makeTransferDecoder('quoted-printable');
    let most = 0;
    for (let piece = 0; piece < 8; piece += 1) most = Math.max(most, decoder.push(Buffer.alloc(300_000, '=41')).length);
    expect(most).toBeGreaterThan(90_000);
  });
});

describe('uuencode', () => {
  test('gives what stands between begin and end', () => {
    expect(decode('uuencode', `before\r\n${UUENCODED}after\r\n`)).toEqual({ bytes: Buffer.from('Cat'), flaw: undefined });
  });

  test.each([
    ['no begin', 'no line "begin" was found'],
    ['begin 644 x\r\n#0V%T\r\n', 'no line "end" was found'],
  ])('%j is told to be broken', (source, detail) => {
    expect(decode('uuencode', source).flaw).toEqual({ kind: 'uuencode broken', detail });
  });
});

const SOURCES: readonly [TransferEncoding, string][] = [
  ['identity', 'any\r\nbytes'],
  ['base64', inLines(EVERY_BYTE.toString('base64'))],
  ['base64', 'YQ==YmM=\r\n!ZGVmZ'],
  ['quoted-printable', 'one=20=\r\n two \t\r\n=3D=zz=\nlast='],
  ['uuencode', `x\n${UUENCODED}`],
];

test.each(SOURCES)('%s comes out the same however it is cut', (encoding, source) => {
  const whole = decode(encoding, source);
  for (const pieceBytes of [1, 2, 3, 5, 7, 64]) expect(decode(encoding, source, pieceBytes)).toEqual(whole);
});
