import type { CopyReader } from '../dashboard/message-view/copy-reader.ts';
import type { MessageShelf } from '../store/store.ts';

const MIB = 1024 * 1024;
/** Bytes of copies that are looked at as a whole at a time. One that is larger is looked at alone. */
const MOST_BYTES = 128 * MIB;

interface Waiting {
  readonly bytes: number;
  readonly enter: () => void;
}

/** Copies as the routes read them: however many are asked for at once, so many bytes of them are in memory at most. */
export class WholeCopies implements CopyReader {
  private readonly messages: MessageShelf;
  private readonly most: number;
  private held = 0;
  /** First come, first served: a large one is not kept waiting by small ones. */
  private readonly waiting: Waiting[] = [];

  constructor(messages: MessageShelf, most = MOST_BYTES) {
    this.messages = messages;
    this.most = most;
  }

  async whole<Result>(copy: number, work: (raw: Buffer | undefined) => Result | Promise<Result>): Promise<Result> {
    const bytes = (await this.messages.get(copy))?.size ?? 0;
    await this.enter(bytes);
    try {
      return await work(await this.messages.raw(copy));
    } finally {
      this.held -= bytes;
      this.admit();
    }
  }

  pieces(copy: number, from: number, to: number): AsyncIterable<Buffer> {
    return this.messages.rawChunks(copy, from, to);
  }

  private enter(bytes: number): Promise<void> {
    return new Promise((enter) => {
      this.waiting.push({ bytes, enter });
      this.admit();
    });
  }

  private admit(): void {
    for (let next = this.waiting[0]; next !== undefined; next = this.waiting[0]) {
      if (this.held > 0 && this.held + next.bytes > this.most) return;
      this.waiting.shift();
      this.held += next.bytes;
      next.enter();
    }
  }
}
