import type { Spooled, SpooledCopy, SpooledOriginal } from './spool/spool.ts';

/** The two ways out of the gateway. */
export interface Exits {
  enqueueCopy(copy: SpooledCopy): void;
  enqueueOriginal(original: SpooledOriginal): void;
}

/** Puts what is owed for a message on its ways, once it is safe in the spool. */
export type Dispatch = (spooled: Spooled, exits: Exits) => void;

/** SCOPE-4: neither waits for the other. */
export const dispatchAtOnce: Dispatch = ({ copies, originals }, { enqueueCopy, enqueueOriginal }) => {
  for (const copy of copies) enqueueCopy(copy);
  for (const original of originals) enqueueOriginal(original);
};
