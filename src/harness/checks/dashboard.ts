import type { DashboardRead } from '../../evidence/dashboard-events.ts';
import type { Evidence } from '../../evidence/events.ts';
import { pagesSeen, SHOWN, subjectsOf } from '../views/dashboard.ts';
import { logSeen, type SeenLine, statements } from '../views/mail-log.ts';
import { type CaseFile, deliveredOf, type ReceivedCopy, type SentMessage, seqsOfCopies } from './case-file.ts';
import { departs, type Finding, inconclusive, mockDeparts, seqsOf } from './finding.ts';

// DASH, SETUP-4: what the mock's dashboard shows of copies. It is to blame only for what had reached it: a copy that was never
// delivered is no fault of the dashboard, and a number that the copy does not tell none either.

type Read = Evidence<DashboardRead>;

/** The copy of a message at an account, as the dashboard should know it. */
const copyAt = (file: CaseFile, message: SentMessage, account: string): ReceivedCopy | undefined =>
  deliveredOf(file, message).find(({ evidence }) => evidence.account === account);

/** DASH-1: the copy appeared in the list of its account, which had been open without it, and was not loaded anew. */
export const appearsLive = (file: CaseFile, message: SentMessage, account: string): Finding => {
  const copy = copyAt(file, message, account);
  if (copy === undefined) return inconclusive(`no copy of ${message.token} was delivered to the ${account} account`);
  const reads = pagesSeen(file.evidence, 'messages', account);
  const before = reads.findLast(({ seq }) => seq < copy.evidence.seq);
  if (before === undefined) return inconclusive(`nobody looked at the messages of ${account} before the copy came`);
  const after = reads.filter(({ seq }) => seq > copy.evidence.seq);
  if (after.length === 0) return inconclusive(`nobody looked at the messages of ${account} after the copy came`);
  const shown = after.find((read) => subjectsOf(read).includes(message.subject));
  const seqs = [...seqsOfCopies([copy]), ...seqsOf(after)];
  if (shown === undefined) return mockDeparts(`"${message.subject}" among the messages of ${account}`, 'it is not there', seqs);
  if (before.load > 0 && shown.load === before.load) return undefined;
  return mockDeparts('the page not loaded anew', `load ${before.load} before, ${shown.load} after`, [before.seq, shown.seq]);
};

/** DASH-1, POLICY-3: among the messages of an account are those of its own, and no others. */
export const listsOnly = (file: CaseFile, account: string, messages: readonly SentMessage[]): Finding => {
  const read = pagesSeen(file.evidence, 'messages', account).at(-1);
  if (read === undefined) return inconclusive(`nobody looked at the messages of ${account || 'all accounts'}`);
  const absent = messages.find((message) => deliveredOf(file, message).length === 0);
  if (absent !== undefined) return inconclusive(`no copy of ${absent.token} was delivered`);
  const expected = messages.map(({ subject }) => subject).toSorted();
  const observed = subjectsOf(read).toSorted();
  if (observed.join('\n') === expected.join('\n')) return undefined;
  return mockDeparts(`${account || 'all accounts'} with ${expected.join(', ') || 'no message'}`, observed.join(', ') || 'no message', [
    read.seq,
  ]);
};

const headerOf = (copy: ReceivedCopy): string =>
  (copy.view().inner.toString('latin1').split('\r\n\r\n', 1)[0] ?? '').replaceAll(/\r\n[ \t]+/g, ' ').replaceAll('\r\n', '\n');

/** The first field of a name: the gateway puts its own on top. */
const toldBy = (copy: ReceivedCopy, field: string): string | undefined =>
  new RegExp(`^${field}:[ \\t]*(.*?)[ \\t]*$`, 'im').exec(headerOf(copy))?.[1];

