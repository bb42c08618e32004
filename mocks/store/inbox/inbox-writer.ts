import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { SEGMENT_BYTES, SEGMENT_HEAD, type Stretch, segmentHead, segmentPath } from './segment.ts';

interface Segment {
  readonly slot: number;
  readonly file: number;
  lastFrame: number;
}

/** Writes frames to the inbox of a store. */
export class InboxWriter {
  private readonly path: string;
  private readonly store: string;
  private readonly flush: boolean;
  private readonly segments: Segment[] = [];
  private current: Segment | undefined;
  private at = 0;
  /** Where what was not told of yet begins. */
  private toldTo = 0;
  private untold: Stretch[] = [];
  private applied: number;

  /** `path`: of the store's database. `applied`: number of the newest frame that is in the database. */
  constructor(path: string, store: string, applied: number, flush: boolean) {
    this.path = path;
    this.store = store;
    this.applied = applied;
    this.flush = flush;
  }

  /**
   * Writes whole frames, of which the first and the last have these numbers. On return they are with the operating system, so that the death
   * of this process loses nothing; with `flush` they are on the disk, so that a loss of power loses nothing either.
   */
  write(frames: Buffer, first: number, last: number): void {
    if (this.current === undefined || this.at + frames.length > SEGMENT_BYTES) this.begin(first);
    const { current } = this;
    if (current === undefined) return;
    let written = 0;
    while (written < frames.length) written += writeSync(current.file, frames, written, frames.length - written, this.at + written);
    this.at += frames.length;
    current.lastFrame = last;
    if (this.flush) fdatasyncSync(current.file);
  }

  /** Where that was written which was not told of before. */
  news(): Stretch[] {
    const { current, at, toldTo } = this;
    const news = this.untold;
    this.untold = [];
    if (current !== undefined && at > toldTo) news.push({ slot: current.slot, from: toldTo, to: at });
    this.toldTo = at;
    return news;
  }

  /** All frames up to this one are in the database: their segments may be written over. */
  release(applied: number): void {
    this.applied = applied;
  }

  /** Removes the inbox; only when all of it is in the database. */
  remove(): void {
    for (const { slot, file } of this.segments) {
      closeSync(file);
      rmSync(segmentPath(this.path, slot), { force: true });
    }
    this.segments.length = 0;
    this.current = undefined;
  }

  /** Goes on in a segment whose frames are all in the database, or in a new one. */
  private begin(firstFrame: number): void {
    this.untold = this.news();
    const free = this.segments.find((segment) => segment !== this.current && segment.lastFrame <= this.applied);
    const segment = free ?? this.add();
    writeSync(segment.file, segmentHead({ store: this.store, firstFrame }), 0, SEGMENT_HEAD, 0);
    segment.lastFrame = firstFrame;
    this.current = segment;
    this.at = SEGMENT_HEAD;
    this.toldTo = SEGMENT_HEAD;
  }

  private add(): Segment {
    const slot = this.segments.length;
    const segment = { slot, file: openSync(segmentPath(this.path, slot), 'w+'), lastFrame: 0 };
    this.segments.push(segment);
    return segment;
  }
}
