import type { ConnectionEnd, ConnectionOpened, Evidence, TlsEstablished } from '../../src/evidence/events.ts';

/** One connection to the intake as the evidence tells it. Times are milliseconds since the epoch. */
export interface ConnectionSummary {
  readonly connection: number;
  readonly round: number;
  readonly host: string;
  readonly local: string;
  readonly remote: string;
  readonly openedAtMs: number;
  closedAtMs: number | null;
  /** null while it is open. */
  end: ConnectionEnd | null;
  tls: Pick<TlsEstablished, 'protocol' | 'cipher' | 'servername' | 'certificate'> | null;
  tlsFailure: string | null;
  /** Numbers of the copies that came whole. */
  readonly copies: number[];
  /** Ids of the rules that fired on it, in order. */
  readonly rules: string[];
  readonly anomalies: string[];
}

const apply = (summary: ConnectionSummary, entry: Evidence): void => {
  switch (entry.type) {
    case 'tlsEstablished': {
      const { protocol, cipher, servername, certificate } = entry;
      summary.tls = { protocol, cipher, servername, certificate };
      return;
    }
    case 'tlsFailed':
      summary.tlsFailure = entry.reason;
      return;
    case 'copyReceived':
      summary.copies.push(entry.copy);
      return;
    case 'ruleFired':
      summary.rules.push(entry.ruleId);
      return;
    case 'wireAnomaly':
      summary.anomalies.push(`${entry.kind}: ${entry.detail}`);
      return;
    case 'connectionClosed':
      summary.end = entry.end;
      summary.closedAtMs = entry.atMs;
      return;
    default:
  }
};

const opened = (entry: Evidence<ConnectionOpened>): ConnectionSummary => ({
  connection: entry.connection,
  round: entry.round,
  host: entry.host,
  local: `${entry.localAddress}:${entry.localPort}`,
  remote: `${entry.remoteAddress}:${entry.remotePort}`,
  openedAtMs: entry.atMs,
  closedAtMs: null,
  end: null,
  tls: null,
  tlsFailure: null,
  copies: [],
  rules: [],
  anomalies: [],
});

export interface ConnectionChoice {
  /** Only connections with a smaller number. */
  readonly before: number;
  /** Only open ones, or only closed ones. */
  readonly open: boolean | undefined;
  /** At most so many, the newest. */
  readonly limit: number;
}

/**
 * The newest connections that fit, newest first, as far as the log still tells of their opening.
 * The log is read from its end and only as far back as needed: it may be long, and the mock has mail to take meanwhile.
 */
export const newestConnections = (entries: readonly Evidence[], { before, open, limit }: ConnectionChoice): ConnectionSummary[] => {
  const chosen = new Map<number, ConnectionSummary>();
  const closed = new Set<number>();
  let index = entries.length;
  while (index > 0 && chosen.size < limit) {
    index -= 1;
    const entry = entries[index];
    if (entry?.type === 'connectionClosed') closed.add(entry.connection);
    if (entry?.type !== 'connectionOpened' || entry.connection >= before) continue;
    if (open === undefined || open === !closed.has(entry.connection)) chosen.set(entry.connection, opened(entry));
  }
  for (; index < entries.length; index += 1) {
    const entry = entries[index];
    if (entry === undefined || !('connection' in entry) || entry.connection === undefined) continue;
    const summary = chosen.get(entry.connection);
    if (summary !== undefined) apply(summary, entry);
  }
  return [...chosen.values()];
};

/** Everything seen on one connection, in order. */
export const transcriptOf = (entries: readonly Evidence[], connection: number): Evidence[] =>
  entries.filter((entry) => 'connection' in entry && entry.connection === connection);
