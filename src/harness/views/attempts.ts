import type { CommandReceived, Evidence } from '../../evidence/events.ts';
import type { SmtpStage } from '../../smtp/stage.ts';
import { isMailCommand, isStartTls } from './commands.ts';

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
 * Look-ups closer together than this are one attempt, counted from a query that got no answer: a resolver asks again by itself. After an
 * answer it does so at once if at all, for another type or of another server. A retry that came sooner could not be told from that.
 */
const GAP_AFTER_SILENCE_MS = 15_000;
const GAP_AFTER_ANSWER_MS = 2000;

const DNS_SERVER_SILENT = 'none';

interface Open {
  readonly round: number;
  readonly openedAtMs: number;
  endedAtMs: number;
  faulted: boolean;
  startTlsSent: boolean;
  readonly mails: Evidence<CommandReceived>[];
  readonly evidence: number[];
}

/** What goes wrong from MAIL FROM on belongs to a transaction, which counts by itself. */
const BEFORE_MAIL: ReadonlySet<SmtpStage> = new Set(['connect', 'greeting', 'EHLO', 'STARTTLS', 'TLS', 'EHLO over TLS']);
const isBeforeMail = (stage: SmtpStage | undefined): boolean => stage === undefined || BEFORE_MAIL.has(stage);

/**
 * The transactions of a connection. A MAIL FROM in clear on a connection that goes on to STARTTLS breaks TLS-1, but the attempt
 * is the one inside TLS.
 */
const transactionsOf = ({ mails, startTlsSent }: Open): Evidence<CommandReceived>[] => mails.filter((mail) => mail.secure || !startTlsSent);

/** Failed look-ups of a domain or of hosts below it, those close together taken as one. */
const lookupAttempts = (log: readonly Evidence[], domain: string): Attempt[] => {
  const failed = new Set<number>();
  const answered = new Set<number>();
  for (const entry of log) {
    if (entry.type !== 'dnsAnswerSent') continue;
    if (entry.rcode !== DNS_SERVER_SILENT) answered.add(entry.query);
    if (entry.ruleId !== undefined || (entry.rcode !== 'NOERROR' && entry.rcode !== DNS_SERVER_SILENT)) failed.add(entry.query);
  }
  const fired = new Set<number>();
  for (const entry of log) if (entry.type === 'ruleFired' && entry.layer === 'dns' && entry.query !== undefined) fired.add(entry.query);
  const attempts: { atMs: number; endedAtMs: number; gapMs: number; evidence: number[] }[] = [];
  for (const entry of log) {
    if (entry.type !== 'dnsQueryReceived' || !(failed.has(entry.query) || fired.has(entry.query))) continue;
    if (!entry.name.toLowerCase().endsWith(domain.toLowerCase())) continue;
    const last = attempts.at(-1);
    const gapMs = answered.has(entry.query) ? GAP_AFTER_ANSWER_MS : GAP_AFTER_SILENCE_MS;
    if (last !== undefined && entry.atMs - last.endedAtMs < last.gapMs) {
      last.endedAtMs = entry.atMs;
      last.gapMs = gapMs;
      last.evidence.push(entry.seq);
    } else {
      attempts.push({ atMs: entry.atMs, endedAtMs: entry.atMs, gapMs, evidence: [entry.seq] });
    }
  }
  return attempts.map(({ atMs, endedAtMs, evidence }) => ({ kind: 'lookup', atMs, endedAtMs, evidence }));
};

const openings = (log: readonly Evidence[]): Open[] => {
  const connections = new Map<number, Open>();
  for (const entry of log) {
    if (!('connection' in entry) || entry.connection === undefined) continue;
    if (entry.type === 'connectionOpened') {
      const opened = { round: entry.round, openedAtMs: entry.atMs, endedAtMs: entry.atMs, faulted: false, startTlsSent: false };
      connections.set(entry.connection, { ...opened, mails: [], evidence: [entry.seq] });
      continue;
    }
    const open = connections.get(entry.connection);
    if (open === undefined) continue;
    open.endedAtMs = entry.atMs;
    if (entry.type === 'tlsFailed' || (entry.type === 'ruleFired' && isBeforeMail(entry.stage))) {
      open.faulted = true;
      open.evidence.push(entry.seq);
    } else if (entry.type === 'commandReceived') {
      if (isStartTls(entry.line)) open.startTlsSent = true;
      if (isMailCommand(entry.line)) open.mails.push(entry);
    }
  }
  return [...connections.values()];
};

const connectionAttempts = (log: readonly Evidence[]): Attempt[] => {
  const connections = openings(log);
  const transactions = connections
    .flatMap(transactionsOf)
    .map(({ atMs, seq }): Attempt => ({ kind: 'transaction', atMs, endedAtMs: atMs, evidence: [seq] }));
  const failed = connections.filter((open) => open.faulted && transactionsOf(open).length === 0);
  const rounds = [...Map.groupBy(failed, (open) => open.round).values()].map(
    (round): Attempt => ({
      kind: 'connection',
      atMs: Math.min(...round.map((open) => open.openedAtMs)),
      endedAtMs: Math.max(...round.map((open) => open.endedAtMs)),
      evidence: round.flatMap((open) => open.evidence),
    }),
  );
  return [...transactions, ...rounds];
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
