import type { Evidence } from '../../evidence/events.ts';
import { handOversSeen } from '../views/hand-overs.ts';
import { type LogKind, logSeen, readLogLine, type SeenLine, statements } from '../views/mail-log.ts';
import { hardBouncesRead } from '../views/tophosts.ts';
import type { CaseFile, SentMessage } from './case-file.ts';
import { departs, type Finding, inconclusive } from './finding.ts';

// SCOPE-6: every copy that there should be is delivered, told as failed, or still waiting. Loss and duplication are two findings.
//
// The books are the wire, the mail log and the counters. What one of them accounts for is accounted for: a copy counts as lost
// only when its life in the queue is over and none of them knows of it. A system without a log is accused only where no fault
// stood in the way of the copy.

/** QUEUE-1, and some time for the line that tells it. */
const LIFE_AND_LINE_MS = 125_000;

const LEDGER_LINES: ReadonlySet<LogKind | undefined> = new Set<LogKind>(['enqueued', 'delivered', 'failed']);

/** Whether a line of the mail log says something that the ledger needs. */
export const entersLedger = (line: string): boolean => LEDGER_LINES.has(readLogLine(line).statement?.kind);

/** How a copy stands. `unknown`: what the system can be asked does not tell. */
export type Standing = 'delivered' | 'failed' | 'waiting' | 'lost' | 'unknown';

/** One copy that there should be: of one policy group of one message. */
export interface LedgerEntry {
  readonly standing: Standing;
  readonly token: string | undefined;
  readonly account: string | undefined;
  readonly mid: number | undefined;
  /** What tells that there should be a copy. */
  readonly seq: number | undefined;
}

interface Due extends Omit<LedgerEntry, 'standing'> {
  readonly sentAtMs: number | undefined;
}

const whose = (token: string | undefined, account: string | undefined): string => `${token} ${account}`;

/** The message with this Message-ID, if there is just one. */
const messageWith = (sent: readonly SentMessage[], messageId: string): SentMessage | undefined => {
  const named = sent.filter((message) => message.messageId === messageId);
  return named.length === 1 ? named[0] : undefined;
};

const toldDues = ({ sent, accounts }: CaseFile, lines: readonly SeenLine[]): Due[] =>
  statements(lines, 'enqueued').map(({ statement, line }) => {
    const message = messageWith(sent, statement.messageId);
    const account = accounts.find(({ intakeAddress }) => intakeAddress === statement.address)?.name;
    return { mid: statement.mid, token: message?.token, account, sentAtMs: message?.sentAtMs, seq: line.seq };
  });

/**
 * Copies that were to be expected, but of whose enqueueing no line tells. A line that names no message is taken for one of those
 * whose copies came, if there are such.
 */
const untoldDues = ({ sent, copies }: CaseFile, told: readonly Due[]): Due[] => {
  const spare = told.map(({ token, account }) => whose(token, account));
  const came = new Set(copies.map(({ token }) => token));
  const inOrder = sent.toSorted((a, b) => Number(came.has(b.token)) - Number(came.has(a.token)));
  const dues: Due[] = [];
  for (const { token, expectedAt = [], accepted, sentAtMs } of inOrder) {
    for (const account of accepted ? expectedAt : []) {
      const known = [whose(token, account), whose(undefined, account)].map((name) => spare.indexOf(name)).find((place) => place >= 0);
      if (known === undefined) dues.push({ mid: undefined, token, account, sentAtMs, seq: undefined });
      else spare.splice(known, 1);
    }
  }
  return dues;
};

/** What the books say, as numbers that are used up while entries are accounted for. */
class Books {
  private readonly onWire: Set<string>;
  private readonly failed: Set<number>;
  private readonly delivered: Set<number>;
  /** Copies that arrived for an account and that no message is known for, such as those that the intake dropped. */
  private readonly anonymous = new Map<string, number>();
  private orphanFailures: number;
  private readonly nowMs: number;
  private readonly lastSentAtMs: number;
  private readonly hasLog: boolean;
  /** Nothing stood in the way of any copy. */
  private readonly sound: boolean;
  private readonly down: boolean;

  constructor({ evidence, copies, sent }: CaseFile, lines: readonly SeenLine[], told: readonly Due[]) {
    const tokens = new Map(copies.map((copy) => [copy.evidence.seq, copy.token]));
    const arrived = handOversSeen(evidence).filter(({ certainty }) => certainty !== 'refused');
    const named = arrived.map(({ copy }) => ({ account: copy.account ?? '', token: tokens.get(copy.seq) }));
    this.onWire = new Set(named.map(({ token, account }) => whose(token, account)));
    for (const { account, token } of named) {
      if (token === undefined) this.anonymous.set(account, (this.anonymous.get(account) ?? 0) + 1);
    }
    const mids = new Set(told.map(({ mid }) => mid));
    this.failed = new Set(statements(lines, 'failed').map(({ statement }) => statement.mid));
    this.delivered = new Set(statements(lines, 'delivered').map(({ statement }) => statement.mid));
    const orphans = [...this.failed].filter((mid) => !mids.has(mid)).length;
    this.orphanFailures = orphans + Math.max(0, hardBouncesRead(evidence) - this.failed.size);
    this.nowMs = evidence.at(-1)?.atMs ?? 0;
    this.lastSentAtMs = Math.max(0, ...sent.map(({ sentAtMs }) => sentAtMs));
    this.hasLog = lines.length > 0;
    this.sound = !evidence.some(({ type }) => type === 'ruleFired' || type === 'standChanged');
    this.down = isDown(evidence);
  }

