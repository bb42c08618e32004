import type { Evidence } from '../../evidence/events.ts';
import { isMailCommand } from './commands.ts';

/** One connection to the intake, put together from its evidence. */
export interface ConnectionView {
  readonly connection: number;
  readonly host: string;
  readonly openedAtMs: number;
  readonly openedSeq: number;
  readonly closedAtMs: number | undefined;
  readonly closedSeq: number | undefined;
  readonly end: string | undefined;
  /** Transactions begun on it, inside TLS. */
  readonly transactions: number;
  readonly tlsProtocol: string | undefined;
  readonly tlsCipher: string | undefined;
  readonly remotePort: number;
}

type Draft = { -readonly [Key in keyof ConnectionView]: ConnectionView[Key] };

export const connectionsSeen = (log: readonly Evidence[]): ConnectionView[] => {
  const views = new Map<number, Draft>();
  for (const entry of log) {
    if (entry.type === 'connectionOpened') {
      views.set(entry.connection, {
        connection: entry.connection,
        host: entry.host,
        openedAtMs: entry.atMs,
        openedSeq: entry.seq,
        closedAtMs: undefined,
        closedSeq: undefined,
        end: undefined,
        transactions: 0,
        tlsProtocol: undefined,
        tlsCipher: undefined,
        remotePort: entry.remotePort,
      });
      continue;
    }
    const view = 'connection' in entry && entry.connection !== undefined ? views.get(entry.connection) : undefined;
    if (view === undefined) continue;
    if (entry.type === 'commandReceived' && entry.secure && isMailCommand(entry.line)) view.transactions += 1;
    if (entry.type === 'tlsEstablished') {
      view.tlsProtocol = entry.protocol;
      view.tlsCipher = entry.cipher;
    }
    if (entry.type === 'connectionClosed') {
      view.closedAtMs = entry.atMs;
      view.closedSeq = entry.seq;
      view.end = entry.end;
    }
  }
  return [...views.values()];
};

/** Leaves a client no more to say (RFC 5321 section 4.1.1.10). */
const isQuit = (entry: Evidence): boolean => entry.type === 'commandReceived' && /^QUIT\s*$/i.test(entry.line);

/**
 * The largest number of connections that were open together, with the evidence of the opening that reached it. One ends with its QUIT: a client
 * may have closed it long before a busy intake hears of that (CONN-6).
 */
export const peakConcurrency = (log: readonly Evidence[]): { readonly peak: number; readonly evidence: readonly number[] } => {
  const open = new Set<number>();
  let peak = 0;
  let evidence: number[] = [];
  const openings: number[] = [];
  for (const entry of log) {
    if (entry.type === 'connectionOpened') {
      open.add(entry.connection);
      openings.push(entry.seq);
      if (open.size > peak) {
        peak = open.size;
        evidence = openings.slice(-peak);
      }
    } else if ('connection' in entry && entry.connection !== undefined && (entry.type === 'connectionClosed' || isQuit(entry))) {
      open.delete(entry.connection);
    }
  }
  return { peak, evidence };
};

/** The largest number of connections that carried a copy together: from MAIL FROM to the answer to the whole message. */
export const peakCarrying = (log: readonly Evidence[]): { readonly peak: number; readonly evidence: readonly number[] } => {
  const carrying = new Map<number, number>();
  let evidence: number[] = [];
  for (const entry of log) {
    if (entry.type === 'commandReceived' && entry.secure && isMailCommand(entry.line)) carrying.set(entry.connection, entry.seq);
    else if (entry.type === 'connectionClosed') carrying.delete(entry.connection);
    else if (entry.type === 'replySent' && entry.stage === 'end of data') carrying.delete(entry.connection);
    if (carrying.size > evidence.length) evidence = [...carrying.values()];
  }
  return { peak: evidence.length, evidence };
};

/** How many connections are open at the end of the log. */
export const openAtEnd = (log: readonly Evidence[]): ConnectionView[] =>
  connectionsSeen(log).filter((view) => view.closedAtMs === undefined);
