import { connectionsSeen } from '../views/connections.ts';
import { type LogKind, logSeen, type SeenLine, statements, type Told } from '../views/mail-log.ts';
import type { CaseFile, SentMessage } from './case-file.ts';
import { departs, type Finding, inconclusive, seqsOf } from './finding.ts';
import { midOf, missingLine, notEnqueued } from './mail-log.ts';

// The mail log held against the wire, for all connections and all messages of a scenario together.

const linesOf = (told: readonly Pick<Told<LogKind>, 'line'>[]): SeenLine[] => told.map(({ line }) => line);

/** How often each of some names occurs, as words that compare. */
const tally = (names: readonly string[]): string =>
  [...Map.groupBy(names, (name) => name)]
    .map(([name, same]) => `${same.length} x ${name}`)
    .sort()
    .join(', ');

/** Lines of connections to the intake; those of ordinary delivery go elsewhere. */
const connectionsTold = ({ evidence }: Pick<CaseFile, 'evidence'>): Told<'connection opened'>[] => {
  const seen = new Set(
    evidence.flatMap((entry) => (entry.type === 'connectionOpened' ? [`${entry.localAddress} port ${entry.localPort}`] : [])),
  );
  return statements(logSeen(evidence), 'connection opened').filter(({ statement: { address, port } }) =>
    seen.has(`${address} port ${port}`),
  );
};

/** LOG-2: each connection that the intake saw has one line, with its address and port and a DCID of its own. */
export const everyConnectionTold = ({ evidence }: CaseFile): Finding => {
  const opened = evidence.filter((entry) => entry.type === 'connectionOpened');
  if (opened.length === 0) return inconclusive('no connection was ever opened');
  const seen = opened.map(({ localAddress, localPort }) => `${localAddress} port ${localPort}`);
  const told = connectionsTold({ evidence });
  const expected = tally(seen);
  const observed = tally(told.map(({ statement: { address, port } }) => `${address} port ${port}`));
  if (observed !== expected)
    return departs(`lines for connections: ${expected}`, observed || 'none', seqsOf([...opened, ...linesOf(told)]));
  const dcids = new Set(told.map(({ statement }) => statement.dcid));
  return dcids.size === told.length
    ? undefined
    : departs('a DCID of its own for each connection', `${dcids.size} DCIDs for ${told.length} connections`, seqsOf(linesOf(told)));
};

/** LOG-3: each TLS session that the intake saw has one line, with its protocol and cipher, of a connection that is told. */
export const everySessionTold = ({ evidence }: CaseFile): Finding => {
  const sessions = evidence.filter((entry) => entry.type === 'tlsEstablished');
  if (sessions.length === 0) return inconclusive('no TLS session came about');
  const told = statements(logSeen(evidence), 'TLS success');
  const expected = tally(sessions.map(({ protocol, cipher }) => `${protocol} ${cipher}`));
  const observed = tally(told.map(({ statement: { protocol, cipher } }) => `${protocol} ${cipher}`));
  if (observed !== expected) {
    return departs(`lines for TLS sessions: ${expected}`, observed || 'none', seqsOf([...sessions, ...linesOf(told)]));
  }
  // Whether it came before is LOG-7's to say; where no connection is told at all, LOG-2's.
  const opened = new Set(connectionsTold({ evidence }).map(({ statement }) => statement.dcid));
  const stray = opened.size === 0 ? undefined : told.find(({ statement }) => !opened.has(statement.dcid));
  return stray === undefined ? undefined : departs('the DCID of a connection to the intake', stray.line.line, [stray.line.seq]);
};

/** LOG-4: each transaction of the one message has its line, on a connection that the log has told of before. */
export const everyStartTold = ({ evidence }: CaseFile, message: SentMessage): Finding => {
  const lines = logSeen(evidence);
  const mid = midOf(lines, message);
  if (mid === undefined) return notEnqueued(lines, message);
  const begun = connectionsSeen(evidence).reduce((sum, { transactions }) => sum + transactions, 0);
  if (begun === 0) return inconclusive('no transaction was ever begun');
  const told = statements(lines, 'delivery start').filter(({ statement }) => statement.mid === mid);
  if (told.length !== begun)
    return departs(`"Delivery start" ${begun} times, once a transaction`, `${told.length} times`, seqsOf(linesOf(told)));
  const opened = connectionsTold({ evidence });
  const stray = told.find(({ statement, line }) => !opened.some((one) => one.statement.dcid === statement.dcid && one.line.seq < line.seq));
  return stray === undefined ? undefined : departs('a DCID that was opened before', stray.line.line, [stray.line.seq]);
};

const STORY: readonly LogKind[] = ['enqueued', 'delivery start', 'delivered', 'finished'];

/** The lines of one message from its enqueueing to its end; of several "Delivery start" the last, which led to it. */
const storyOf = (lines: readonly SeenLine[], mid: number): SeenLine[] => {
  const own = lines.filter(({ statement }) => statement !== undefined && 'mid' in statement && statement.mid === mid);
  const lastStart = statements(own, 'delivery start').at(-1)?.line.seq ?? 0;
  return own.filter(({ statement, seq }) => statement?.kind !== 'delivery start' || seq === lastStart);
};

