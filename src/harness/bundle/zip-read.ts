import { crc32, inflateRawSync } from 'node:zlib';
import { ConfigError } from '../yaml-file.ts';
import type { ZipFile } from './zip-write.ts';

// Reads a ZIP archive that somebody else may have made to do harm. Nothing is written to disk here, and nothing is believed: names,
// sizes and places are checked before a byte is unpacked, and unpacking stops at the size that was announced.

export interface ZipLimits {
  readonly files: number;
  /** Bytes of one file, and of all together, unpacked. */
  readonly fileBytes: number;
  readonly totalBytes: number;
}

const END_BYTES = 22;
const MOST_COMMENT = 0xffff;
const CENTRAL_BYTES = 46;
const LOCAL_BYTES = 30;
const ENCRYPTED = 1;

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly crc: number;
  readonly packedBytes: number;
  readonly bytes: number;
  readonly offset: number;
}

/** A path that stays inside whatever folder it is put into, in one spelling. */
const SAFE_NAME = /^(?!.*(?:^|\/)\.{1,2}(?:\/|$))[\w.-]+(?:\/[\w.-]+)*$/;

class Archive {
  private readonly bytes: Buffer;
  private readonly limits: ZipLimits;
  private readonly shownAs: string;

  constructor(bytes: Buffer, shownAs: string, limits: ZipLimits) {
    this.bytes = bytes;
    this.shownAs = shownAs;
    this.limits = limits;
  }

  refuse(why: string): never {
    throw new ConfigError(`${this.shownAs}: ${why}`);
  }

  private endRecord(): number {
    const from = Math.max(0, this.bytes.length - END_BYTES - MOST_COMMENT);
    const at = this.bytes.lastIndexOf('PK\u0005\u0006', undefined, 'latin1');
    if (at < from || at + END_BYTES > this.bytes.length) this.refuse('this is no ZIP archive, or the end of it is missing');
    if (this.bytes.readUInt16LE(at + 4) !== 0 || this.bytes.readUInt16LE(at + 6) !== 0)
      this.refuse('archives in several volumes are not read');
    return at;
  }

  /** The entries of the central directory, each checked for what it announces. */
  entries(): Entry[] {
    const end = this.endRecord();
    const count = this.bytes.readUInt16LE(end + 10);
    if (count > this.limits.files) this.refuse(`it holds ${count} files; at most ${this.limits.files} are read`);
    let at = this.bytes.readUInt32LE(end + 16);
    const names = new Set<string>();
    let totalBytes = 0;
    const entries: Entry[] = [];
    for (let index = 0; index < count; index += 1) {
      if (at + CENTRAL_BYTES > end || this.bytes.toString('latin1', at, at + 4) !== 'PK\u0001\u0002')
        this.refuse('its directory is damaged');
      const entry = this.entryAt(at);
      if (names.has(entry.name)) this.refuse(`it holds ${entry.name} twice`);
      names.add(entry.name);
      totalBytes += entry.bytes;
      if (totalBytes > this.limits.totalBytes) this.refuse(`unpacked it would be larger than ${this.limits.totalBytes} bytes`);
      entries.push(entry);
      at += CENTRAL_BYTES + this.bytes.readUInt16LE(at + 28) + this.bytes.readUInt16LE(at + 30) + this.bytes.readUInt16LE(at + 32);
    }
    return entries;
  }

  private entryAt(at: number): Entry {
    const { bytes } = this;
    const name = bytes.toString('utf8', at + CENTRAL_BYTES, at + CENTRAL_BYTES + bytes.readUInt16LE(at + 28));
    if (!SAFE_NAME.test(name)) this.refuse(`it holds a file of a name that is not allowed: ${JSON.stringify(name.slice(0, 100))}`);
    if ((bytes.readUInt16LE(at + 8) & ENCRYPTED) !== 0) this.refuse(`${name} is encrypted`);
    const method = bytes.readUInt16LE(at + 10);
    if (method !== 0 && method !== 8) this.refuse(`${name} is packed in a way that is not read (${method})`);
    const entry = {
      name,
      method,
      crc: bytes.readUInt32LE(at + 16),
      packedBytes: bytes.readUInt32LE(at + 20),
      bytes: bytes.readUInt32LE(at + 24),
      offset: bytes.readUInt32LE(at + 42),
    };
    if (entry.bytes > this.limits.fileBytes)
      this.refuse(`${name} would be ${entry.bytes} bytes; at most ${this.limits.fileBytes} are read`);
    return entry;
  }

  /** Where the packed bytes of an entry lie. */
  placeOf({ name, offset, packedBytes }: Entry): readonly [from: number, until: number] {
    if (offset + LOCAL_BYTES > this.bytes.length || this.bytes.toString('latin1', offset, offset + 4) !== 'PK\u0003\u0004')
      this.refuse(`${name} is not where the directory says`);
    const from = offset + LOCAL_BYTES + this.bytes.readUInt16LE(offset + 26) + this.bytes.readUInt16LE(offset + 28);
    if (from + packedBytes > this.bytes.length) this.refuse(`${name} is cut off`);
    return [from, from + packedBytes];
  }

  unpack(entry: Entry, [from, until]: readonly [number, number]): Buffer {
    const packed = this.bytes.subarray(from, until);
    const data = entry.method === 0 ? packed : this.inflate(entry, packed);
    if (data.length !== entry.bytes || crc32(data) !== entry.crc) this.refuse(`${entry.name} is damaged`);
    return data;
  }

  private inflate({ name, bytes }: Entry, packed: Buffer): Buffer {
    try {
      return inflateRawSync(packed, { maxOutputLength: Math.max(1, bytes) });
    } catch (cause) {
      return this.refuse(`${name} cannot be unpacked to the ${bytes} bytes that it announces (${String(cause)})`);
    }
  }
}

/** Reads every file of an archive. Throws ConfigError, with `shownAs`, for one that is damaged, too large, or made to do harm. */
export function readZip(bytes: Buffer, shownAs: string, limits: ZipLimits): ZipFile[] {
  const archive = new Archive(bytes, shownAs, limits);
  const placed = archive.entries().map((entry) => ({ entry, place: archive.placeOf(entry) }));
  // Files that share bytes make a small archive unpack to any size.
  const inOrder = placed.toSorted((one, other) => one.place[0] - other.place[0]);
  for (const [index, { entry, place }] of inOrder.entries()) {
    const before = inOrder[index - 1];
    if (before !== undefined && entry.offset < before.place[1]) archive.refuse(`${entry.name} and ${before.entry.name} overlap`);
    if (place[0] < entry.offset) archive.refuse(`${entry.name} is not where the directory says`);
  }
  return placed.map(({ entry, place }) => ({ name: entry.name, data: archive.unpack(entry, place) }));
}
