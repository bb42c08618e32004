import type { DeliveryFailure, DeliveryOutcome } from './smtp-client/outcome.ts';

/** What is known about a copy when an attempt has ended. */
export interface AttemptFacts {
  /** Attempts made so far, the one that just ended included. */
  readonly attempts: number;
  readonly retryWaitMs: number;
}

/** Why a copy is given up, as the log names it. */
export type FailureReason =
  | 'TLS Error'
  | 'Hard Bounced'
  | 'Soft Bounced'
  | 'Connection Error'
  | 'DNS Error'
  | 'Protocol Error'
  | 'Message Too Large';

export type Decision =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'retry'; readonly waitMs: number }
  | { readonly kind: 'failed'; readonly reason: FailureReason };

/** From the outcome of an attempt to what happens to the copy. Pure: log lines, counters and tracking derive from it. */
export type RetryTable = (outcome: DeliveryOutcome, facts: AttemptFacts) => Decision;

/** Attempts in all where a retry is allowed: the documented table gives one retry, and it belongs to the copy (RETRY-10). */
const MOST_ATTEMPTS = 2;

/** RETRY-3, RETRY-4: the two 5yz replies that count as temporary. The code decides, whatever the text says (RETRY-13). */
const mayPass = (code: number): boolean => code < 500 || code === 503 || code === 552;

const onceMore = (facts: AttemptFacts, reason: FailureReason): Decision =>
  facts.attempts < MOST_ATTEMPTS ? { kind: 'retry', waitMs: facts.retryWaitMs } : { kind: 'failed', reason };

const afterFailure = (failure: DeliveryFailure, facts: AttemptFacts): Decision => {
  switch (failure.kind) {
    case 'refused':
      return mayPass(failure.reply.code) ? onceMore(facts, 'Soft Bounced') : { kind: 'failed', reason: 'Hard Bounced' };
    case 'tls error':
      return { kind: 'failed', reason: 'TLS Error' };
    case 'network error':
      return onceMore(facts, 'Connection Error');
    case 'dns temporary':
      return onceMore(facts, 'DNS Error');
    case 'garbled reply':
      return onceMore(facts, 'Protocol Error');
    case 'dns hard':
      return { kind: 'failed', reason: 'Hard Bounced' };
    case 'too large':
      // SMTP-3: what the server announces holds for the retry as well, unlike a 552, which may be about room at the moment (RETRY-4).
      return { kind: 'failed', reason: 'Message Too Large' };
  }
};

/** The documented table: RETRY-1 to RETRY-14. */
export const documentedRetryTable: RetryTable = (outcome, facts) =>
  outcome.kind === 'accepted' ? { kind: 'delivered' } : afterFailure(outcome, facts);
