import type { AddressSought, DashboardRead } from '../../evidence/dashboard-events.ts';
import type { Evidence } from '../../evidence/events.ts';
import { type AskedQuestion, pagesSeen, questionsOf, SHOWN } from '../views/dashboard.ts';
import { type Finding, inconclusive, mockDeparts, seqsOf } from './finding.ts';

// SETUP: the mock SETD is judged, by what a browser shows of it. Nothing here speaks for or against the system under test.

type Log = readonly Evidence[];
type Read = Evidence<DashboardRead>;

/** A step of the wizard as it should be. */
export interface WizardStep extends Omit<AskedQuestion, 'taken' | 'offered'> {
  readonly takes: string;
}

const stepOf = ({ facts }: Read): string => facts[SHOWN.step] ?? '';
const addressOf = ({ facts }: Read): string | undefined => facts[SHOWN.address];

const asked = (log: Log, account: string): Read[] => pagesSeen(log, 'wizard', account).filter((read) => stepOf(read) !== '');

/** Where the wizard gave the address to an account. */
const given = (log: Log, account: string): { readonly read: Read; readonly address: string } | undefined => {
  const read = pagesSeen(log, 'wizard', account).find((page) => addressOf(page) !== undefined);
  const address = read && addressOf(read);
  return read === undefined || address === undefined ? undefined : { read, address };
};

const inWords = ({ question, taken, offered, notOffered }: AskedQuestion): string =>
  [
    `"${question}" taking ${taken.join(' and ') || 'nothing'}`,
    ...(offered.length === 0 ? [] : [`offering ${offered.join(', ')} besides`]),
    `and not ${notOffered.join(', ') || 'refusing anything'}`,
  ].join(', ');

/** The steps as they were asked the last time that the wizard was gone through from its first one. */
const lastPass = (reads: readonly Read[]): readonly Read[] =>
  reads.slice(
    Math.max(
      0,
      reads.findLastIndex((read) => /^Step 1\b/.test(stepOf(read))),
    ),
  );

/** SETUP-1: the steps were asked in this order, each taking one answer and offering no other. */
export const asksInOrder = (log: Log, account: string, steps: readonly WizardStep[]): Finding => {
  const reads = lastPass(asked(log, account));
  if (reads.length === 0) return inconclusive(`nobody went through the wizard of ${account}`);
  for (const [index, step] of steps.entries()) {
    const read = reads[index];
    const expected = `Step ${index + 1} of ${steps.length}: ${inWords({ ...step, taken: [step.takes], offered: [] })}`;
    if (read === undefined) return mockDeparts(expected, `no more than ${reads.length} steps`, seqsOf(reads));
    const [question] = questionsOf(read);
    const observed = `${stepOf(read)}: ${question === undefined ? 'no question' : inWords(question)}`;
    if (observed !== expected) return mockDeparts(expected, observed, [read.seq]);
  }
  return reads.length === steps.length ? undefined : mockDeparts(`${steps.length} steps`, `${reads.length}`, seqsOf(reads));
};

/** SETUP-1, SETUP-2: the wizard asks this step now, whatever was tried, and no page of the account shows an address. */
export const stillAsks = (log: Log, account: string, step: string): Finding => {
  const read = pagesSeen(log, 'wizard', account).at(-1);
  if (read === undefined) return inconclusive(`nobody looked at the wizard of ${account}`);
  const shown = addressOf(read);
  const observed = shown === undefined ? stepOf(read) || 'no step' : `the address ${shown}`;
  if (observed !== step) return mockDeparts(step, observed, [read.seq]);
  const leak = pagesSeen(log, 'policy', account).find((page) => addressOf(page) !== undefined);
  return leak === undefined ? undefined : mockDeparts(`no address while ${step} is asked`, `${addressOf(leak)} under Policy`, [leak.seq]);
};

/** SETUP-1: what a program answered last, past the pages, was refused with this status. */
export const answerRefused = (log: Log, status: number): Finding => {
  const answered = log.findLast((entry) => entry.type === 'setupAnswered');
  if (answered === undefined) return inconclusive('no program gave an answer');
  if (answered.status === status && answered.reason !== '') return undefined;
  return mockDeparts(`${answered.answer} refused with ${status} and a reason`, `${answered.status} ${answered.reason}`, [answered.seq]);
};

/** SETUP-1: what a program answered last was taken: it is what the wizard asks for. */
export const answerTaken = (log: Log): Finding => {
  const answered = log.findLast((entry) => entry.type === 'setupAnswered');
  if (answered === undefined) return inconclusive('no program gave an answer');
  return answered.status === 200
    ? undefined
    : mockDeparts(`${answered.answer} taken`, `${answered.status} ${answered.reason}`, [answered.seq]);
};

const sought = (log: Log, address: string): Evidence<AddressSought>[] =>
  log.filter((entry): entry is Evidence<AddressSought> => entry.type === 'addressSought' && entry.address === address);

/** SETUP-2: the address came with the last step, and nothing of it had been in the browser at any step before. */
export const addressComesLast = (log: Log, account: string): Finding => {
  const steps = asked(log, account);
  const last = given(log, account);
  if (steps.length === 0) return inconclusive(`nobody went through the wizard of ${account}`);
  if (last === undefined) return mockDeparts(`an address for ${account} after its last step`, 'none', seqsOf(steps));
  const early = steps.find(({ seq }) => seq > last.read.seq);
  if (early !== undefined) return mockDeparts('the address after the last step', `${stepOf(early)} after it`, [last.read.seq, early.seq]);
  const searches = sought(log, last.address);
  const holding = searches.find(({ held }) => held.length > 0);
  if (holding !== undefined) {
    return mockDeparts(`nothing of ${last.address} at ${holding.moment}`, holding.held.join(', '), [holding.seq]);
  }
  const unsought = steps.map(stepOf).find((step) => !searches.some(({ moment, characters }) => moment === step && characters > 0));
  return unsought === undefined ? undefined : inconclusive(`nothing was searched at ${unsought}`);
};

