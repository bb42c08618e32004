import type { Evidence } from '../../src/evidence/events.ts';
import { FAST_BYTES_A_MS, FAST_TOLD_MS } from './pace.ts';
import type { FrameKind } from './wire/frame.ts';
import { FrameBuffer } from './wire/frame-buffer.ts';

/** Where frames go: to the thread in memory, or to the inbox beside the file. */
export interface FrameOutlet {
  /** Whether `put` makes frames safe against the death of this process. */
  readonly isSafe: boolean;
  /** Takes whole frames, valid only until it returns. */
  put(frames: Buffer, first: number, last: number): void;
  /** Tells the thread of what was put. */
  tell(): void;
}

/** Put out at once when there is more than this. */
const LARGE_BATCH = 512 * 1024;
/** So long it is gathered what the thread is told of: to wake it for every command would cost more than what it is told. */
const GATHER_MS = 10;

/** Gathers what is handed to the store, so that the thread is told a hundred times a second at most, and at once when it is asked something. */
export class Handover {
  private readonly frames: FrameBuffer;
  private readonly outlet: FrameOutlet;
  private planned = false;
  /** Bytes put out when the thread was told last. */
  private toldAt = 0;
  private gatherMs = GATHER_MS;
  /** Why frames could not be put out, such as a full disk. Those that came after would stand behind a gap, so none are taken any more. */
  private failure: unknown;
  /** Bytes put out so far. */
  bytes = 0;

  constructor(outlet: FrameOutlet, firstFrame: number) {
    this.outlet = outlet;
    this.frames = new FrameBuffer(firstFrame);
  }

  /** Number of the newest frame. */
  get last(): number {
    return this.frames.last;
  }

  fact(entry: Evidence): void {
    if (this.failure !== undefined) return;
    this.frames.addFact(entry);
    this.plan();
  }

  add(kind: FrameKind, head: object, pieces: readonly Buffer[] = []): void {
    if (this.failure !== undefined) throw this.failure;
    this.frames.add(kind, JSON.stringify(head), pieces);
    this.plan();
  }

  /** Makes what was added safe, as far as the outlet can. */
  secure(): void {
    if (this.outlet.isSafe) this.put();
  }

  /** Puts everything out and tells the thread of it now. */
  flush(): void {
    this.put();
    this.outlet.tell();
    this.toldAt = this.bytes;
  }

  private put(): void {
    if (this.frames.isEmpty) return;
    const { first } = this.frames;
    const bytes = this.frames.take();
    this.bytes += bytes.length;
    try {
      this.outlet.put(bytes, first, this.frames.last);
    } catch (error) {
      this.failure = error;
      throw error;
    }
  }

  private plan(): void {
    if (this.frames.size > LARGE_BATCH) this.put();
    if (this.planned) return;
    this.planned = true;
    // Real time, whatever clock the stand has: this paces two threads of one process.
    setTimeout(() => {
      this.planned = false;
      const before = this.toldAt;
      const { gatherMs } = this;
      try {
        this.flush();
        this.gatherMs = this.bytes - before > FAST_BYTES_A_MS * gatherMs ? FAST_TOLD_MS : GATHER_MS;
      } catch {
        // Told to whoever hands the next copy over.
      }
    }, this.gatherMs);
  }
}
