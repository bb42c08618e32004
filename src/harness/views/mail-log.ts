import type { Evidence } from '../../evidence/events.ts';

// Reads a gateway's mail log. Tolerant where the vendor's own samples are untidy: white space, brackets, a missing `TDC:`
// is told rather than refused, and the weekday is never held against the date.

/** What a line of the mail log says, as far as it concerns journal copies. */
export type LogStatement =
  | { readonly kind: 'enqueued'; readonly mid: number; readonly messageId: string; readonly address: string }
  | { readonly kind: 'connection opened'; readonly dcid: number; readonly address: string; readonly port: number }
  | { readonly kind: 'TLS success'; readonly dcid: number; readonly protocol: string; readonly cipher: string }
  | { readonly kind: 'delivery start'; readonly dcid: number; readonly mid: number }
  | { readonly kind: 'delivered'; readonly mid: number }
  | { readonly kind: 'finished'; readonly mid: number }
  | {
      readonly kind: 'connection error';
      readonly dcid: number;
      readonly domain: string;
      readonly ip: string;
      readonly port: number;
      readonly details: string;
      readonly reason: string;
    }
  | { readonly kind: 'failed'; readonly mid: number; readonly reason: string }
  | { readonly kind: 'DNS error'; readonly host: string; readonly type: string; readonly error: string }
  | { readonly kind: 'hard bounced'; readonly status: string; readonly host: string }
  | {
      readonly kind: 'bounced';
      readonly dcid: number;
      readonly mid: number;
      readonly rid: number;
      readonly status: string;
      readonly host: string;
    };

export type LogKind = LogStatement['kind'];

/** A line of the log with what it says. */
export interface LogLine {
  readonly line: string;
  readonly level: string;
  /** Whether the text begins with `TDC:` (LOG-11). */
  readonly tdc: boolean;
  /** What follows the time, the level and the mark; empty for a line of another form. */
  readonly text: string;
  readonly statement: LogStatement | undefined;
}

/**
 * What stands before the text: the time of the log file, or what syslog puts there. RFC 3164 has a priority, a time without a year and
 * perhaps a host; whoever stores such lines may have dropped the priority or written an ISO time of its own.
 */
const FILE_TIME = String.raw`[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}`;
const SYSLOG_TIME = String.raw`(?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:?\d\d))`;
const HEAD = new RegExp(String.raw`^(?:${FILE_TIME}|(?:<\d{1,3}>)?${SYSLOG_TIME}(?: \S+)? mail_logs(?:\[\d+\])?:) (\w+): ?(.*)$`);

type Reader = readonly [pattern: RegExp, read: (groups: { readonly [name: string]: string }) => LogStatement];

