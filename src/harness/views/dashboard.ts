import type { DashboardPage, DashboardRead } from '../../evidence/dashboard-events.ts';
import type { Evidence } from '../../evidence/events.ts';
import type { KnownAccount } from '../checks/case-file.ts';

// What a browser showed of the mock's dashboard, under the names that its pages use.

/** Names of values on the pages, in English. */
export const SHOWN = {
  step: 'Step',
  address: 'Message intake address',
  header: 'Gateway header',
  direction: 'Message direction',
  mid: 'MID',
  dcid: 'DCID',
  messageId: 'Message-ID',
  client: 'Client of the gateway',
  /** The number by which the dashboard calls a copy. */
  copy: 'Copy',
} as const;

/** What a page was seen to show, in order. */
export const pagesSeen = (log: readonly Evidence[], page: DashboardPage, account?: string): Evidence<DashboardRead>[] =>
  log.filter(
    (entry): entry is Evidence<DashboardRead> =>
      entry.type === 'dashboardRead' && entry.page === page && (account === undefined || entry.account === account),
  );

/** Accounts whose message intake address the dashboard gave, in the course of a scenario. */
export const accountsShown = (log: readonly Evidence[]): KnownAccount[] => {
  const pages = log.filter((entry) => entry.type === 'dashboardRead').filter(({ page }) => page === 'wizard');
  return pages.flatMap(({ account, facts }) => {
    const intakeAddress = facts[SHOWN.address];
    return intakeAddress === undefined ? [] : [{ name: account, intakeAddress }];
  });
};

/** The subjects that a list was seen to show. */
export const subjectsOf = ({ rows }: DashboardRead): string[] => rows.flatMap(([subject]) => subject ?? []);

/** One question of the wizard as it was asked: its choices by what could be done with them. */
export interface AskedQuestion {
  readonly question: string;
  readonly taken: readonly string[];
  readonly offered: readonly string[];
  readonly notOffered: readonly string[];
}

/** The questions that a page of the wizard asked, in order. */
export const questionsOf = ({ rows }: DashboardRead): AskedQuestion[] =>
  [...Map.groupBy(rows, ([question = '']) => question)].map(([question, choices]) => {
    const thatAre = (state: string): string[] => choices.flatMap(([, choice = '', is]) => (is === state ? [choice] : []));
    return { question, taken: thatAre('taken'), offered: thatAre('offered'), notOffered: thatAre('not offered') };
  });

const ADDRESS = /[\w.+=-]+@[\w.-]+\.[a-z]+/gi;

/** What a text holds of an address that is issued only later: itself, its mailbox, or one in its domain that nobody had issued. */
export const heldOf = (text: string, address: string, issuedBefore: readonly string[]): string[] => {
  const [mailbox = '', domain = ''] = address.split('@');
  const strange = (text.match(ADDRESS) ?? []).filter((found) => found.endsWith(`@${domain}`) && !issuedBefore.includes(found));
  const parts = [address, mailbox].filter((part) => text.toLowerCase().includes(part.toLowerCase()));
  return [...new Set([...parts, ...strange])];
};
