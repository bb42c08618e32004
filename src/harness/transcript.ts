import type { DashboardRead } from '../evidence/dashboard-events.ts';
import type { Evidence } from '../evidence/events.ts';

// Evidence as people read it. The console, the HTML page and the time-out messages of steps all show these lines.

/** Who speaks: the system under test (C), the intake (S), or what the line is about. */
export type Speaker = 'C' | 'S' | 'connection' | 'tls' | 'rule' | 'dns' | 'log' | 'copy' | 'anomaly' | 'stand';

export interface TranscriptLine {
  readonly seq: number;
  /** Milliseconds since the first entry of the evidence. */
  readonly atMs: number;
  readonly speaker: Speaker;
  readonly connection: number | null;
  readonly text: string;
}

const LONGEST_LINE = 400;

/** Control characters made visible, so that no text can command a terminal, and no line so long that it hides the others. */
export function printable(text: string): string {
  const shown = text.replace(
    /[\p{Cc}\u2028\u2029]/gu,
    (character) => `\\x${(character.codePointAt(0) ?? 0).toString(16).padStart(2, '0')}`,
  );
  return shown.length <= LONGEST_LINE ? shown : `${shown.slice(0, LONGEST_LINE)}… (${shown.length} characters)`;
}

type Spoken = readonly [Speaker, ...string[]];

const by = (ruleId: string | undefined): string => (ruleId === undefined ? '' : `   [rule ${ruleId}]`);

const replyLines = (text: string): string[] => {
  const lines = text.split('\r\n');
  if (lines.length > 1 && lines.at(-1) === '') lines.pop();
  return lines;
};

const queryInWords = (query: Readonly<Record<string, string | number>>): string =>
  Object.entries(query)
    .map(([key, value]) => `${key}=${value}`)
    .join(' ');

const dashboardInWords = ({ page, account, load, facts }: DashboardRead): string => {
  const told = Object.entries(facts).map(([name, value]) => `${name}: ${value}`);
  return [`dashboard, ${page} of ${account || 'all accounts'}, load ${load}`, ...told].join('; ');
};

