import type { Evidence } from '../../evidence/events.ts';
import { connectionsSeen } from '../views/connections.ts';
import { type LogKind, type LogStatement, logSeen, type SeenLine, statements, type Told } from '../views/mail-log.ts';
import { type CaseFile, copiesOf, type SentMessage } from './case-file.ts';
import { departs, type Finding, inconclusive, missesTime, seqsOf } from './finding.ts';

// What the mail log tells of one message. Lines about several messages, and about none, are in mail-log-whole.ts.

type Log = readonly Evidence[];

/** The kinds of line that name a message by its MID. */
export type MessageKind = Extract<LogStatement, { readonly mid: number }>['kind'];

const wordsOf = (lines: readonly SeenLine[]): string => lines.map(({ line }) => line).join(' / ');

const linesOf = (told: readonly Pick<Told<LogKind>, 'line'>[]): SeenLine[] => told.map(({ line }) => line);

/** The MID under which the log speaks of a message: it names the Message-ID once, when the copy is enqueued (LOG-1). */
export const midOf = (lines: readonly SeenLine[], { messageId }: Pick<SentMessage, 'messageId'>): number | undefined =>
  statements(lines, 'enqueued').find(({ statement }) => statement.messageId === messageId)?.statement.mid;

export const notEnqueued = (lines: readonly SeenLine[], { messageId }: SentMessage): NonNullable<Finding> =>
  departs(`a line that tells that the copy of ${messageId} was enqueued`, 'none', seqsOf(lines));

export const missingLine = (lines: readonly SeenLine[], what: string): NonNullable<Finding> =>
  departs(`a log line: ${what}`, lines.length === 0 ? 'an empty log' : 'no such line', seqsOf(lines));

/** Judges lines of a message that the log knows by its MID. */
const withMid = (log: Log, message: SentMessage, judge: (lines: readonly SeenLine[], mid: number) => Finding): Finding => {
  const lines = logSeen(log);
  const mid = midOf(lines, message);
  return mid === undefined ? notEnqueued(lines, message) : judge(lines, mid);
};

const about = (lines: readonly SeenLine[], kind: MessageKind, mid: number): SeenLine[] =>
  linesOf(statements(lines, kind).filter(({ statement }) => statement.mid === mid));

/** Whether the log tells this of the message. */
export const isTold = (log: Log, message: SentMessage, kind: MessageKind): boolean => {
  const lines = logSeen(log);
  const mid = midOf(lines, message);
  return mid !== undefined && about(lines, kind, mid).length > 0;
};

/** LOG-4, LOG-5, LOG-6: the log tells this of the message, in one line. `words`: what people call the line. */
export const isToldOnce = (log: Log, message: SentMessage, kind: MessageKind, words: string): Finding =>
  withMid(log, message, (lines, mid) => {
    const [first] = about(lines, kind, mid);
    if (first === undefined) return missingLine(lines, words);
    const same = lines.filter(({ line }) => line === first.line);
    return same.length === 1 ? undefined : departs(`"${words}" once`, `${same.length} times`, seqsOf(same));
  });

/** LOG-1: the copy was enqueued for this address. */
export const enqueuedFor = (log: Log, message: SentMessage, address: string): Finding =>
  withMid(log, message, (lines, mid) => {
    const [first] = statements(lines, 'enqueued').filter(({ statement }) => statement.mid === mid);
    if (first === undefined) return missingLine(lines, 'enqueued');
    return first.statement.address === address ? undefined : departs(`the address ${address}`, first.line.line, [first.line.seq]);
  });

/**
 * Looks for a line that fits what the intake saw of the connection that carried the copy. The DCID is not followed from line to
 * line here: a line that lacks its MID is another requirement's matter (LOG-4, LOG-7).
 */
