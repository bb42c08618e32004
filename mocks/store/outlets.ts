import type { FrameOutlet } from './handover.ts';
import type { InboxWriter } from './inbox/inbox-writer.ts';
import type { ThreadLink } from './thread/thread-link.ts';

const MIB = 1024 * 1024;

/** Bytes handed over and not yet written at which whoever hands over has to wait. */
const MOST_IN_MEMORY = 128 * MIB;
const MOST_IN_INBOX = 1024 * MIB;
const WAIT_MS = 100;
/** A thread that writes nothing for so long is not waited for. */
const STUCK_MS = 10_000;

/** Lets nobody get further ahead of the thread than so many bytes: a flood is slowed down instead of filling memory or disk. */
class Brake {
  private readonly progress: BigInt64Array;
  private readonly most: number;
  private ahead = 0;

  constructor(progress: SharedArrayBuffer, most: number) {
    this.progress = new BigInt64Array(progress);
    this.most = most;
  }

  put(bytes: number): void {
    this.ahead += bytes;
  }

  /** Waits for the thread where it is too far behind. This holds up everything else, which is what is wanted. */
  hold(): void {
    if (this.ahead < this.most) return;
    let stuckMs = 0;
    while (stuckMs < STUCK_MS) {
      const done = Atomics.load(this.progress, 0);
      if (this.ahead - Number(done) < this.most) break;
      if (Atomics.wait(this.progress, 0, done, WAIT_MS) === 'timed-out') stuckMs += WAIT_MS;
      else stuckMs = 0;
    }
  }
}

/** Hands frames over in memory. */
export class MemoryOutlet implements FrameOutlet {
  readonly isSafe = false;
  private readonly link: ThreadLink;
  private readonly now: () => number;
  private readonly brake: Brake;
  private parcels: Buffer<ArrayBuffer>[] = [];

  constructor(link: ThreadLink, progress: SharedArrayBuffer, now: () => number) {
    this.link = link;
    this.now = now;
    this.brake = new Brake(progress, MOST_IN_MEMORY);
  }

  put(frames: Buffer): void {
    const parcel = Buffer.allocUnsafeSlow(frames.length);
    frames.copy(parcel);
    this.parcels.push(parcel);
    this.brake.put(frames.length);
  }

  tell(): void {
    const nowMs = this.now();
    for (const bytes of this.parcels) this.link.post({ type: 'frames', bytes, nowMs }, [bytes.buffer]);
    this.parcels = [];
    this.brake.hold();
  }
}

/** Writes frames to the inbox beside the file, from where the thread takes them. */
export class InboxOutlet implements FrameOutlet {
  readonly isSafe = true;
  private readonly link: ThreadLink;
  private readonly inbox: InboxWriter;
  private readonly now: () => number;
  private readonly brake: Brake;

  constructor(link: ThreadLink, inbox: InboxWriter, progress: SharedArrayBuffer, now: () => number) {
    this.link = link;
    this.inbox = inbox;
    this.now = now;
    this.brake = new Brake(progress, MOST_IN_INBOX);
  }

  put(frames: Buffer, first: number, last: number): void {
    this.inbox.write(frames, first, last);
    this.brake.put(frames.length);
  }

  tell(): void {
    const stretches = this.inbox.news();
    if (stretches.length > 0) this.link.post({ type: 'inbox', stretches, nowMs: this.now() });
    this.brake.hold();
  }
}
