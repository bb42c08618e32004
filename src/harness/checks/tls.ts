import type { CommandReceived, Evidence, TlsEstablished } from '../../evidence/events.ts';
import { carriesMail, isHurried } from '../views/commands.ts';
import { logSeen, statements } from '../views/mail-log.ts';
import { departs, type Finding, inconclusive, seqsOf } from './finding.ts';

type Log = readonly Evidence[];

const NO_SESSION = 'no TLS session came about';

const isCommand = (entry: Evidence): entry is Evidence<CommandReceived> => entry.type === 'commandReceived';
const sessionsOf = (log: Log): Evidence<TlsEstablished>[] => log.filter((entry) => entry.type === 'tlsEstablished');

/** The greeting after a handshake, or giving up: all that may be said before the reply to EHLO. */
const mayOpen = (line: string): boolean => /^(?:EHLO|QUIT)\b/i.test(line);

/** Commands of envelope and message outside TLS (TLS-1). */
export const sentInClear = (log: Log): Evidence<CommandReceived>[] =>
  log.filter(isCommand).filter(({ secure, line }) => !secure && carriesMail(line));

/** TLS-1: nothing of envelope and message in clear; proved only if the system spoke at all. */
export const nothingInClear = (log: Log): Finding => {
  if (!log.some(isCommand)) return inconclusive('the system never spoke');
  const clear = sentInClear(log);
  const [first] = clear;
  if (first === undefined) return undefined;
  return departs('envelope and message inside TLS only', `"${first.line}" in clear`, seqsOf(clear));
};

/** TLS-6: a copy that failed, failed over TLS itself and not over a reply that anyone could have slipped in. */
export const failedOverTlsAlone = (log: Log): Finding => {
  const misled = statements(logSeen(log), 'failed').find(({ statement }) => !/^TLS Error$/i.test(statement.reason));
  if (misled === undefined) return undefined;
  return departs('the copy delivered, or failed with "TLS Error"', `failed with "${misled.statement.reason}"`, [misled.line.seq]);
};

/** TLS-2: no session of an older protocol. `oldest` is named as Node names it: `TLSv1.2`. */
export const protocolAtLeast = (log: Log, oldest: string): Finding => {
  const sessions = sessionsOf(log);
  if (sessions.length === 0) return inconclusive(NO_SESSION);
  const old = sessions.filter(({ protocol }) => protocol < oldest);
  const [first] = old;
  return first === undefined ? undefined : departs(`${oldest} or newer`, first.protocol, seqsOf(old));
};

/** TLS-6: what was learned before the handshake is forgotten, so that EHLO comes first after it. */
export const ehloAfterHandshake = (log: Log): Finding => {
  const sessions = sessionsOf(log);
  if (sessions.length === 0) return inconclusive(NO_SESSION);
  const wrong = sessions.flatMap((session) => {
    const next = log.filter(isCommand).find(({ connection, seq }) => connection === session.connection && seq > session.seq);
    return next === undefined || mayOpen(next.line) ? [] : [{ session, next }];
  });
  const [first] = wrong;
  if (first === undefined) return undefined;
  return departs('EHLO first after the handshake', `"${first.next.line}"`, seqsOf([first.session, first.next]));
};

/**
 * TLS-6: who takes the injected text for the reply to EHLO goes on before the real reply has come.
 * The intake reads the next command once it has answered the last: that one came early is told by the bytes, as an anomaly.
 */
export const waitsForRealReply = (log: Log): Finding => {
  for (const session of sessionsOf(log)) {
    const inside = log.filter((entry) => 'connection' in entry && entry.connection === session.connection && entry.seq > session.seq);
    const reply = inside.find((entry) => entry.type === 'replySent' && entry.stage === 'EHLO over TLS');
    const isEarly = ({ seq }: Evidence): boolean => reply === undefined || seq < reply.seq;
    const commands = inside.filter(isCommand);
    const hurried = inside.find((entry) => isHurried(entry) && isEarly(entry));
    // The first command is the EHLO itself; what hurried after it is read next, if it ever is.
    const behind = hurried === undefined ? undefined : (commands[1] ?? hurried);
    const early = commands.find((entry) => !mayOpen(entry.line) && isEarly(entry)) ?? behind;
    if (early === undefined || (isCommand(early) && mayOpen(early.line))) continue;
    const observed = isCommand(early) ? `"${early.line}"` : 'bytes that were never read as a command';
    const proof = new Set([hurried, early, reply].filter((entry) => entry !== undefined));
    return departs(
      'no command before the reply to EHLO',
      observed,
      seqsOf([...proof]).toSorted((a, b) => a - b),
    );
  }
  return undefined;
};