const lineThatFits = <Kind extends LogKind>(
  log: Log,
  kind: Kind,
  expected: string,
  seen: Evidence,
  fits: (statement: Extract<LogStatement, { kind: Kind }>) => boolean,
): Finding => {
  const told = statements(logSeen(log), kind);
  if (told.some(({ statement }) => fits(statement))) return undefined;
  const lines = linesOf(told);
  return departs(`a log line that tells ${expected}`, wordsOf(lines) || `no line of that kind (${kind})`, [...seqsOf(lines), seen.seq]);
};

/** Judges the connection that carried the copy of the message. */
const withCarrier = (file: CaseFile, message: SentMessage, judge: (connection: number) => Finding): Finding => {
  const [copy] = copiesOf(file, message);
  return copy === undefined ? inconclusive('the copy never came') : judge(copy.evidence.connection);
};

/** LOG-2: address and port of the connection are those that it was made to. */
export const connectionTold = (file: CaseFile, message: SentMessage): Finding =>
  withCarrier(file, message, (connection) => {
    const opened = file.evidence.find((entry) => entry.type === 'connectionOpened' && entry.connection === connection);
    if (opened?.type !== 'connectionOpened') return inconclusive('the connection was not seen to open');
    const { localAddress, localPort } = opened;
    return lineThatFits(
      file.evidence,
      'connection opened',
      `address ${localAddress} port ${localPort}`,
      opened,
      ({ dcid, address, port }) => dcid > 0 && address === localAddress && port === localPort,
    );
  });

/** LOG-3, TLS-7: protocol and cipher are those that the intake saw. */
export const tlsTold = (file: CaseFile, message: SentMessage): Finding =>
  withCarrier(file, message, (connection) => {
    const session = file.evidence.find((entry) => entry.type === 'tlsEstablished' && entry.connection === connection);
    if (session?.type !== 'tlsEstablished') return inconclusive('no TLS session came about');
    return lineThatFits(
      file.evidence,
      'TLS success',
      `protocol ${session.protocol} cipher ${session.cipher}`,
      session,
      ({ dcid, protocol, cipher }) => dcid > 0 && protocol === session.protocol && cipher === session.cipher,
    );
  });

/** LOG-9: the copy was given up for this reason, in any case of letters. */
export const failedWith = (log: Log, message: SentMessage, reason: string): Finding =>
  withMid(log, message, (lines, mid) => {
    const [first] = statements(lines, 'failed').filter(({ statement }) => statement.mid === mid);
    if (first === undefined) return missingLine(lines, `delivery failed: ${reason}`);
    const told = first.statement.reason;
    return told.toLowerCase() === reason.toLowerCase() ? undefined : departs(`the reason "${reason}"`, `"${told}"`, [first.line.seq]);
  });

/** QUEUE-1, QUEUE-2: the line of failure was first read within this window after the message was handed in. */
export const failedBetween = (log: Log, message: SentMessage, fromSeconds: number, untilSeconds: number): Finding => {
  const lines = logSeen(log);
  const mid = midOf(lines, message);
  const [first] = mid === undefined ? [] : about(lines, 'failed', mid);
  if (first === undefined) return missingLine(lines, 'delivery failed');
  const afterSeconds = (first.readAtMs - message.sentAtMs) / 1000;
  const missedByMs = Math.max(fromSeconds - afterSeconds, afterSeconds - untilSeconds) * 1000;
  if (missedByMs <= 0) return undefined;
  const expected = `removal ${fromSeconds} to ${untilSeconds} s after the message was sent`;
  return missesTime([message.sentAtMs, missedByMs], expected, `${afterSeconds} s`, [first.seq]);
};

/** The log tells nothing of the kind of the message; `expected`: that, in words. */
const neverTold = (log: Log, message: SentMessage, kind: MessageKind, expected: string): Finding =>
  withMid(log, message, (lines, mid) => {
    const told = about(lines, kind, mid);
    return told.length === 0 ? undefined : departs(expected, wordsOf(told), seqsOf(told));
  });

/** LOG-9: the copy was not given up, as far as the log tells. */
export const noFailureTold = (log: Log, message: SentMessage): Finding => neverTold(log, message, 'failed', 'no failure');

