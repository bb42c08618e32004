import type { Equivalent } from './variant.ts';

export const EQUIVALENTS: readonly Equivalent[] = [
  {
    id: 'retries-after-5-seconds',
    title: 'retries after 5 s',
    because: 'the wait before the retry is not documented (RETRY-15)',
    parts: ({ retryTable }) => ({
      retryTable: (outcome, facts) =>
        retryTable(outcome, { ...facts, retryWaitMs: facts.retryWaitMs === 30_000 ? 5000 : facts.retryWaitMs }),
    }),
  },
];
