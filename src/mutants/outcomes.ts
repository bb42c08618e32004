import type { DeliveryFailure, DeliveryOutcome, NetworkDetail } from '../forwarder/smtp-client/outcome.ts';
import type { SmtpStage } from '../smtp/stage.ts';
import type { PartsChange } from './variant.ts';

// Outcomes of an attempt, and what the retry table makes of them in a mutant.

export type Which = (outcome: DeliveryOutcome) => boolean;

/** Refused with one of these codes, at this stage where one is given. */
export const refusedWith =
  (codes: number | ((code: number) => boolean), stage?: SmtpStage): Which =>
  (outcome) =>
    outcome.kind === 'refused' &&
    (typeof codes === 'number' ? outcome.reply.code === codes : codes(outcome.reply.code)) &&
    (stage === undefined || outcome.stage === stage);

export const isTransient = (code: number): boolean => code < 500;
export const isPermanent = (code: number): boolean => code >= 500 && code !== 503 && code !== 552;

/** The connection broke in this way. */
export const brokenBy =
  (detail: NetworkDetail): Which =>
  (outcome) =>
    outcome.kind === 'network error' && outcome.detail === detail;

/** The connection broke after the final dot: whether the copy was taken is not known. */
export const inDoubt: Which = (outcome) => outcome.kind === 'network error' && outcome.stage === 'end of data';

/** The name server answered a look-up with this temporary failure, or not at all. */
export const lookUpFailed =
  (detail: 'ServFail' | 'Refused' | 'Timeout'): Which =>
  (outcome) =>
    outcome.kind === 'dns temporary' && outcome.detail === detail;

/** TLS did not come about, for a reason like this. */
export const tlsFailed =
  (detail: RegExp): Which =>
  (outcome) =>
    outcome.kind === 'tls error' && detail.test(outcome.detail);

export const isTlsError: Which = (outcome) => outcome.kind === 'tls error';
export const isGarbled: Which = (outcome) => outcome.kind === 'garbled reply';

/** A refusal with a code, as the retry table looks at it. */
export const asRefusal = (code: number): DeliveryFailure => ({ kind: 'refused', stage: 'RCPT TO', reply: { code, lines: [''] } });

/** Any failure for which there is no retry. */
export const FINAL = asRefusal(550);

/** A failure for which there is a retry. */
export const BROKEN = { kind: 'network error', stage: 'connect', detail: 'closed' } as const satisfies DeliveryFailure;

/** Takes some outcomes for another. */
export const taking =
  (which: Which, another: DeliveryFailure): PartsChange =>
  ({ retryTable }) => ({ retryTable: (outcome, facts) => retryTable(which(outcome) ? another : outcome, facts) });

/** Makes one attempt more than is allowed after some outcomes. */
export const oneMoreAfter =
  (which: Which): PartsChange =>
  ({ retryTable }) => ({
    retryTable: (outcome, facts) => retryTable(outcome, which(outcome) ? { ...facts, attempts: facts.attempts - 1 } : facts),
  });

/** Tries again after some outcomes that are final, as long as no more than so many attempts were made. */
export const tryingAgainAfter =
  (which: Which, attempts: number): PartsChange =>
  ({ retryTable }) => ({
    retryTable: (outcome, facts) =>
      which(outcome) && facts.attempts === attempts ? { kind: 'retry', waitMs: facts.retryWaitMs } : retryTable(outcome, facts),
  });

/** Takes some outcomes for a delivery. */
export const takingForDelivered =
  (which: Which): PartsChange =>
  ({ retryTable }) => ({
    retryTable: (outcome, facts) => (which(outcome) ? { kind: 'delivered' } : retryTable(outcome, facts)),
  });
