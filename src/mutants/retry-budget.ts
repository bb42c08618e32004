import type { AttemptBudget } from '../forwarder/attempt-budget.ts';
import { isTlsError, refusedWith, tryingAgainAfter } from './outcomes.ts';
import { everyOf } from './tools.ts';
import type { Mutant } from './variant.ts';

const counting = (keyOf: (mid: number) => string | number, forgets: boolean): AttemptBudget => {
  const spent = new Map<string | number, number>();
  return {
    spend: (mid) => {
      const attempts = (spent.get(keyOf(mid)) ?? 0) + 1;
      spent.set(keyOf(mid), attempts);
      return attempts;
    },
    forget: (mid) => {
      if (forgets) spent.delete(keyOf(mid));
    },
  };
};

const SHARED = 'another copy has used up the retry';

/** How many attempts, and whose: RETRY-10 to RETRY-12, RETRY-15. */
export const RETRY_BUDGET: readonly Mutant[] = [
  {
    id: 'a-retry-for-each-kind-of-error',
    title: 'has a retry for each kind of error: two failures of different kinds leave a third attempt',
    breaks: ['RETRY-10'],
    parts: ({ retryTable }) => {
      let last: string | undefined;
      return {
        retryTable: (outcome, facts) => {
          const before = last;
          last = outcome.kind === 'refused' ? String(outcome.reply.code) : outcome.kind;
          const isAnother = before !== undefined && before !== last && facts.attempts === 2;
          return retryTable(outcome, isAnother ? { ...facts, attempts: 1 } : facts);
        },
      };
    },
  },
  {
    id: 'a-network-error-is-free',
    title: 'does not count an attempt whose connection broke when a reply follows',
    breaks: ['RETRY-10'],
    parts: ({ retryTable }) => {
      let broken = 0;
      return {
        retryTable: (outcome, facts) => {
          const free = broken;
          if (outcome.kind === 'network error') broken = 1;
          return retryTable(outcome, outcome.kind === 'refused' ? { ...facts, attempts: facts.attempts - free } : facts);
        },
      };
    },
  },
  {
    id: 'the-retry-may-not-fail',
    title: 'tries again when the retry is refused for good',
    breaks: ['RETRY-11'],
    parts: tryingAgainAfter(
      refusedWith((code) => code >= 550 && code !== 552),
      2,
    ),
  },
  {
    id: 'a-tls-error-at-the-retry-is-retried',
    title: 'tries again when the retry ends in a TLS error',
    breaks: ['RETRY-11'],
    parts: tryingAgainAfter(isTlsError, 2),
  },
  {
    id: 'one-budget-for-all',
    title: 'counts the attempts of all copies together',
    breaks: ['RETRY-12'],
    mayAlsoFail: {
      'CONN-7': SHARED,
      'COUNT-2': SHARED,
    },
    parts: () => ({ newAttemptBudget: () => counting(() => 'all', false) }),
  },
  {
    id: 'a-budget-for-two',
    title: 'counts the attempts of a copy with those of the one before it',
    breaks: ['RETRY-12'],
    mayAlsoFail: { 'COUNT-2': SHARED },
    parts: () => ({ newAttemptBudget: () => counting((mid) => Math.floor(mid / 2), true) }),
  },
  {
    id: 'a-failing-neighbour-takes-the-retry',
    title: 'allows one retry at a time: while one copy waits for its own, others fail at once',
    breaks: ['RETRY-12'],
    mayAlsoFail: { 'COUNT-2': SHARED },
    parts: ({ retryTable }) => {
      let waiting = 0;
      return {
        retryTable: (outcome, facts) => {
          if (facts.attempts > 1) waiting = Math.max(0, waiting - 1);
          const decision = retryTable(outcome, waiting > 0 ? { ...facts, attempts: 2 } : facts);
          if (decision.kind === 'retry') waiting += 1;
          return decision;
        },
      };
    },
  },
  {
    id: 'retries-too-late',
    title: 'waits 121 s before the retry, so that it never comes',
    breaks: ['RETRY-15', 'RETRY-2', 'RETRY-3', 'RETRY-4', 'RETRY-5', 'RETRY-7', 'RETRY-8', 'RETRY-14'],
    mayAlsoFail: everyOf(
      [
        'RETRY-10',
        'RETRY-11',
        'RETRY-12',
        'RETRY-13',
        'CONN-7',
        'COUNT-4',
        'COUNT-5',
        'LOG-4',
        'LOG-5',
        'POLICY-10',
        'QUEUE-2',
        'SMTP-4',
        'TRACK-1',
      ],
      'there is no second attempt any more',
    ),
    parts: ({ retryTable }) => ({ retryTable: (outcome, facts) => retryTable(outcome, { ...facts, retryWaitMs: 121_000 }) }),
  },
  {
    id: 'retries-after-130-seconds',
    title: 'waits 130 s before the retry, and keeps the copy until then',
    breaks: ['RETRY-15', 'QUEUE-1'],
    mayAlsoFail: { '*': 'every retry is late, and what is removed as well' },
    parts: ({ retryTable, copyLifeMs }) => ({
      retryTable: (outcome, facts) => retryTable(outcome, { ...facts, retryWaitMs: 130_000 }),
      copyLifeMs: (configuredMs) => copyLifeMs(configuredMs) + 60_000,
    }),
  },
  {
    id: 'a-look-up-is-no-attempt',
    title: 'does not count an attempt whose look-up failed',
    breaks: ['RETRY-10'],
    parts: ({ retryTable }) => {
      let free = 0;
      return {
        retryTable: (outcome, facts) => {
          if (outcome.kind !== 'dns temporary') return retryTable(outcome, { ...facts, attempts: facts.attempts - free });
          free = 1;
          return retryTable(outcome, facts);
        },
      };
    },
  },
];
