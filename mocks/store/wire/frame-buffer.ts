import type { Evidence } from '../../../src/evidence/events.ts';
import { writeFact } from './fact-codec.ts';
import { FRAME_HEAD, type FrameKind, sealFrame } from './frame.ts';

const FIRST_SIZE = 1024 * 1024;

/** Frames that are put together in one piece of memory, used over and over: what is recorded of a copy makes no garbage. */
export class FrameBuffer {
  private bytes = Buffer.allocUnsafeSlow(FIRST_SIZE);
  private used = 0;
  /** Where the frame of facts begins that is still open; -1 for none. */
  private factsAt = -1;
  private next: number;
  private firstInside: number;

  /** `next`: the number of the first frame. */
  constructor(next: number) {
    this.next = next;
    this.firstInside = next;
  }

  /** Number of the newest frame. */
  get last(): number {
    return this.next - 1;
  }

  /** Number of the first frame that is inside; of the next one when nothing is. */
  get first(): number {
    return this.firstInside;
  }

  get isEmpty(): boolean {
    return this.used === 0;
  }

  get size(): number {
    return this.used;
  }

  addFact(entry: Evidence): void {
    if (this.factsAt === -1) {
      this.reserve(FRAME_HEAD);
      this.factsAt = this.used;
      this.used += FRAME_HEAD;
    }
    for (;;) {
      const length = writeFact(entry, this.bytes, this.used);
      if (length > 0) {
        this.used += length;
        return;
      }
      this.grow(this.bytes.length * 2);
    }
  }

  add(kind: FrameKind, head: string, pieces: readonly Buffer[] = []): void {
    this.sealFacts();
    let bodyLength = 0;
    for (const piece of pieces) bodyLength += piece.length;
    this.reserve(FRAME_HEAD + head.length * 3 + bodyLength);
    const at = this.used;
    const headLength = this.bytes.write(head, at + FRAME_HEAD);
    let end = at + FRAME_HEAD + headLength;
    for (const piece of pieces) end += piece.copy(this.bytes, end);
    sealFrame(this.bytes, at, kind, this.next, headLength, bodyLength);
    this.next += 1;
    this.used = end;
  }

  /** The frames so far, all of them whole; valid until the next call of anything here. Begins anew. */
  take(): Buffer {
    this.sealFacts();
    const taken = this.bytes.subarray(0, this.used);
    this.used = 0;
    this.firstInside = this.next;
    return taken;
  }

  private sealFacts(): void {
    const at = this.factsAt;
    if (at === -1) return;
    this.factsAt = -1;
    sealFrame(this.bytes, at, 'facts', this.next, 0, this.used - at - FRAME_HEAD);
    this.next += 1;
  }

  private reserve(length: number): void {
    if (this.used + length > this.bytes.length) this.grow(Math.max(this.bytes.length * 2, this.used + length));
  }

  private grow(size: number): void {
    const larger = Buffer.allocUnsafeSlow(size);
    this.bytes.copy(larger, 0, 0, this.used);
    this.bytes = larger;
  }
}
