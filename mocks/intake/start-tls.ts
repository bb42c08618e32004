import type { SecureContext } from 'node:tls';
import type { SMTPServer } from 'smtp-server';
import type { ActionOf } from '../faults/engine.ts';
import type { JournalSession } from './journal-session.ts';
import type { ReplyPlan } from './reply-plan.ts';
import { actOnTcp, endAs } from './tcp-actions.ts';

const RAW = ['garbage', 'abort', 'reset', 'alert', 'stall'] as const satisfies ActionOf<'tls'>[];
const SHOWN = ['maxVersion', 'certificate', 'injectAfter220'] as const satisfies ActionOf<'tls'>[];

/** Fatal alert handshake_failure in a TLS 1.2 record (RFC 5246 section 7.2). */
const HANDSHAKE_FAILURE = Buffer.from([0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x28]);
const NOT_TLS = 'these bytes are not a TLS record\r\n';

type RawFault = (typeof RAW)[number];

/** What one STARTTLS leads to, decided when the command arrives. */
export interface TlsPlan {
  readonly ruleId?: string;
  /** What answers the ClientHello instead of a handshake. */
  readonly raw?: RawFault;
  /** Plain text that goes out in one write with the 220. */
  readonly inject: string;
  readonly certificate: string;
  /** Undefined where a handshake never comes about. */
  readonly context: SecureContext | undefined;
}

/** Asks for a TLS rule for the handshake to come and says what will happen. A promise where a certificate must be made first. */
export const planTls = (session: JournalSession): TlsPlan | Promise<TlsPlan> => {
  const rule = session.fireTls([...RAW, ...SHOWN], 'TLS');
  const raw = RAW.find((name) => rule?.do[name] !== undefined);
  if (rule !== undefined && raw !== undefined) return { ruleId: rule.id, raw, inject: '', certificate: 'none', context: undefined };
  const { certificate, maxVersion, injectAfter220 } = rule?.do ?? {};
  const plan = {
    ...(rule === undefined ? {} : { ruleId: rule.id }),
    inject: injectAfter220 ?? '',
    certificate: certificate ?? 'valid',
  };
  const context = session.stand.contexts.context(session.host.name, { certificate, maxVersion });
  return context instanceof Promise ? context.then((made) => ({ ...plan, context: made })) : { ...plan, context };
};

/** The reply that a TLS rule gives to STARTTLS instead of 220; no handshake follows, whatever its code. */
export const startTlsReply = (session: JournalSession): ReplyPlan | undefined => {
  const rule = session.fireTls(['reply'], 'STARTTLS');
  const reply = rule?.do.reply;
  if (rule === undefined || reply === undefined) return undefined;
  return { ruleId: rule.id, text: `${reply}\r\n`, positive: false, afterwards: reply.startsWith('421') ? 'close' : 'continue' };
};

/** Runs smtp-server's `upgrade`, which reads the TLS context from the server, with the context of this connection there. */
export const upgradeWith = (server: SMTPServer, plan: TlsPlan, upgrade: () => void): void => {
  const usual = server.secureContext;
  if (plan.context !== undefined) server.secureContext = new Map([['*', plan.context]]);
  try {
    upgrade();
  } finally {
    server.secureContext = usual;
  }
};

/** True when a rule hides STARTTLS on this connection from the EHLO now answered on. */
export const hidesStartTls = (session: JournalSession): boolean => !session.secure && session.fireTls(['notOffered'], 'EHLO') !== undefined;

/** Does anything have to see the ClientHello before the TLS library does? */
const mustWaitForHello = (session: JournalSession, plan: TlsPlan): boolean => plan.raw !== undefined || session.stand.rules.tcp.length > 0;

const answerHello = (session: JournalSession, fault: RawFault, ruleId: string | undefined): void => {
  session.tlsFailed(`${fault} by rule ${ruleId ?? 'unknown'}`);
  const { raw } = session;
  switch (fault) {
    case 'garbage':
      raw.resume();
      raw.write(NOT_TLS);
      return;
    case 'alert':
      session.decideEnd('closed by intake');
      raw.resume();
      raw.end(HANDSHAKE_FAILURE);
      return;
    case 'abort':
      endAs(session, raw, 'close');
      return;
    case 'reset':
    case 'stall':
      endAs(session, raw, fault);
      return;
  }
};

/**
 * Begins the handshake after the 220 was sent: `upgrade` at once where nothing is in its way, else when the ClientHello
 * has come and no rule wanted it otherwise.
 */
export const beginHandshake = (session: JournalSession, plan: TlsPlan, upgrade: () => void): void => {
  session.stage = 'TLS';
  if (!mustWaitForHello(session, plan)) {
    upgrade();
    return;
  }
  const { raw } = session;
  raw.once('data', (hello: Buffer) => {
    raw.pause();
    if (session.over || actOnTcp(session, raw, 'TLS').kind === 'ended') return;
    if (plan.raw !== undefined) {
      answerHello(session, plan.raw, plan.ruleId);
      return;
    }
    raw.unshift(hello);
    upgrade();
  });
  raw.resume();
};
