import { crc32 } from 'node:zlib';

// What is handed to the store's thread, and written ahead to the inbox beside a store's file: one stream of frames with
// rising numbers. Nothing is lost between two frames, and a frame that was cut off shows.
//
// Frame: magic and kind (4 bytes), length of the head (4), length of the body (4), checksum of what precedes the body but for
// itself (4), number (8), head (JSON), body. A body is checked by its own means where it matters: copies by their digest.

export const FRAME_HEAD = 24;
const MAGIC = 0x53455400;

export const FRAME_KINDS = {
  /** Body: entries of evidence (fact-codec.ts). */
  facts: 1,
  /** Head: PieceHead. Body: a part of a large copy that is still arriving. */
  piece: 2,
  /** Head: PieceHead. The copy is given up. */
  drop: 3,
  /** Head: CopyHead. Body: the copy, or what follows its pieces. */
  copy: 4,
  /** Head: StandState. */
  state: 5,
} as const;

export type FrameKind = keyof typeof FRAME_KINDS;
const NAMES = new Map<number, FrameKind>([
  [FRAME_KINDS.facts, 'facts'],
  [FRAME_KINDS.piece, 'piece'],
  [FRAME_KINDS.drop, 'drop'],
  [FRAME_KINDS.copy, 'copy'],
  [FRAME_KINDS.state, 'state'],
]);

export interface Frame {
  readonly kind: FrameKind;
  readonly number: number;
  /** JSON; empty for none. */
  readonly head: string;
  readonly body: Buffer;
  /** Index just behind the frame. */
  readonly end: number;
}

const checksumAt = (bytes: Buffer, at: number, headEnd: number): number =>
  crc32(bytes.subarray(at + FRAME_HEAD - 8, headEnd), crc32(bytes.subarray(at, at + 12)));

/** Fills in the first bytes of a frame at `at`, whose head and body stand behind them already. */
export const sealFrame = (bytes: Buffer, at: number, kind: FrameKind, number: number, headLength: number, bodyLength: number): void => {
  bytes.writeUInt32LE(MAGIC | FRAME_KINDS[kind], at);
  bytes.writeUInt32LE(headLength, at + 4);
  bytes.writeUInt32LE(bodyLength, at + 8);
  bytes.writeDoubleLE(number, at + 16);
  bytes.writeUInt32LE(checksumAt(bytes, at, at + FRAME_HEAD + headLength), at + 12);
};

/** The frame at `at`; undefined when there is none, or not the whole of it. */
export const frameAt = (bytes: Buffer, at: number): Frame | undefined => {
  if (at + FRAME_HEAD > bytes.length) return undefined;
  const mark = bytes.readUInt32LE(at);
  const kind = NAMES.get(mark & 0xff);
  if (kind === undefined || (mark & ~0xff) >>> 0 !== MAGIC) return undefined;
  const headEnd = at + FRAME_HEAD + bytes.readUInt32LE(at + 4);
  const end = headEnd + bytes.readUInt32LE(at + 8);
  if (end > bytes.length || bytes.readUInt32LE(at + 12) !== checksumAt(bytes, at, headEnd)) return undefined;
  return {
    kind,
    number: bytes.readDoubleLE(at + 16),
    head: bytes.toString('utf8', at + FRAME_HEAD, headEnd),
    body: bytes.subarray(headEnd, end),
    end,
  };
};
