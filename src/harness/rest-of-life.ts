/** QUEUE-1: longer than any copy lives, so that after it nothing of a scenario can come any more. */
export const REST_OF_LIFE_MS = 130_000;
