import { PIECE_BYTES } from './schema.ts';

/** Bytes of messages held in memory besides the spool at most; what is over that is read when it is sent. */
const MOST_HELD_BYTES = 64 * 1024 * 1024;

interface Shelved {
  readonly pieces: number;
  readonly heldBytes: number;
  jobs: number;
}

/** Cuts the bytes of a message into pieces for the spool. */
export function* cutIntoPieces(chunks: readonly Buffer[]): Generator<Buffer> {
  let gathered: Buffer[] = [];
  let size = 0;
  for (const chunk of chunks) {
    for (let from = 0; from < chunk.length; ) {
      const part = chunk.subarray(from, from + PIECE_BYTES - size);
      gathered.push(part);
      size += part.length;
      from += part.length;
      if (size < PIECE_BYTES) continue;
      yield Buffer.concat(gathered);
      gathered = [];
      size = 0;
    }
  }
  if (size > 0) yield Buffer.concat(gathered);
}

/** Which messages are in the spool: how many pieces each is in, how many jobs still need it, and whether its bytes are held in memory too. */
export class MessageShelf {
  private readonly messages = new Map<number, Shelved>();
  private heldBytes = 0;

  /** Whether a message of this size should be held in memory: large ones never are, and all together only so many. */
  holds(size: number): boolean {
    return size <= PIECE_BYTES && this.heldBytes + size <= MOST_HELD_BYTES;
  }

  get isEmpty(): boolean {
    return this.messages.size === 0;
  }

  put(id: number, message: Shelved): void {
    this.messages.set(id, message);
    this.heldBytes += message.heldBytes;
  }

  /** One job of the message has ended. Returns its number of pieces when it was the last. */
  release(id: number): number | undefined {
    const message = this.messages.get(id);
    if (message === undefined) return undefined;
    message.jobs -= 1;
    if (message.jobs > 0) return undefined;
    this.messages.delete(id);
    this.heldBytes -= message.heldBytes;
    return message.pieces;
  }
}
