import { hash } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { MockStartError } from '../../listen.ts';
import { isKept } from '../database/message-row.ts';
import type { CopyHead } from '../ingest.ts';
import type { StoreDatabase } from '../thread/store-database.ts';
import { type Frame, frameAt } from '../wire/frame.ts';
import { readSegmentHead, SEGMENT_HEAD, type SegmentHead, segmentPath } from './segment.ts';

interface Left extends SegmentHead {
  readonly path: string;
}

/** Segments that an earlier process left, in the order in which they were written. */
const leftBehind = (path: string, store: string): Left[] => {
  const left: Left[] = [];
  for (let slot = 0; existsSync(segmentPath(path, slot)); slot += 1) {
    const segment = segmentPath(path, slot);
    const head = readSegmentHead(readFileSync(segment).subarray(0, SEGMENT_HEAD));
    if (head !== undefined && head.store !== store) {
      throw new MockStartError(
        `the store ${path}: ${segment} holds what another store did not finish writing: put that store back, or remove the file`,
      );
    }
    left.push({ path: segment, ...(head ?? { store, firstFrame: Number.POSITIVE_INFINITY }) });
  }
  return left.sort((one, other) => one.firstFrame - other.firstFrame);
};

/** After a loss of power a copy's bytes may be missing from the disk although its frame is there. */
const isWhole = ({ kind, head, body }: Frame): boolean => {
  if (kind !== 'copy') return true;
  const { copy, upload }: CopyHead = JSON.parse(head);
  return upload !== undefined || !isKept(copy.fate) || hash('sha256', body) === copy.sha256;
};

/** The frames of a segment, up to where the writer was cut off. */
function* framesOf({ path, firstFrame }: Left): Generator<Frame> {
  const bytes = readFileSync(path);
  let at = SEGMENT_HEAD;
  let expected = firstFrame;
  for (let frame = frameAt(bytes, at); frame !== undefined && frame.number === expected && isWhole(frame); frame = frameAt(bytes, at)) {
    yield frame;
    at = frame.end;
    expected += 1;
  }
}

/** Takes what an earlier process had in its inbox when it was killed into the database; tells how many frames that were. */
export const recover = (path: string, database: StoreDatabase): number => {
  const left = leftBehind(path, database.id);
  let { applied } = database;
  let taken = 0;
  for (const segment of left) {
    database.transaction(() => {
      for (const frame of framesOf(segment)) {
        if (frame.number <= applied) continue;
        database.take(frame);
        applied = frame.number;
        taken += 1;
      }
    });
  }
  for (const { path: segment } of left) rmSync(segment, { force: true });
  return taken;
};
