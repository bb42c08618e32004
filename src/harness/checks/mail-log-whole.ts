import type { Evidence } from '../../evidence/events.ts';
import { type LogKind, type LogStatement, logSeen, type SeenLine, statements } from '../views/mail-log.ts';
import { type CaseFile, copiesOf, type ReceivedCopy } from './case-file.ts';
import { departs, type Finding, inconclusive, seqsOf } from './finding.ts';
import { midOf, missingLine, notEnqueued } from './mail-log.ts';

// What the mail log tells as a whole: of all messages together, or of none.

type Log = readonly Evidence[];

/** Whether the log has so many statements of a kind, whatever message they are about. */
export const hasStatements = (log: Log, kind: LogKind, count = 1): boolean => statements(logSeen(log), kind).length >= count;

/** Whether some copy's story has come to its end. */
export const someStoryEnded = (log: Log): boolean => hasStatements(log, 'finished') || hasStatements(log, 'failed');

/** SCOPE-2, SCOPE-3, POLICY-1: the connector has nothing to tell. */
export const noConnectorLine = (log: Log): Finding => {
  const told = logSeen(log).filter(({ tdc }) => tdc);
  return told.length === 0 ? undefined : departs('no TDC line', told.map(({ line }) => line).join(' / '), seqsOf(told));
};

interface Delivery {
  readonly dcid: number;
  readonly line: SeenLine;
  readonly copy: ReceivedCopy;
}

/** The delivery of each message as the log names it, beside its copy as the intake saw it; a finding where one is missing. */
const deliveriesTold = (file: CaseFile): { readonly deliveries: readonly Delivery[]; readonly lacking: Finding } => {
  const lines = logSeen(file.evidence);
  const starts = statements(lines, 'delivery start');
  const deliveries: Delivery[] = [];
  for (const message of file.sent) {
    const mid = midOf(lines, message);
    if (mid === undefined) return { deliveries, lacking: notEnqueued(lines, message) };
    const [copy] = copiesOf(file, message);
    if (copy === undefined) return { deliveries, lacking: inconclusive(`the copy of ${message.token} never came`) };
    const start = starts.find(({ statement }) => statement.mid === mid);
    if (start === undefined) return { deliveries, lacking: missingLine(lines, `Delivery start for MID ${mid}`) };
    deliveries.push({ dcid: start.statement.dcid, line: start.line, copy });
  }
  return { deliveries, lacking: undefined };
};

/** CONN-5: a DCID stands for one connection of those that the intake saw, and no connection has two. */
export const dcidsMatchConnections = (file: CaseFile): Finding => {
  const { deliveries, lacking } = deliveriesTold(file);
  const connections = new Map<number, number>();
  for (const { dcid, line, copy } of deliveries) {
    const { connection, seq } = copy.evidence;
    const known = connections.get(dcid) ?? connection;
    if (known !== connection) {
      return departs(`DCID ${dcid} for one connection`, `it stands for connections ${known} and ${connection}`, [line.seq, seq]);
    }
    connections.set(dcid, connection);
  }
  if (lacking !== undefined) return lacking;
  const used = new Set(connections.values()).size;
  if (used === connections.size) return undefined;
  return departs('a DCID of its own for every connection', `${connections.size} DCIDs for ${used} connections`, []);
};

/** Deliveries of the original use the same words without the mark. */
const ORDINARY: ReadonlySet<LogKind> = new Set<LogKind>(['connection opened', 'delivery start', 'finished']);

/** Tells whether a statement is about a journal copy: by its MID, or by the DCID of a connection that carried one. */
const aboutCopies = (lines: readonly SeenLine[]): ((statement: LogStatement) => boolean) => {
  const mids = new Set(statements(lines, 'enqueued').map(({ statement }) => statement.mid));
  const starts = statements(lines, 'delivery start').filter(({ statement }) => mids.has(statement.mid));
  const dcids = new Set(starts.map(({ statement }) => statement.dcid));
  return (statement) => ('mid' in statement && mids.has(statement.mid)) || ('dcid' in statement && dcids.has(statement.dcid));
};

/** LOG-11: lines of the connector itself are marked, those that it shares with ordinary delivery are not. */
export const markedAlone = (log: Log, prefix: string, marked: ReadonlySet<string>): Finding => {
  const lines = logSeen(log);
  const isOfCopy = aboutCopies(lines);
  const told = lines.flatMap(({ statement, ...line }) => (statement === undefined ? [] : [{ ...line, statement }]));
  if (told.length === 0) return inconclusive('the log says nothing of journal copies');
  const mayLackMark = (statement: LogStatement): boolean => ORDINARY.has(statement.kind) && !isOfCopy(statement);
  const wrong = told.filter(({ tdc, statement }) => tdc !== marked.has(statement.kind) && (tdc || !mayLackMark(statement)));
  if (wrong.length === 0) return undefined;
  return departs(`"${prefix}" before ${[...marked].join(', ')} alone`, wrong.map(({ line }) => line).join(' / '), seqsOf(wrong));
};

/** What ends a line somewhere or drives a terminal, the controls of Latin-1 and the line ends of Unicode included; a tab does neither. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const CONTROL = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u2028\u2029]/;

/**
 * LOG-12: no line has another form than the log's, none holds a control character, and none begins with a MID that only the message's
 * text names.
 */
export const nothingMadeUp = (log: Log, forgedMid: number): Finding => {
  const lines = logSeen(log);
  const isAboutForged = ({ text }: SeenLine): boolean => text.startsWith(`MID ${forgedMid} `);
  const forged = lines.filter((line) => line.level === '' || isAboutForged(line) || CONTROL.test(line.line));
  if (forged.length === 0) return undefined;
  return departs('no line of the message’s own making', forged.map(({ line }) => JSON.stringify(line)).join(' / '), seqsOf(forged));
};