  standingOf({ mid, token, account, sentAtMs = this.lastSentAtMs }: Due): Standing {
    if (token !== undefined && this.onWire.has(whose(token, account))) return 'delivered';
    if (mid !== undefined && this.failed.has(mid)) return 'failed';
    if (mid !== undefined && token === undefined && this.delivered.has(mid)) return 'delivered';
    if (this.takeAnonymous(account)) return 'delivered';
    if (mid !== undefined && this.delivered.has(mid)) return 'lost';
    if (this.down) return 'unknown';
    if (this.nowMs - sentAtMs < LIFE_AND_LINE_MS) return 'waiting';
    if (this.orphanFailures > 0) {
      this.orphanFailures -= 1;
      return 'failed';
    }
    return this.hasLog || this.sound ? 'lost' : 'unknown';
  }

  private takeAnonymous(account = ''): boolean {
    const left = this.anonymous.get(account) ?? 0;
    this.anonymous.set(account, Math.max(0, left - 1));
    return left > 0;
  }
}

/** Whether the system crashed and was not started again. */
const isDown = (evidence: readonly Evidence[]): boolean =>
  evidence.findLast(({ type }) => type === 'systemCrashed' || type === 'systemRestarted')?.type === 'systemCrashed';

/** Every copy that there should be, and how it stands at the end of the evidence. */
export const ledgerOf = (file: CaseFile): LedgerEntry[] => {
  const lines = logSeen(file.evidence);
  const told = toldDues(file, lines);
  const books = new Books(file, lines, told);
  return [...told, ...untoldDues(file, told)].map((due) => ({ ...due, standing: books.standingOf(due) }));
};

const nameOf = ({ token, account, mid }: LedgerEntry): string =>
  [
    token ?? 'a message',
    account === undefined ? '' : `for the ${account} account`,
    mid === undefined ? '(never told as enqueued)' : `(MID ${mid})`,
  ]
    .filter((part) => part !== '')
    .join(' ');

const EXPECTED = 'every copy delivered, told as failed, or still waiting';

/** SCOPE-6: a copy is gone: no book accounts for it. */
export const lostCopy = (file: CaseFile): Finding => {
  const lost = ledgerOf(file).filter(({ standing }) => standing === 'lost');
  const [first] = lost;
  if (first === undefined) return undefined;
  const others = lost.length === 1 ? '' : `, and ${lost.length - 1} more`;
  const seqs = lost.flatMap(({ seq }) => seq ?? []);
  return departs(EXPECTED, `lost: the copy of ${nameOf(first)}${others}`, seqs, ['SCOPE-6']);
};

/** Copies of one message for one account that the intake took more often than there are policy groups for them. */
export interface Surplus {
  readonly token: string;
  readonly account: string;
  readonly taken: number;
  readonly seqs: readonly number[];
}

/** Deliveries too many, those left out that were made again because the answer to the first was in doubt (SMTP-4). */
export const surplusSeen = (file: CaseFile): Surplus[] => {
  const tokens = new Map(file.copies.map((copy) => [copy.evidence.seq, copy.token]));
  const due = Map.groupBy(ledgerOf(file), ({ token, account }) => whose(token, account));
  const taken = handOversSeen(file.evidence).filter(({ certainty }) => certainty === 'taken');
  const groups = Map.groupBy(taken, ({ copy }) => whose(tokens.get(copy.seq), copy.account ?? undefined));
  return [...groups].flatMap(([name, twins]) => {
    const [first] = twins;
    const token = first === undefined ? undefined : tokens.get(first.copy.seq);
    const groupsDue = due.get(name)?.length;
    // Which policies the recipients fall under may be known to the steps alone.
    const message = file.sent.find((candidate) => candidate.token === token);
    const unknown = groupsDue === undefined && message?.expectedAt === undefined;
    if (first === undefined || token === undefined || unknown || twins.length <= Math.max(1, groupsDue ?? 0)) return [];
    const seqs = twins.map(({ copy }) => copy.seq);
    return [{ token, account: first.copy.account ?? 'no', taken: twins.length, seqs }];
  });
};

/** SCOPE-6: a copy came more than once although the system knew that the intake had it. */
export const duplicatedCopy = (file: CaseFile): Finding => {
  const [first] = surplusSeen(file);
  if (first === undefined) return undefined;
  const observed = `duplicated: the copy of ${first.token} for the ${first.account} account was taken ${first.taken} times`;
  return departs('each copy delivered once, unless the answer was in doubt', observed, first.seqs, ['SCOPE-6']);
};

/** How many entries stand how, in words. */
export const tellLedger = (file: CaseFile): string => {
  const entries = ledgerOf(file);
  const counts = [...Map.groupBy(entries, ({ standing }) => standing)].map(([standing, some]) => `${some.length} ${standing}`);
  return `${entries.length} copies: ${counts.join(', ') || 'none'}`;
};

/** SCOPE-6 as a whole, for scenarios about it: proved only if there was something to account for. */
export const allAccountedFor = (file: CaseFile): Finding =>
  ledgerOf(file).length === 0 ? inconclusive('no copy was ever to be expected') : (lostCopy(file) ?? duplicatedCopy(file));

/** At this moment so many copies stand like this. */
export const standing = (file: CaseFile, wanted: Standing, count: number): Finding => {
  const entries = ledgerOf(file);
  const found = entries.filter((entry) => entry.standing === wanted);
  if (found.length === count) return undefined;
  return departs(
    `${count} copies ${wanted}`,
    tellLedger(file),
    found.flatMap(({ seq }) => seq ?? []),
  );
};
