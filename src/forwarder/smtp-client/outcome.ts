import { type Reply, replyText } from '../../smtp/reply.ts';
import type { SmtpStage } from '../../smtp/stage.ts';

/** How a connection was lost, or why it never came about. */
export type NetworkDetail = 'refused' | 'reset' | 'timed out' | 'closed' | 'unreachable';

/** What one attempt to hand over a message came to. Retry, log and counters all follow from this one value. */
export type DeliveryOutcome =
  | { readonly kind: 'accepted'; readonly reply: Reply }
  | { readonly kind: 'refused'; readonly stage: SmtpStage; readonly reply: Reply }
  | { readonly kind: 'garbled reply'; readonly stage: SmtpStage; readonly line: string }
  | { readonly kind: 'tls error'; readonly detail: string }
  | { readonly kind: 'network error'; readonly stage: SmtpStage; readonly detail: NetworkDetail }
  | { readonly kind: 'dns temporary'; readonly name: string; readonly recordType: string; readonly detail: string }
  | { readonly kind: 'dns hard'; readonly name: string; readonly recordType: string; readonly detail: string }
  /** SMTP-3: larger than the SIZE that the server announced, so nothing was sent. */
  | { readonly kind: 'too large'; readonly size: number; readonly limit: number };

/** Every outcome but acceptance. */
export type DeliveryFailure = Exclude<DeliveryOutcome, { kind: 'accepted' }>;

/** The outcome in one line for people. */
export const describeOutcome = (outcome: DeliveryOutcome): string => {
  switch (outcome.kind) {
    case 'accepted':
      return replyText(outcome.reply);
    case 'refused':
      return `${outcome.stage} answered ${replyText(outcome.reply)}`;
    case 'garbled reply':
      return `${outcome.stage} answered with no SMTP reply: ${outcome.line}`;
    case 'tls error':
      return `TLS error: ${outcome.detail}`;
    case 'network error':
      return `connection ${outcome.detail} at ${outcome.stage}`;
    case 'dns temporary':
    case 'dns hard':
      return `${outcome.recordType} of ${outcome.name}: ${outcome.detail}`;
    case 'too large':
      return `message of ${outcome.size} bytes is over the announced limit of ${outcome.limit}`;
  }
};

/** SMTP-4: whether the message may have been taken although no reply said so: its final dot was sent, and what came back is no reply. */
export const mayHaveArrived = (outcome: DeliveryOutcome): boolean =>
  (outcome.kind === 'network error' || outcome.kind === 'garbled reply') && outcome.stage === 'end of data';
