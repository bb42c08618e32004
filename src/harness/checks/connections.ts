import type { Evidence } from '../../evidence/events.ts';
import { type ConnectionView, connectionsSeen, openAtEnd, peakCarrying, peakConcurrency } from '../views/connections.ts';
import { departs, type Finding, inconclusive } from './finding.ts';

type Log = readonly Evidence[];

const NEVER_OPENED = 'no connection was ever opened';

const openings = (views: readonly ConnectionView[]): number[] => views.map(({ openedSeq }) => openedSeq);

export const isOpenAtOnce = (log: Log, wanted: number): boolean => peakConcurrency(log).peak >= wanted;

/** CONN-1, CONN-2: so many connections were open together at some time. */
export const atLeastOpen = (log: Log, wanted: number): Finding => {
  const { peak, evidence } = peakConcurrency(log);
  if (peak === 0) return inconclusive(NEVER_OPENED);
  return peak >= wanted ? undefined : departs(`at least ${wanted} connections at once`, `${peak} at most`, evidence);
};

export const carryAtOnce = (log: Log, wanted: number): boolean => peakCarrying(log).peak >= wanted;

/** CONN-1: so many connections carried copies together at some time; one that is opened and never used is none. */
export const atLeastCarried = (log: Log, wanted: number): Finding => {
  const { peak, evidence } = peakCarrying(log);
  if (peak === 0) return inconclusive('no copy was ever begun');
  return peak >= wanted ? undefined : departs(`at least ${wanted} connections that carry copies at once`, `${peak} at most`, evidence);
};

/** CONN-6: never more connections were open together. */
export const neverMoreOpen = (log: Log, limit: number): Finding => {
  const { peak, evidence } = peakConcurrency(log);
  if (peak === 0) return inconclusive(NEVER_OPENED);
  return peak <= limit ? undefined : departs(`${limit} connections at once at most`, `${peak}`, evidence);
};

/** CONN-6: no connection carried more messages. */
export const mostMessages = (log: Log, limit: number): Finding => {
  const over = connectionsSeen(log).find(({ transactions }) => transactions > limit);
  if (over === undefined) return undefined;
  return departs(`${limit} messages a connection at most`, `${over.transactions} on connection ${over.connection}`, [over.openedSeq]);
};

/** CONN-3: all connections are gone, `idleMs` after the queue ran empty. */
export const allGone = (log: Log, idleMs: number): Finding => {
  if (connectionsSeen(log).length === 0) return inconclusive(NEVER_OPENED);
  const open = openAtEnd(log);
  if (open.length === 0) return undefined;
  return departs(`no connection ${idleMs / 1000} s after the queue ran empty`, `${open.length} still open`, openings(open));
};

/** SMTP-5: QUIT ends every connection. */
export const allQuit = (log: Log): Finding => {
  const views = connectionsSeen(log);
  if (views.length === 0) return inconclusive(NEVER_OPENED);
  const rude = views.filter(({ end }) => end !== 'QUIT');
  if (rude.length === 0) return undefined;
  return departs(
    'QUIT at the end of every connection',
    rude.map(({ connection, end }) => `connection ${connection}: ${end ?? 'still open'}`).join('; '),
    rude.map(({ closedSeq, openedSeq }) => closedSeq ?? openedSeq),
  );
};

/** CONN-4: no more than this are open now. */
export const mostOpenNow = (log: Log, limit: number): Finding => {
  const open = openAtEnd(log);
  return open.length <= limit ? undefined : departs(`at most ${limit} connections`, `${open.length} open`, openings(open));
};

/** CONN-7: a connection was used for more than one message. */
export const someShared = (log: Log): Finding => {
  const views = connectionsSeen(log);
  const most = Math.max(0, ...views.map(({ transactions }) => transactions));
  if (most >= 2) return undefined;
  return departs(
    'a connection that carries more than one message',
    `${views.length} connections with ${most} message at most`,
    openings(views),
  );
};

/** Stages whose command may have been under way before the one ahead of it was refused, where PIPELINING is offered (RFC 2920 section 3.1). */
const IN_A_GROUP: ReadonlySet<string> = new Set(['RCPT TO', 'DATA']);

/** SMTP-5: a transaction begins on a clean slate (RFC 5321 section 4.1.4). A 503 by a fault rule is nobody's mistake. */
export const cleanTransactions = (log: Log): Finding => {
  const pipelining = new Set<number>();
  const isOutOfOrder = (entry: Evidence): boolean => {
    if (entry.type === 'wireAnomaly') return entry.kind === 'bad sequence';
    if (entry.type !== 'replySent' || entry.ruleId !== undefined) return false;
    if (entry.stage === 'EHLO over TLS' && /^250[- ]PIPELINING\r?$/im.test(entry.text)) pipelining.add(entry.connection);
    return entry.text.startsWith('503') && !(IN_A_GROUP.has(entry.stage) && pipelining.has(entry.connection));
  };
  const broken = log.find(isOutOfOrder);
  if (broken === undefined) return undefined;
  return departs('MAIL FROM, RCPT TO and DATA in order for each message', 'a command out of order', [broken.seq]);
};