/** LOG-7, LOG-9: a copy that was given up is told as failed, and never as delivered. */
export const failureAlone = (log: Log, message: SentMessage): Finding =>
  isTold(log, message, 'failed')
    ? neverTold(log, message, 'delivered', 'no line of success')
    : withMid(log, message, (lines) => missingLine(lines, 'delivery failed'));

const SUCCESS_ORDER: readonly LogKind[] = ['enqueued', 'connection opened', 'TLS success', 'delivery start', 'delivered', 'finished'];

/** LOG-7: each line of a success once, in the documented order; lines without MID are found by the DCID of the delivery. */
export const successInOrder = (log: Log, message: SentMessage): Finding =>
  withMid(log, message, (lines, mid) => {
    if (about(lines, 'finished', mid).length === 0) return missingLine(lines, 'Message finished');
    const dcid = statements(lines, 'delivery start').find(({ statement }) => statement.mid === mid)?.statement.dcid;
    const isMine = (statement: LogStatement): boolean =>
      ('mid' in statement && statement.mid === mid) || ('dcid' in statement && statement.dcid === dcid);
    const mine = lines.filter(({ statement }) => statement !== undefined && isMine(statement));
    const told = mine.map(({ statement }) => statement?.kind).join(', ');
    return told === SUCCESS_ORDER.join(', ') ? undefined : departs(SUCCESS_ORDER.join(', '), told, seqsOf(mine));
  });

/** LOG-8: the first connection error names the connector's queue, a DCID, these details and this reason. */
export const connectionErrorTold = (log: Log, details: string, reason: string): Finding => {
  const lines = logSeen(log);
  const [first] = statements(lines, 'connection error');
  if (first === undefined) return missingLine(lines, 'Connection Error');
  const { statement, line } = first;
  const isOurs = connectionsSeen(log).length > 0 && statement.domain === 'the.tdc.queue' && statement.dcid > 0;
  if (isOurs && statement.details === details && statement.reason === reason) return undefined;
  return departs(`domain the.tdc.queue, details "${details}", reason "${reason}", a DCID`, line.line, [line.seq]);
};

const isText = (text: string, wanted: string): boolean => text.toLowerCase() === wanted;

/** LOG-10: all that is told of a copy whose intake domain does not exist, in the order of the documented sample. */
export const hardBounceTold = ({ evidence, intakeDomain }: CaseFile, message: SentMessage): Finding =>
  withMid(evidence, message, (lines, mid) => {
    const first = <Kind extends LogKind>(kind: Kind, fits: (statement: Extract<LogStatement, { kind: Kind }>) => boolean) =>
      statements(lines, kind).find(({ statement }) => fits(statement))?.line;
    const wanted: readonly (readonly [what: string, line: SeenLine | undefined])[] = [
      [`MID ${mid} enqueued`, first('enqueued', (told) => told.mid === mid)],
      [
        `DNS Error ${intakeDomain} MX - NXDomain`,
        first('DNS error', ({ host, error }) => host === intakeDomain && isText(error, 'nxdomain')),
      ],
      ['Hard bounced - 5.1.2', first('hard bounced', ({ status, host }) => status === '5.1.2' && host === intakeDomain)],
      [`MID ${mid} delivery failed: Hard Bounced`, first('failed', (told) => told.mid === mid && isText(told.reason, 'hard bounced'))],
      [
        `Bounced: DCID 0 MID ${mid} to RID 0 - 5.1.2`,
        first('bounced', (told) => told.dcid === 0 && told.mid === mid && told.rid === 0 && told.status === '5.1.2'),
      ],
    ];
    const absent = wanted.filter(([, line]) => line === undefined).map(([what]) => what);
    if (absent.length > 0) return missingLine(lines, absent.join('; '));
    const seqs = wanted.flatMap(([, line]) => line?.seq ?? []);
    if (seqs.every((seq, index) => index === 0 || seq > (seqs[index - 1] ?? 0))) return undefined;
    return departs(wanted.map(([what]) => what).join('; then '), 'another order', seqs);
  });
