import type { CopyFate } from '../../src/evidence/events.ts';
import type { IncomingCopy } from './incoming-copy.ts';
import type { JournalSession } from './journal-session.ts';
import { type ReplyPlan, replyPlan, tooLargeReply } from './reply-plan.ts';
import { smtpRuleAt } from './smtp-actions.ts';

/** What becomes of a copy whose bytes have come whole, and how that is answered. */
export interface Verdict {
  readonly fate: CopyFate;
  /** The reply in the place of the usual 250; undefined for the usual one. */
  readonly plan: ReplyPlan | undefined;
  /** True when the client is told that the copy was taken. */
  readonly accepted: boolean;
  readonly delayMs: number;
}

/** Asks for an SMTP rule at end of data. A cut or reworded 250 still means that the copy was taken (SMTP-4). */
export const fateAt = (session: JournalSession, copy: IncomingCopy): Verdict => {
  if (copy.tooLarge) return { fate: 'refused', plan: tooLargeReply(copy.limit), accepted: false, delayMs: 0 };
  const rule = smtpRuleAt(session, 'end of data', () => copy.head.lines());
  if (rule === undefined) return { fate: 'stored', plan: undefined, accepted: true, delayMs: 0 };
  const delayMs = rule.do.delayMs ?? 0;
  const plan = replyPlan(rule, 'end of data');
  if (rule.do.acceptButDrop) return { fate: 'accepted but dropped', plan, accepted: true, delayMs };
  if (rule.do.storeButRefuse !== undefined) return { fate: 'stored but refused', plan, accepted: false, delayMs };
  const accepted = plan?.positive ?? true;
  return { fate: accepted ? 'stored' : 'refused', plan, accepted, delayMs };
};