/** What the page of a copy was seen to show; a finding where nobody looked or there is no copy. */
const withPage = (file: CaseFile, copy: ReceivedCopy, judge: (read: Read) => Finding): Finding => {
  const read = pagesSeen(file.evidence, 'message').findLast(({ facts }) => facts[SHOWN.copy] === String(copy.evidence.copy));
  return read === undefined ? inconclusive(`nobody looked at the page of copy ${copy.evidence.copy}`) : judge(read);
};

/** SETUP-4: the client that a copy's page shows is the one that the account's header field names in that copy. */
export const showsClient = (file: CaseFile, message: SentMessage, account: string, field: string): Finding => {
  const copy = copyAt(file, message, account);
  const client = copy && toldBy(copy, field);
  if (copy === undefined || client === undefined) return inconclusive(`no copy for ${account} that tells ${field}`);
  return withPage(file, copy, ({ facts, seq }) => {
    const shown = facts[SHOWN.client] ?? 'no client';
    return shown === client ? undefined : mockDeparts(`${client}, as ${field} says`, shown, [copy.evidence.seq, seq]);
  });
};

/** A copy with what the gateway's log says of it. */
interface ToldCopy {
  readonly mid: number;
  readonly dcid: number;
  readonly seqs: readonly number[];
}

/**
 * What the log says of a copy. It tells attempts by MID, in order; attempts that brought no copy are the earlier ones, for the last is
 * the one that ends well.
 */
const loggedOf = (file: CaseFile, lines: readonly SeenLine[], message: SentMessage, copy: ReceivedCopy): ToldCopy | undefined => {
  const enqueued = statements(lines, 'enqueued').find(
    ({ statement }) => statement.messageId === message.messageId && copy.evidence.rcptTo.includes(statement.address),
  );
  if (enqueued === undefined) return undefined;
  const { mid } = enqueued.statement;
  const starts = statements(lines, 'delivery start').filter(({ statement }) => statement.mid === mid);
  const same = file.copies.filter(({ token, evidence }) => token === message.token && evidence.account === copy.evidence.account);
  const start = starts.at(same.indexOf(copy) - same.length);
  return start === undefined ? undefined : { mid, dcid: start.statement.dcid, seqs: [enqueued.line.seq, start.line.seq] };
};

/** DASH-2: the page of each copy of a message shows the MID and the DCID by which the gateway's log tells of it. */
export const leadsToLog = (file: CaseFile, message: SentMessage): Finding => {
  const lines = logSeen(file.evidence);
  const copies = file.copies.filter(({ token }) => token === message.token);
  if (copies.length === 0) return inconclusive(`no copy of ${message.token} came`);
  for (const copy of copies) {
    const logged = loggedOf(file, lines, message, copy);
    if (logged === undefined) return departs(`lines of enqueueing and delivery of ${message.messageId}`, 'no such lines', seqsOf(lines));
    const { mid, dcid, seqs } = logged;
    const told = toldBy(copy, 'X-IronPort-MID');
    if (told !== undefined && told !== String(mid))
      return departs(`X-IronPort-MID: ${mid} in the copy`, told, [...seqs, copy.evidence.seq]);
    const finding = withPage(file, copy, ({ facts, seq }) => {
      const expected = `MID ${mid}, DCID ${dcid}, Message-ID ${message.messageId}`;
      const observed = [SHOWN.mid, SHOWN.dcid, SHOWN.messageId].map((name) => `${name} ${facts[name] ?? '-'}`).join(', ');
      if (observed === expected) return undefined;
      // The dashboard can show no number that the copy does not tell.
      return (told === undefined ? departs : mockDeparts)(expected, observed, [...seqs, seq]);
    });
    if (finding !== undefined) return finding;
  }
  return undefined;
};

/** DASH-2: whether the scenario had what it is about: copies that came over so many connections. */
export const overConnections = ({ copies }: CaseFile, count: number): Finding => {
  const used = new Set(copies.map(({ evidence }) => evidence.connection)).size;
  return used === count ? undefined : inconclusive(`the copies came over ${used} connections, not ${count}`);
};
