import type { Evidence } from '../../../../src/evidence/events.ts';

/** Who says a line: the gateway, the intake, or nobody (something happened). */
export type Speaker = 'client' | 'intake' | 'event';

/** One line of a transcript. */
export interface TranscriptLine {
  readonly seq: number;
  /** Since the connection was opened; negative before. */
  readonly afterMs: number;
  readonly speaker: Speaker;
  readonly text: string;
  /** Under TLS; undefined where nothing was sent. */
  readonly secure: boolean | undefined;
  /** The fault rule that made it so. */
  readonly rule: string | undefined;
  readonly tone: 'plain' | 'good' | 'bad' | 'fault';
  /** Belongs to the transaction of the copy in question. */
  readonly own: boolean;
  /** As the evidence counts them; undefined where nothing of the kind is meant. */
  readonly connection?: number;
  readonly copy?: number;
  /** SHA-256 of the copy. */
  readonly digest?: string;
}

type Said = Pick<TranscriptLine, 'speaker' | 'text' | 'copy' | 'digest'> & Partial<Pick<TranscriptLine, 'secure' | 'rule' | 'tone'>>;

const size = (bytes: number): string => `${bytes} bytes`;

const isRefusal = (reply: string): boolean => /^[45]/.test(reply);

/** What an entry of the evidence says, in the words of the protocol; undefined for what is no part of the conversation. */
const said = (entry: Evidence): Said | undefined => {
  switch (entry.type) {
    case 'connectionOpened':
      return {
        speaker: 'event',
        text: `${entry.remoteAddress}:${entry.remotePort} → ${entry.host} (${entry.localAddress}:${entry.localPort})`,
      };
    case 'commandReceived':
      return { speaker: 'client', text: entry.line, secure: entry.secure };
    case 'replySent': {
      const tone = entry.ruleId !== undefined ? 'fault' : isRefusal(entry.text) ? 'bad' : 'plain';
      return { speaker: 'intake', text: entry.text.replace(/\r\n$/, ''), secure: entry.secure, rule: entry.ruleId, tone };
    }
    case 'tlsEstablished':
      return {
        speaker: 'event',
        text: `${entry.protocol} ${entry.cipher}, SNI ${entry.servername ?? '–'}, certificate ${entry.certificate}`,
        tone: 'good',
      };
    case 'tlsFailed':
      return { speaker: 'event', text: `TLS: ${entry.reason}`, tone: 'bad' };
    case 'copyReceived':
      return {
        speaker: 'client',
        text: `[${size(entry.size)}] copy ${entry.copy}: ${entry.fate}`,
        tone: entry.fate === 'stored' ? 'good' : 'bad',
        copy: entry.copy,
        digest: entry.sha256,
      };
    case 'wireAnomaly':
      return { speaker: 'event', text: `${entry.kind}: ${entry.detail}`, tone: 'bad' };
    case 'ruleFired':
      return { speaker: 'event', text: entry.action, rule: entry.ruleId, tone: 'fault' };
    case 'connectionClosed':
      return { speaker: 'event', text: `${entry.end} (${entry.bytesIn} bytes in, ${entry.bytesOut} bytes out)` };
    default:
      return undefined;
  }
};

const startsTransaction = (entry: Evidence): boolean => entry.type === 'commandReceived' && /^mail\s+from/i.test(entry.line);

/** Places, in the evidence, of the transaction that brought a copy: from its MAIL FROM to the reply after its last byte. */
const transactionOf = (evidence: readonly Evidence[], copy: number): { readonly from: number; readonly to: number } | undefined => {
  const arrival = evidence.findIndex((entry) => entry.type === 'copyReceived' && entry.copy === copy);
  if (arrival === -1) return undefined;
  const begin = evidence.findLastIndex((entry, index) => index < arrival && startsTransaction(entry));
  const reply = evidence.findIndex((entry, index) => index > arrival && entry.type === 'replySent');
  const last = evidence[reply === -1 ? arrival : reply];
  return { from: evidence[Math.max(begin, 0)]?.seq ?? 0, to: last?.seq ?? 0 };
};

/** An entry as a line; undefined for what is no part of a conversation. */
export const lineOf = (entry: Evidence, openedAtMs: number): TranscriptLine | undefined => {
  const line = said(entry);
  if (line === undefined) return undefined;
  const { secure, rule, tone = 'plain' } = line;
  const connection = 'connection' in entry && entry.connection !== undefined ? { connection: entry.connection } : {};
  return { ...line, ...connection, seq: entry.seq, afterMs: entry.atMs - openedAtMs, secure, rule, tone, own: false };
};

/** The conversation on a connection, line by line; what brought the copy is marked as its own. */
export const transcriptLines = (evidence: readonly Evidence[], copy?: number): TranscriptLine[] => {
  const openedAtMs = evidence.find(({ type }) => type === 'connectionOpened')?.atMs ?? evidence[0]?.atMs ?? 0;
  const transaction = copy === undefined ? undefined : transactionOf(evidence, copy);
  return evidence.flatMap((entry) => {
    const line = lineOf(entry, openedAtMs);
    if (line === undefined) return [];
    const own = transaction !== undefined && entry.seq >= transaction.from && entry.seq <= transaction.to;
    return [{ ...line, own }];
  });
};

/** Copies that came on the connection. */
const copiesIn = (evidence: readonly Evidence[]): number => evidence.filter(({ type }) => type === 'copyReceived').length;

/** Lines of other messages on the same connection are left out; what came before the first and after the last stays. */
export const withoutOthers = (lines: readonly TranscriptLine[], evidence: readonly Evidence[]): readonly TranscriptLine[] => {
  if (copiesIn(evidence) < 2) return lines;
  const firstMail = evidence.find(startsTransaction)?.seq ?? 0;
  const lastCopy = evidence.findLast(({ type }) => type === 'copyReceived')?.seq ?? 0;
  const lastReply = evidence.find((entry) => entry.seq > lastCopy && entry.type === 'replySent')?.seq ?? lastCopy;
  return lines.filter(({ own, seq }) => own || seq < firstMail || seq > lastReply);
};
