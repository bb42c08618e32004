import type { CopyDetails, CopySink, CopyStore } from './copy-store.ts';

/** Hands every copy to several stores. It counts as kept once the last of them has it. */
export class TeeStore implements CopyStore {
  private readonly stores: readonly CopyStore[];

  constructor(...stores: readonly CopyStore[]) {
    this.stores = stores;
  }

  open(): CopySink {
    const sinks = this.stores.map((store) => store.open());
    return {
      write: (chunk: Buffer) => {
        for (const sink of sinks) sink.write(chunk);
      },
      keep: (details: CopyDetails) => {
        for (const sink of sinks) sink.keep(details);
      },
      discard: (details?: CopyDetails) => {
        for (const sink of sinks) sink.discard(details);
      },
    };
  }
}