/** Which requirement a story departs from that is not told as documented: a line missing or told twice, or else the order. */
const blamedFor = (story: readonly SeenLine[]): string => {
  const once = (kind: LogKind): boolean => statements(story, kind).length === 1;
  if (!once('delivery start')) return 'LOG-4';
  if (!once('delivered')) return 'LOG-5';
  return once('finished') ? 'LOG-7' : 'LOG-6';
};

/** LOG-7: where the last delivery of a message began, its connection had been opened and secured before. */
const connectionLed = (file: CaseFile, lines: readonly SeenLine[], start: Told<'delivery start'>): Finding => {
  const { dcid } = start.statement;
  const [opened] = statements(lines, 'connection opened').filter(({ statement }) => statement.dcid === dcid);
  const [secured] = statements(lines, 'TLS success').filter(({ statement }) => statement.dcid === dcid);
  const inOrder = opened !== undefined && secured !== undefined && opened.line.seq < secured.line.seq && secured.line.seq < start.line.seq;
  if (inOrder) return undefined;
  const seqs = [opened, secured, start].flatMap((told) => told?.line.seq ?? []);
  // With a line for every connection and session, it is this one that names a wrong one.
  const blamed = everyConnectionTold(file) !== undefined ? 'LOG-2' : everySessionTold(file) !== undefined ? 'LOG-3' : 'LOG-7';
  return departs(`DCID ${dcid} opened, then secured, then used`, start.line.line, seqs, [blamed]);
};

/** LOG-7: every message is told step by step in the documented order, however the lines of several lie between each other. */
export const everyStoryInOrder = (file: CaseFile): Finding => {
  const { evidence, sent } = file;
  const lines = logSeen(evidence);
  for (const message of sent) {
    const mid = midOf(lines, message);
    if (mid === undefined) {
      return departs(`a line that tells that the copy of ${message.messageId} was enqueued`, 'none', seqsOf(lines), ['LOG-1']);
    }
    const story = storyOf(lines, mid);
    const told = story.map(({ statement }) => statement?.kind).join(', ');
    if (told !== STORY.join(', ')) return departs(`MID ${mid}: ${STORY.join(', ')}`, told, seqsOf(story), [blamedFor(story)]);
    const [start] = statements(story, 'delivery start');
    if (start === undefined) return missingLine(lines, `Delivery start for MID ${mid}`);
    const led = connectionLed(file, lines, start);
    if (led !== undefined) return led;
  }
  return sent.length === 0 ? inconclusive('no message was handed in') : undefined;
};

/** LOG-1: the copies of the messages were enqueued for these addresses, one line each, every one with a MID of its own. */
export const enqueuedForEach = ({ evidence }: CaseFile, message: SentMessage, addresses: readonly string[]): Finding => {
  const told = statements(logSeen(evidence), 'enqueued').filter(({ statement }) => statement.messageId === message.messageId);
  const expected = tally(addresses);
  const observed = tally(told.map(({ statement }) => statement.address));
  if (observed !== expected) return departs(`lines of enqueueing: ${expected}`, observed || 'none', seqsOf(linesOf(told)));
  const mids = new Set(told.map(({ statement }) => statement.mid));
  return mids.size === told.length
    ? undefined
    : departs('a MID of its own for each copy', `${mids.size} MIDs for ${told.length} copies`, seqsOf(linesOf(told)));
};

/** LOG-8: a connection error names the connector's queue, a host that was to be reached, and some detail and reason. */
export const someConnectionErrorTold = ({ evidence }: CaseFile, addresses: readonly string[]): Finding => {
  const lines = logSeen(evidence);
  const told = statements(lines, 'connection error');
  if (told.length === 0) return missingLine(lines, 'Connection Error');
  const fits = told.some(
    ({ statement: { domain, ip, details, reason } }) =>
      domain === 'the.tdc.queue' && addresses.includes(ip) && details !== '' && reason !== '',
  );
  if (fits) return undefined;
  const observed = linesOf(told)
    .map(({ line }) => line)
    .join(' / ');
  return departs(`domain the.tdc.queue, IP ${addresses.join(' or ')}, details and a reason`, observed, seqsOf(linesOf(told)));
};

/** LOG-9: a copy that was given up is told once, with some reason, and never as delivered. */
export const failedOnce = ({ evidence }: CaseFile, message: SentMessage): Finding => {
  const lines = logSeen(evidence);
  const mid = midOf(lines, message);
  if (mid === undefined) return notEnqueued(lines, message);
  const failed = statements(lines, 'failed').filter(({ statement }) => statement.mid === mid);
  const delivered = statements(lines, 'delivered').filter(({ statement }) => statement.mid === mid);
  const [first] = failed;
  if (first === undefined) return missingLine(lines, 'delivery failed');
  const told = [...linesOf(failed), ...linesOf(delivered)];
  if (failed.length === 1 && delivered.length === 0 && first.statement.reason !== '') return undefined;
  return departs('one line of failure with its reason, and none of success', told.map(({ line }) => line).join(' / '), seqsOf(told));
};