const READERS: readonly Reader[] = [
  [
    /^MID (?<mid>\d+) with Message-ID '(?<id>.*)' enqueued for forwarding to Cisco Secure Email Threat Defense to the message intake address (?<address>\S+?)\s*$/,
    ({ mid, id, address }) => ({ kind: 'enqueued', mid: Number(mid), messageId: id ?? '', address: address ?? '' }),
  ],
  [
    /^New SMTP DCID (?<dcid>\d+) interface \S+ address (?<address>\S+) port (?<port>\d+)\s*$/,
    ({ dcid, address, port }) => ({ kind: 'connection opened', dcid: Number(dcid), address: address ?? '', port: Number(port) }),
  ],
  [
    /^DCID (?<dcid>\d+) TLS success protocol (?<protocol>\S+) cipher (?<cipher>\S+)/,
    ({ dcid, protocol, cipher }) => ({ kind: 'TLS success', dcid: Number(dcid), protocol: protocol ?? '', cipher: cipher ?? '' }),
  ],
  [
    /^Delivery start DCID (?<dcid>\d+) MID (?<mid>\d+)\s*$/,
    ({ dcid, mid }) => ({ kind: 'delivery start', dcid: Number(dcid), mid: Number(mid) }),
  ],
  [
    /^MID (?<mid>\d+) successfully delivered for scanning with Cisco Secure Email Threat Defense\.?\s*$/,
    ({ mid }) => ({ kind: 'delivered', mid: Number(mid) }),
  ],
  [/^Message finished MID (?<mid>\d+) done\s*$/, ({ mid }) => ({ kind: 'finished', mid: Number(mid) })],
  [
    /^Connection Error: DCID (?<dcid>\d+) domain: (?<domain>\S+) IP: (?<ip>\S+) port: (?<port>\d+) details: (?<details>.*?) interface: \S+ reason: (?<reason>.*?)\s*$/,
    ({ dcid, domain, ip, port, details, reason }) => ({
      kind: 'connection error',
      dcid: Number(dcid),
      domain: domain ?? '',
      ip: ip ?? '',
      port: Number(port),
      details: details ?? '',
      reason: reason ?? '',
    }),
  ],
  [
    /^MID (?<mid>\d+) delivery failed to Cisco Secure Email Threat Defense: ?(?<reason>.*?)\.?\s*$/,
    ({ mid, reason }) => ({ kind: 'failed', mid: Number(mid), reason: reason ?? '' }),
  ],
  [
    /^DNS (?:Error|Temporary Failure) (?<host>\S+) (?<type>[A-Z]+) - (?<error>\S+)\s*$/,
    ({ host, type, error }) => ({ kind: 'DNS error', host: host ?? '', type: type ?? '', error: error ?? '' }),
  ],
  [
    /^Hard bounced - (?<status>\d\.\d\.\d) - Bad destination host \('000', \[?'DNS Hard Error looking up (?<host>\S+) \(MX\) ?: NXDomain'/,
    ({ status, host }) => ({ kind: 'hard bounced', status: status ?? '', host: host ?? '' }),
  ],
  [
    /^Bounced: DCID (?<dcid>\d+) MID (?<mid>\d+) to RID (?<rid>\d+) - Bounced by destination server with response: (?<status>\d\.\d\.\d) - Bad destination host \('000', \[?'DNS Hard Error looking up (?<host>\S+) \(MX\) ?:/,
    ({ dcid, mid, rid, status, host }) => ({
      kind: 'bounced',
      dcid: Number(dcid),
      mid: Number(mid),
      rid: Number(rid),
      status: status ?? '',
      host: host ?? '',
    }),
  ],
];

const readStatement = (text: string): LogStatement | undefined => {
  for (const [pattern, read] of READERS) {
    const groups = pattern.exec(text)?.groups;
    if (groups !== undefined) return read(groups);
  }
  return undefined;
};

/** Reads one line. A line of another form has no statement and an empty level. */
export const readLogLine = (line: string): LogLine => {
  const head = HEAD.exec(line);
  if (head === null) return { line, level: '', tdc: false, text: '', statement: undefined };
  const [, level = '', body = ''] = head;
  const tdc = body.startsWith('TDC:');
  const text = tdc ? body.slice(4).trimStart() : body;
  return { line, level, tdc, text, statement: readStatement(text) };
};

/** A line as it was read in the course of a scenario. */
export interface SeenLine extends LogLine {
  readonly seq: number;
  /** When it was read, not when it was written. */
  readonly readAtMs: number;
}

/** Every line of the log that was read, in order. */
export const logSeen = (log: readonly Evidence[]): SeenLine[] =>
  log.flatMap((entry) => (entry.type === 'logLineRead' ? [{ ...readLogLine(entry.line), seq: entry.seq, readAtMs: entry.atMs }] : []));

/** A line and what it says. */
export interface Told<Kind extends LogKind, Line extends LogLine = SeenLine> {
  readonly line: Line;
  readonly statement: Extract<LogStatement, { kind: Kind }>;
}

/** The statements of one kind, each with its line. */
export const statements = <Kind extends LogKind, Line extends LogLine>(lines: readonly Line[], kind: Kind): Told<Kind, Line>[] =>
  lines.flatMap((line) => (isKind(line.statement, kind) ? [{ line, statement: line.statement }] : []));

const isKind = <Kind extends LogKind>(
  statement: LogStatement | undefined,
  kind: Kind,
): statement is Extract<LogStatement, { kind: Kind }> => statement?.kind === kind;
