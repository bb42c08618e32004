import type { Evidence } from '../../src/evidence/events.ts';
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

/** Put out before the turn of the event loop is over when there is more than this. */
const LARGE_BATCH = 512 * 1024;

/** Gathers what is handed to the store during one turn of the event loop, so that the thread is told once a turn. */
export class Handover {
  private readonly frames: FrameBuffer;
  private readonly outlet: FrameOutlet;
  private planned = false;
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
    setImmediate(() => {
      this.planned = false;
      try {
        this.flush();
      } catch {
        // Told to whoever hands the next copy over.
      }
    });
  }
}