/** SETUP-3: a fresh load of Policy shows for each account the address that its wizard gave. */
export const foundUnderPolicy = (log: Log, accounts: readonly string[]): Finding => {
  for (const account of accounts) {
    const shown = given(log, account);
    if (shown === undefined) return inconclusive(`the wizard of ${account} gave no address`);
    const fresh = pagesSeen(log, 'policy', account).find(({ load }) => load > shown.read.load);
    if (fresh === undefined) return inconclusive(`nobody loaded Policy anew for ${account}`);
    if (addressOf(fresh) !== shown.address)
      return mockDeparts(`${shown.address} under Policy for ${account}`, addressOf(fresh) ?? 'no address', [shown.read.seq, fresh.seq]);
  }
  return undefined;
};

/** Fewer characters could be tried one by one. */
const LEAST_OPAQUE = 12;
/** Two random mailboxes may begin alike, by chance, but not for longer. */
const MOST_ALIKE = 6;

const mailboxOf = (address: string): string => address.slice(0, address.lastIndexOf('@')).toLowerCase();

/** How many characters at the beginning are the same. */
const alike = (one: string, other: string): number => {
  const place = [...one].findIndex((character, index) => character !== other[index]);
  return place < 0 ? one.length : place;
};

/** Where a page showed the address of an account first. */
const shownFirst = (log: Log, account: string): Read | undefined =>
  [...pagesSeen(log, 'wizard', account), ...pagesSeen(log, 'policy', account)].find((read) => addressOf(read) !== undefined);

/** SETUP-5: addresses of different accounts tell nothing of the account, and nothing of each other. */
export const addressesOpaque = (log: Log, accounts: readonly string[]): Finding => {
  const mailboxes: string[] = [];
  for (const account of accounts) {
    const read = shownFirst(log, account);
    if (read === undefined) return inconclusive(`no page showed an address of ${account}`);
    const mailbox = mailboxOf(addressOf(read) ?? '');
    const tells =
      mailbox.replaceAll(/[^\da-z]/g, '').length < LEAST_OPAQUE || accounts.some((name) => mailbox.includes(name.toLowerCase()));
    if (tells) return mockDeparts(`a mailbox that tells nothing of ${account}`, mailbox, [read.seq]);
    const twin = mailboxes.find((known) => alike(known, mailbox) > MOST_ALIKE);
    if (twin !== undefined) return mockDeparts(`a mailbox for ${account} that is unlike ${twin}`, mailbox, [read.seq]);
    mailboxes.push(mailbox);
  }
  return undefined;
};

/** SETUP-4: Policy shows a gateway source: incoming mail alone, and this header field. */
export const gatewaySource = (log: Log, account: string, header: string): Finding => {
  const read = pagesSeen(log, 'policy', account).at(-1);
  if (read === undefined) return inconclusive(`nobody looked at Policy for ${account}`);
  const expected = `Incoming, ${header}`;
  const observed = [read.facts[SHOWN.direction], read.facts[SHOWN.header]].map((value) => value ?? 'nothing').join(', ');
  return observed === expected ? undefined : mockDeparts(expected, observed, [read.seq]);
};

/** Addresses that are near one that a page showed for an account, and that nobody issued: one character more, less or other, and the like. */
export const addressesNear = (log: Log, account: string): string[] => {
  const read = shownFirst(log, account);
  const [mailbox = '', domain = ''] = (read && addressOf(read))?.split('@') ?? [];
  if (mailbox === '') return [];
  const begin = mailbox.slice(0, -1);
  const mailboxes = [
    `${begin}${mailbox.endsWith('0') ? '1' : '0'}`,
    begin,
    `${mailbox}0`,
    `${mailbox}+copies`,
    mailbox.replaceAll('-', ''),
    account,
  ];
  return [
    ...mailboxes.map((near) => `${near}@${domain}`),
    `${mailbox}@sub.${domain}`,
    `${mailbox}@${domain.replace(/^[^.]+/, 'secondary')}`,
  ];
};

/** SETUP-5: each address near that of an account was refused by the intake with 550 5.1.1. */
export const neverIssued = (log: Log, account: string): Finding => {
  const addresses = addressesNear(log, account);
  for (const address of addresses) {
    const command = log.find(
      (entry) =>
        entry.type === 'commandReceived' && entry.stage === 'RCPT TO' && entry.line.toLowerCase().includes(`<${address.toLowerCase()}>`),
    );
    if (command?.type !== 'commandReceived') return inconclusive(`no mail was offered to ${address}`);
    const answer = log.find(
      (entry) =>
        entry.seq > command.seq && entry.type === 'replySent' && entry.stage === 'RCPT TO' && entry.connection === command.connection,
    );
    const text = answer?.type === 'replySent' ? answer.text.trimEnd() : 'no reply';
    if (!/^550[ -]5\.1\.1\b/.test(text))
      return mockDeparts(`550 5.1.1 for ${address}`, text, [command.seq, ...seqsOf(answer ? [answer] : [])]);
  }
  return addresses.length === 0 ? inconclusive(`no page showed an address of ${account}`) : undefined;
};
