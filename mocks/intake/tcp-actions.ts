import type { Socket } from 'node:net';
import type { SmtpStage } from '../../src/smtp/stage.ts';
import type { ActionOf } from '../faults/engine.ts';
import type { RuleOf } from '../faults/rule.ts';
import type { JournalSession } from './journal-session.ts';

/** A peer that does not close its side is cut off this long after we closed ours. */
export const CLOSE_GRACE_MS = 5000;

const ENDINGS = ['reset', 'close', 'halfClose', 'stall'] as const satisfies ActionOf<'tcp'>[];
const PACES = ['byteByByte', 'slow'] as const satisfies ActionOf<'tcp'>[];

/** What a TCP rule can do at a stage. While a message or a handshake is under way there is no reply to send byte by byte. */
const actionsAt = (session: JournalSession, stage: SmtpStage): readonly ActionOf<'tcp'>[] => {
  if (stage === 'TLS' || session.paced) return ENDINGS;
  return stage === 'message' ? [...ENDINGS, 'slow'] : [...ENDINGS, ...PACES];
};

/** Ends or holds the connection as a rule says. `top` is the socket that speaks: the TLS one where there is one. */
export const endAs = (session: JournalSession, top: Socket, way: 'reset' | 'close' | 'halfClose' | 'stall'): void => {
  if (way === 'reset') {
    session.reset();
    return;
  }
  session.silence();
  if (way === 'stall') {
    session.hold(`connection ${session.number} stalled at ${session.stage}`);
    // Read on and throw away, so that the peer's FIN or RST is noticed.
    top.resume();
    return;
  }
  session.decideEnd('closed by intake');
  session.out.stop();
  top.resume();
  top.end();
  if (way === 'close') session.timer(CLOSE_GRACE_MS, () => session.reset());
};

/** The pace that a TCP rule sets, and for how long. */
export interface PaceChange {
  readonly gapMs?: number;
  readonly bytesPerSecond?: number;
  readonly wholeConnection: boolean;
}

/** What a TCP rule that fired at a stage has done or asks for. */
export type TcpOutcome = { readonly kind: 'none' } | { readonly kind: 'ended' } | { readonly kind: 'paced'; readonly change: PaceChange };

const paceOf = (rule: RuleOf<'tcp'>): PaceChange | undefined => {
  const wholeConnection = rule.match.stage === undefined;
  if (rule.do.byteByByte !== undefined) return { gapMs: rule.do.byteByByte.gapMs, wholeConnection };
  if (rule.do.slow !== undefined) return { bytesPerSecond: rule.do.slow.bytesPerSecond, wholeConnection };
  return undefined;
};

/** Asks for a TCP rule at a stage and does what it says, apart from changes of pace, which the caller carries out. */
export const actOnTcp = (session: JournalSession, top: Socket, stage: SmtpStage): TcpOutcome => {
  const rule = session.fireTcp(actionsAt(session, stage), stage);
  if (rule === undefined) return { kind: 'none' };
  const change = paceOf(rule);
  if (change !== undefined) return { kind: 'paced', change };
  const way = ENDINGS.find((name) => rule.do[name] !== undefined);
  if (way === undefined) return { kind: 'none' };
  endAs(session, top, way);
  return { kind: 'ended' };
};
