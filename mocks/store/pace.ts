// How the two threads of a store tell mail that comes in fast, which goes before everything else, from mail that does not.

/** More than this in a millisecond is fast. */
export const FAST_BYTES_A_MS = 5 * 1024;
/** Fast mail is told of so often: each waking of the store's thread takes the processor from whoever answers. */
export const FAST_TOLD_MS = 50;