function spoken(entry: Evidence): Spoken {
  switch (entry.type) {
    case 'connectionOpened':
      return [
        'connection',
        `opened to ${entry.host} (${entry.localAddress}:${entry.localPort}) from ${entry.remoteAddress}:${entry.remotePort}`,
      ];
    case 'commandReceived':
      return ['C', entry.line];
    case 'replySent':
      return ['S', ...replyLines(entry.text).map((line, index) => `${line}${index === 0 ? by(entry.ruleId) : ''}`)];
    case 'tlsEstablished':
      return [
        'tls',
        `${entry.protocol} ${entry.cipher}, asked for ${entry.servername ?? 'no name'}, shown certificate: ${entry.certificate}`,
      ];
    case 'tlsFailed':
      return ['tls', `failed: ${entry.reason}`];
    case 'copyReceived':
      return [
        'copy',
        `copy ${entry.copy} for ${entry.account ?? 'no account'} <${entry.rcptTo.join('>, <')}>: ${entry.size} bytes, ${entry.fate}`,
      ];
    case 'wireAnomaly':
      return ['anomaly', `${entry.kind} at ${entry.stage}: ${entry.detail}`];
    case 'connectionClosed':
      return ['connection', `ended: ${entry.end}, at ${entry.stage} (${entry.bytesIn} bytes in, ${entry.bytesOut} out)`];
    case 'ruleFired':
      return ['rule', `rule ${entry.ruleId} fired${entry.stage === undefined ? '' : ` at ${entry.stage}`}: ${entry.action}`];
    case 'dnsQueryReceived':
      return ['dns', `query ${entry.query}: ${entry.qtype} ${entry.name} by ${entry.transport}`];
    case 'dnsAnswerSent':
      return ['dns', `answer ${entry.query}: ${entry.rcode}${entry.truncated ? ', truncated' : ''}${by(entry.ruleId)}`, ...entry.answers];
    case 'dnsPacketRefused':
      return ['dns', `packet refused (${entry.transport} from ${entry.from}): ${entry.reason}`];
    case 'messageInjected':
      return [
        'stand',
        `message ${entry.message} from <${entry.mailFrom}> to <${entry.rcptTo.join('>, <')}>, ${entry.size} bytes: ${entry.reply}`,
      ];
    case 'logLineRead':
      return ['log', entry.line];
    case 'originalReceived':
      return ['stand', `original from <${entry.mailFrom}> to <${entry.rcptTo.join('>, <')}> reached the next hop, ${entry.size} bytes`];
    case 'journalingChanged':
      return ['stand', `${entry.what}: ${entry.accepted ? 'accepted' : `refused: ${entry.reason}`}`];
    case 'countersRead':
      return ['log', `tophosts ${entry.sortKey}`, ...entry.text.split('\n').filter((line) => line.trim() !== '')];
    case 'trackingRead':
      return ['log', `tracking ${queryInWords(entry.query)}: ${entry.found.length} found`, ...entry.found.flatMap(({ lines }) => lines)];
    case 'consoleRead':
      return ['log', `${entry.table}: ${entry.columns.join(' | ')}`, ...entry.rows.map((row) => row.join(' | '))];
    case 'dashboardRead':
      return ['stand', dashboardInWords(entry), ...entry.rows.map((row) => row.join(' | '))];
    case 'addressSought':
      return [
        'stand',
        `sought in ${entry.characters} characters of ${entry.moment}: ${entry.held.join(', ') || 'nothing'} of ${entry.address}`,
      ];
    case 'setupAnswered':
      return ['stand', `a program answers for ${entry.account}: ${entry.answer}: ${entry.status} ${entry.reason}`.trimEnd()];
    case 'systemCrashed':
      return ['stand', 'the system was crashed'];
    case 'systemRestarted':
      return ['stand', 'the system was started again'];
    case 'standChanged':
      return ['stand', entry.what];
    case 'timeWatched':
      return ['stand', `watched for ${(entry.untilMs - entry.fromMs) / 1000} s`];
    case 'standDelayed':
      return ['stand', `the stand was held up: a timer came ${entry.lateMs} ms late`];
  }
}

const connectionOf = (entry: Evidence): number | null => ('connection' in entry ? (entry.connection ?? null) : null);

/** Evidence as lines to read, in order. An entry of several lines, such as a multi-line reply, gives several with the same `seq`. */
export function transcribe(evidence: readonly Evidence[]): TranscriptLine[] {
  const startMs = evidence[0]?.atMs ?? 0;
  return evidence.flatMap((entry) => {
    const [speaker, ...texts] = spoken(entry);
    const head = { seq: entry.seq, atMs: entry.atMs - startMs, speaker, connection: connectionOf(entry) };
    return texts.map((text) => ({ ...head, text: printable(text) }));
  });
}

const SAYS: Readonly<Record<Speaker, string>> = {
  C: 'C: ',
  S: 'S: ',
  connection: '-- ',
  tls: 'TLS ',
  rule: '** ',
  dns: 'DNS ',
  log: 'LOG ',
  copy: '-- ',
  anomaly: '!! ',
  stand: '.. ',
};

/** One line of text: time in seconds, connection, speaker, words. */
export const formatLine = (line: TranscriptLine): string => {
  const seconds = (line.atMs / 1000).toFixed(3).padStart(8);
  const connection = (line.connection === null ? '' : `#${line.connection}`).padEnd(4);
  return `${seconds} ${connection} ${SAYS[line.speaker]}${line.text}`;
};

/** The whole transcript as text, one line each. */
export const formatTranscript = (evidence: readonly Evidence[]): string => transcribe(evidence).map(formatLine).join('\n');

/**
 * The lines that show a departure, at most `limit`: those whose evidence is named, or the last ones when none is.
 */
export function linesThatShow(evidence: readonly Evidence[], seqs: readonly number[], limit: number): TranscriptLine[] {
  const wanted = new Set(seqs);
  const named = evidence.filter((entry) => wanted.has(entry.seq));
  const lines = transcribe(evidence);
  return named.length === 0 ? lines.slice(-limit) : lines.filter((line) => wanted.has(line.seq)).slice(0, limit);
}
