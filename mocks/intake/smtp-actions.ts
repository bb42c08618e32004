import type { SmtpStage } from '../../src/smtp/stage.ts';
import type { ActionOf } from '../faults/engine.ts';
import { connectionRuleFits } from '../faults/match.ts';
import type { RuleOf } from '../faults/rule.ts';
import type { JournalSession } from './journal-session.ts';

const REPLIES = ['reply', 'rawReply', 'cutReply'] as const satisfies ActionOf<'smtp'>[];
const ANSWERED = [...REPLIES, 'delayMs'] as const satisfies ActionOf<'smtp'>[];
const EHLO = [...ANSWERED, 'omitExtensions', 'announceSize'] as const satisfies ActionOf<'smtp'>[];
const END_OF_DATA = [...ANSWERED, 'storeButRefuse', 'acceptButDrop'] as const satisfies ActionOf<'smtp'>[];

type Limit = 'maxConnections' | 'maxMessagesPerConnection';

/** Is the limit of the rule that would fire here passed? Asked before firing, which counts. */
const limitPassed = (session: JournalSession, limit: Limit, stage: SmtpStage, value: number): boolean => {
  const facts = session.facts(stage);
  const rule = session.stand.rules.smtp.find((one) => one.do[limit] !== undefined && connectionRuleFits(one, facts));
  return rule !== undefined && value > (rule.do[limit] ?? value);
};

/** The actions that make sense at a stage. Between messages and in a message a reply comes unasked. */
const actionsAt = (session: JournalSession, stage: SmtpStage): readonly ActionOf<'smtp'>[] => {
  switch (stage) {
    case 'greeting':
      return limitPassed(session, 'maxConnections', stage, session.stand.openConnections()) ? [...ANSWERED, 'maxConnections'] : ANSWERED;
    case 'EHLO':
    case 'EHLO over TLS':
      return EHLO;
    case 'MAIL FROM':
      return limitPassed(session, 'maxMessagesPerConnection', stage, session.messages + 1)
        ? [...ANSWERED, 'maxMessagesPerConnection']
        : ANSWERED;
    case 'message':
    case 'between messages':
      return REPLIES;
    case 'end of data':
      return END_OF_DATA;
    default:
      return ANSWERED;
  }
};

/** Finds and counts the SMTP rule that fires at a stage. */
export const smtpRuleAt = (session: JournalSession, stage: SmtpStage, headers?: () => readonly string[]): RuleOf<'smtp'> | undefined => {
  if (session.stand.rules.smtp.length === 0 || session.over) return undefined;
  return session.fireSmtp(actionsAt(session, stage), stage, headers);
};
