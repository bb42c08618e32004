import { crc32, deflateRawSync } from 'node:zlib';

// ZIP archives as far as a bundle needs them (PKWARE APPNOTE 6.3: local headers, central directory, end record; stored or deflated).
// Every archive of the same files is the same bytes: times are left at the beginning of the format's calendar.

export interface ZipFile {
  /** Relative path with `/`. */
  readonly name: string;
  readonly data: Buffer;
}

const VERSION = 20;
/** Names are UTF-8. */
const UTF8_FLAG = 0x0800;
const STORED = 0;
const DEFLATED = 8;
const DATE_1980_01_01 = 0x21;
/** From here on the format needs its 64-bit form, which is not written here. */
const MOST_BYTES = 0xffff_fffe;
const MOST_FILES = 0xfffe;

/** The fields that local header and central directory share, in their order. */
function commonFields(file: ZipFile, method: number, packed: Buffer): Buffer {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(VERSION, 0);
  fields.writeUInt16LE(UTF8_FLAG, 2);
  fields.writeUInt16LE(method, 4);
  fields.writeUInt16LE(0, 6);
  fields.writeUInt16LE(DATE_1980_01_01, 8);
  fields.writeUInt32LE(crc32(file.data), 10);
  fields.writeUInt32LE(packed.length, 14);
  fields.writeUInt32LE(file.data.length, 18);
  fields.writeUInt16LE(Buffer.byteLength(file.name), 22);
  fields.writeUInt16LE(0, 24);
  return fields;
}

const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};

/** Puts files into a ZIP archive. Throws RangeError for more than the format takes without its 64-bit form. */
export function writeZip(files: readonly ZipFile[]): Buffer {
  if (files.length > MOST_FILES) throw new RangeError(`a ZIP archive takes ${MOST_FILES} files, not ${files.length}`);
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const file of files) {
    const deflated = deflateRawSync(file.data);
    const [method, packed] = deflated.length < file.data.length ? [DEFLATED, deflated] : [STORED, file.data];
    const fields = commonFields(file, method, packed);
    const name = Buffer.from(file.name);
    const pieces = [Buffer.from('PK\u0003\u0004', 'latin1'), fields, name, packed];
    // Made by, comment length, disk, attributes: nothing that a reader of ours looks at.
    central.push(Buffer.from('PK\u0001\u0002\u0014\u0000', 'latin1'), fields, Buffer.alloc(10), uint32(offset), name);
    local.push(...pieces);
    offset += pieces.reduce((sum, { length }) => sum + length, 0);
    if (offset > MOST_BYTES) throw new RangeError('the archive would be larger than 4 GiB');
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006', 'latin1');
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...local, directory, end]);
}
