import { closeSync, openSync, readSync } from 'node:fs';
import { type Stretch, segmentPath } from './segment.ts';

/** Where a store's thread gets its frames from, in order. */
export interface FrameSource {
  /** Bytes that wait. */
  readonly waiting: number;
  /** The next bytes, which begin with a frame; empty when nothing waits. They stay valid until the next call. */
  next(): Buffer;
  /** So many of the bytes just given were whole frames; the rest comes again. */
  took(bytes: number): void;
  close(): void;
}

/** Bytes given at a time; more where a single frame needs it. */
const READ_BYTES = 1024 * 1024;

/** Frames handed over in memory. */
export class MemorySource implements FrameSource {
  private readonly queue: Buffer[] = [];
  private head: Buffer | undefined;
  waiting = 0;

  add(bytes: Buffer): void {
    this.queue.push(bytes);
    this.waiting += bytes.length;
  }

  next(): Buffer {
    this.head ??= this.join();
    return this.head;
  }

  /** What waits, in one piece: a transaction for each of many small ones would cost more than what is in them. */
  private join(): Buffer {
    let count = 0;
    let size = 0;
    for (const parcel of this.queue) {
      if (count > 0 && size + parcel.length > READ_BYTES) break;
      count += 1;
      size += parcel.length;
    }
    const parcels = this.queue.splice(0, count);
    return parcels.length === 1 && parcels[0] !== undefined ? parcels[0] : Buffer.concat(parcels, size);
  }

  took(bytes: number): void {
    this.waiting -= bytes;
    const rest = this.head?.subarray(bytes);
    this.head = rest === undefined || rest.length === 0 ? undefined : rest;
  }

  close(): void {
    this.queue.length = 0;
  }
}

/** Frames read from the inbox beside a store's file, so that a backlog stays on the disk. */
export class InboxReader implements FrameSource {
  private readonly path: string;
  private readonly files = new Map<number, number>();
  private buffer = Buffer.allocUnsafeSlow(READ_BYTES);
  private stretches: { slot: number; from: number; to: number }[] = [];
  waiting = 0;

  constructor(path: string) {
    this.path = path;
  }

  add(stretches: readonly Stretch[]): void {
    for (const { slot, from, to } of stretches) {
      this.waiting += to - from;
      const last = this.stretches.at(-1);
      if (last?.slot === slot && last.to === from) last.to = to;
      else this.stretches.push({ slot, from, to });
    }
  }

  next(): Buffer {
    const [stretch] = this.stretches;
    if (stretch === undefined) return this.buffer.subarray(0, 0);
    const wanted = Math.min(stretch.to - stretch.from, this.buffer.length);
    const length = readSync(this.fileOf(stretch.slot), this.buffer, 0, wanted, stretch.from);
    return this.buffer.subarray(0, length);
  }

  took(bytes: number): void {
    const [stretch] = this.stretches;
    if (stretch === undefined) return;
    if (bytes === 0) this.buffer = Buffer.allocUnsafeSlow(this.buffer.length * 2);
    this.waiting -= bytes;
    stretch.from += bytes;
    if (stretch.from >= stretch.to) this.stretches.shift();
  }

  close(): void {
    for (const file of this.files.values()) closeSync(file);
    this.files.clear();
  }

  private fileOf(slot: number): number {
    const file = this.files.get(slot) ?? openSync(segmentPath(this.path, slot), 'r');
    this.files.set(slot, file);
    return file;
  }
}
