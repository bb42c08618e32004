import type { Evidence } from '../../evidence/events.ts';
import { isMailCommand } from './commands.ts';

/**
 * One try to hand over a copy, as far as the wire shows it. `lookup`: it ended in the DNS. `connection`: it ended on a connection
 * before MAIL FROM. `transaction`: MAIL FROM was sent.
 */
export interface Attempt {
  readonly kind: 'lookup' | 'connection' | 'transaction';
  readonly atMs: number;
  readonly endedAtMs: number;
  readonly evidence: readonly number[];
}

/**
 * Look-ups closer together than this are one attempt: a resolver may ask again by itself, and asks for several types.
 * A retry that came sooner could not be told from that.
 */
const LOOKUP_GAP_MS = 15_000;

const DNS_SERVER_SILENT = 'none';

interface Open {
  readonly round: number;
  readonly openedAtMs: number;
  endedAtMs: number;
  faulted: boolean;
  transactions: number;
  readonly evidence: number[];
}

/** Failed look-ups of a domain or of hosts below it, those close together taken as one. */
const lookupAttempts = (log: readonly Evidence[], domain: string): Attempt[] => {
  const failed = new Set<number>();
  for (const entry of log) {
    if (entry.type !== 'dnsAnswerSent') continue;
    if (entry.ruleId !== undefined || (entry.rcode !== 'NOERROR' && entry.rcode !== DNS_SERVER_SILENT)) failed.add(entry.query);
  }
  const fired = new Set<number>();
  for (const entry of log) if (entry.type === 'ruleFired' && entry.layer === 'dns' && entry.query !== undefined) fired.add(entry.query);
  const attempts: { atMs: number; endedAtMs: number; evidence: number[] }[] = [];
  for (const entry of log) {
    if (entry.type !== 'dnsQueryReceived' || !(failed.has(entry.query) || fired.has(entry.query))) continue;
    if (!entry.name.toLowerCase().endsWith(domain.toLowerCase())) continue;
    const last = attempts.at(-1);
    if (last !== undefined && entry.atMs - last.endedAtMs < LOOKUP_GAP_MS) {
      last.endedAtMs = entry.atMs;
      last.evidence.push(entry.seq);
    } else {
      attempts.push({ atMs: entry.atMs, endedAtMs: entry.atMs, evidence: [entry.seq] });
    }
  }
  return attempts.map((attempt) => ({ kind: 'lookup', ...attempt }));
};

const connectionAttempts = (log: readonly Evidence[]): Attempt[] => {
  const connections = new Map<number, Open>();
  const attempts: Attempt[] = [];
  for (const entry of log) {
    if (!('connection' in entry) || entry.connection === undefined) continue;
    if (entry.type === 'connectionOpened') {
      const opened = { round: entry.round, openedAtMs: entry.atMs, endedAtMs: entry.atMs, faulted: false, transactions: 0 };
      connections.set(entry.connection, { ...opened, evidence: [entry.seq] });
      continue;
    }
    const open = connections.get(entry.connection);
    if (open === undefined) continue;
    open.endedAtMs = entry.atMs;
    if (entry.type === 'ruleFired' || entry.type === 'tlsFailed') {
      open.faulted = true;
      open.evidence.push(entry.seq);
    } else if (entry.type === 'commandReceived' && isMailCommand(entry.line)) {
      open.transactions += 1;
      attempts.push({ kind: 'transaction', atMs: entry.atMs, endedAtMs: entry.atMs, evidence: [entry.seq] });
    }
  }
  const rounds = new Map<number, Open[]>();
  for (const open of connections.values()) {
    if (open.transactions > 0 || !open.faulted) continue;
    rounds.set(open.round, [...(rounds.get(open.round) ?? []), open]);
  }
  for (const failed of rounds.values()) {
    attempts.push({
      kind: 'connection',
      atMs: Math.min(...failed.map((open) => open.openedAtMs)),
      endedAtMs: Math.max(...failed.map((open) => open.endedAtMs)),
      evidence: failed.flatMap((open) => open.evidence),
    });
  }
  return attempts;
};

/**
 * The attempts to hand over the copies of a scenario, oldest first. Connections of one round that failed before MAIL FROM
 * count as one attempt together: a forwarder may open several for one copy (CONN-1). A connection that was opened beside
 * them, met no fault and carried nothing is no attempt.
 */
export const attemptsSeen = (log: readonly Evidence[], intakeDomain: string): Attempt[] =>
  [...lookupAttempts(log, intakeDomain), ...connectionAttempts(log)].sort((a, b) => a.atMs - b.atMs);

/** The transactions that named one recipient, oldest first: attempts of one copy among several. */
export const attemptsFor = (log: readonly Evidence[], recipient: string): Attempt[] =>
  log
    .filter((entry) => entry.type === 'commandReceived' && entry.stage === 'RCPT TO' && namesRecipient(entry.line, recipient))
    .map((entry) => ({ kind: 'transaction', atMs: entry.atMs, endedAtMs: entry.atMs, evidence: [entry.seq] }));

const namesRecipient = (line: string, recipient: string): boolean => line.toLowerCase().includes(`<${recipient.toLowerCase()}>`);
