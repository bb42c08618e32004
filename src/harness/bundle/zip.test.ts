import { crc32, deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readZip, type ZipLimits } from './zip-read.ts';
import { writeZip, type ZipFile } from './zip-write.ts';

const LIMITS: ZipLimits = { files: 10, fileBytes: 100_000, totalBytes: 150_000 };
const read = (bytes: Buffer): ZipFile[] => readZip(bytes, 'x.zip', LIMITS);

const FILES: readonly ZipFile[] = [
  { name: 'manifest.json', data: Buffer.from('{"a":1}') },
  { name: 'bodies/abc', data: Buffer.from('x'.repeat(5000)) },
  { name: 'empty', data: Buffer.alloc(0) },
];

describe('an archive', () => {
  it('gives back what was put in', () => {
    expect(read(writeZip(FILES))).toEqual(FILES);
    expect(read(writeZip([]))).toEqual([]);
  });

  it('is the same bytes each time, and smaller than its content', () => {
    expect(writeZip(FILES)).toEqual(writeZip(FILES));
    expect(writeZip(FILES).length).toBeLessThan(1000);
  });

  it('may bear a comment', () => {
    const bytes = Buffer.concat([writeZip(FILES), Buffer.from('hello')]);
    bytes.writeUInt16LE(5, bytes.length - 7);
    expect(read(bytes)).toEqual(FILES);
  });
});

/** An archive of one file with the fields of its headers changed at will; offsets are those of the central header. */
const forged = (file: ZipFile, change: (central: Buffer, local: Buffer) => void): Buffer => {
  const bytes = writeZip([file]);
  const central = bytes.lastIndexOf('PK\u0001\u0002', undefined, 'latin1');
  change(bytes.subarray(central), bytes);
  return bytes;
};

const ONE: ZipFile = { name: 'a.txt', data: Buffer.from('y'.repeat(1000)) };

describe('an archive that is made to do harm is refused:', () => {
  it.each(['../evil', '/etc/passwd', 'a/../../b', 'C:\\x', 'a\\b', 'a//b', './a', 'a/.', 'a\u0000b', '', 'a/', 'bodies/ü'])(
    'the name %j',
    (name) => {
      expect(() => read(writeZip([{ name, data: Buffer.from('x') }]))).toThrow(/^x\.zip: it holds a file of a name that is not allowed/);
    },
  );

  it.each<[string, Buffer, RegExp]>([
    ['no archive', Buffer.from('hello'), /no ZIP archive/],
    ['nothing', Buffer.alloc(0), /no ZIP archive/],
    ['cut in the middle', writeZip(FILES).subarray(0, 60), /no ZIP archive/],
    ['too many files', writeZip(Array.from({ length: 11 }, (_, n) => ({ name: `f${n}`, data: Buffer.alloc(0) }))), /it holds 11 files/],
    ['a file that is too large', writeZip([{ name: 'a', data: Buffer.alloc(100_001) }]), /a would be 100001 bytes/],
    [
      'too much altogether',
      writeZip(['a', 'b'].map((name) => ({ name, data: Buffer.alloc(90_000) }))),
      /unpacked it would be larger than 150000 bytes/,
    ],
    ['a file twice', writeZip([ONE, ONE]), /it holds a\.txt twice/],
    ['encryption', forged(ONE, (central) => central.writeUInt16LE(1, 8)), /a\.txt is encrypted/],
    ['an unknown packing', forged(ONE, (central) => central.writeUInt16LE(12, 10)), /packed in a way that is not read \(12\)/],
    ['a wrong checksum', forged(ONE, (central) => central.writeUInt32LE(1, 16)), /a\.txt is damaged/],
    ['more than is announced', forged(ONE, (central) => central.writeUInt32LE(10, 24)), /cannot be unpacked to the 10 bytes/],
    ['less than is announced', forged(ONE, (central) => central.writeUInt32LE(2000, 24)), /a\.txt is damaged/],
    ['a place outside', forged(ONE, (central) => central.writeUInt32LE(0xffff_ff00, 42)), /not where the directory says/],
    ['a length outside', forged(ONE, (central) => central.writeUInt32LE(0xffff_ff00, 20)), /a\.txt is cut off/],
    ['garbage for data', forged(ONE, (_central, bytes) => bytes.fill(0xff, 35, 40)), /a\.txt/],
    ['a directory that is none', forged(ONE, (central) => central.fill(0, 0, 4)), /directory is damaged/],
  ])('%s', (_what, bytes, message) => {
    expect(() => read(bytes)).toThrow(message);
  });

  it('files that share their bytes', () => {
    const data = Buffer.alloc(50_000);
    const bytes = writeZip([
      { name: 'a', data },
      { name: 'b', data },
    ]);
    const second = bytes.lastIndexOf('PK\u0001\u0002', undefined, 'latin1');
    bytes.writeUInt32LE(0, second + 42);
    expect(() => read(bytes)).toThrow(/b and a overlap|a and b overlap/);
  });

  it('a bomb, before it goes off', () => {
    const bomb = deflateRawSync(Buffer.alloc(300_000_000), { level: 9 });
    const bytes = forged({ name: 'a', data: bomb }, (central, all) => {
      for (const [header, at] of [
        [central, 10],
        [all, 8],
      ] as const)
        header.writeUInt16LE(8, at);
      central.writeUInt32LE(1000, 24);
      central.writeUInt32LE(crc32(Buffer.alloc(1000)), 16);
    });
    expect(() => read(bytes)).toThrow(/a cannot be unpacked to the 1000 bytes that it announces/);
  });
});
