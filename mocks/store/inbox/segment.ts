// The inbox of a store: files beside it, into which everything is written before a copy is answered. The store's thread
// takes it from there into the database. Only when a process was killed is something left in it, and the next start takes that.
//
// A segment is used over and over, since writing over a file is several times as quick as making it grow. It begins with a
// head, which says whose it is and with which frame it begins; frames follow. What an earlier use left behind the last
// frame has older numbers.

export const SEGMENT_HEAD = 48;
const MAGIC = 'SETDIN1\n';

/** Bytes after which the next segment is begun. */
export const SEGMENT_BYTES = 16 * 1024 * 1024;

export const segmentPath = (store: string, slot: number): string => `${store}-inbox${slot}`;

export interface SegmentHead {
  /** Id of the store, a UUID. */
  readonly store: string;
  readonly firstFrame: number;
}

export const segmentHead = ({ store, firstFrame }: SegmentHead): Buffer => {
  const bytes = Buffer.alloc(SEGMENT_HEAD);
  bytes.write(MAGIC, 0, 'latin1');
  bytes.write(store.replaceAll('-', ''), 8, 'hex');
  bytes.writeDoubleLE(firstFrame, 24);
  return bytes;
};

/** undefined when a file does not begin as a segment does: it was cut off as it was begun. */
export const readSegmentHead = (bytes: Buffer): SegmentHead | undefined => {
  if (bytes.length < SEGMENT_HEAD || bytes.toString('latin1', 0, 8) !== MAGIC) return undefined;
  const hex = bytes.toString('hex', 8, 24);
  const store = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
  return { store, firstFrame: bytes.readDoubleLE(24) };
};

/** A stretch of a segment that holds whole frames. */
export interface Stretch {
  readonly slot: number;
  readonly from: number;
  readonly to: number;
}
