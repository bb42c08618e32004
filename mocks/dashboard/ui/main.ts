import { ask } from '../../../src/web/ui/api.ts';
import { startApp } from '../../../src/web/ui/app.ts';
import { language } from '../../../src/web/ui/i18n.ts';
import { liveState } from '../../../src/web/ui/live.ts';
import { explainProblems } from '../../../src/web/ui/problem-text.ts';
import { navigate } from '../../../src/web/ui/router.ts';
import { signedIn } from '../../../src/web/ui/sign-in.ts';
import { type AccountList, accounts, followAccounts } from './data/accounts.ts';
import { followChanges } from './data/changes.ts';
import { followCounts } from './data/counts.ts';
import { stand } from './data/stand.ts';
import { accountSwitch } from './frame/chosen-account.ts';
import { frameText } from './frame/frame.text.ts';
import { wordsForProblem } from './frame/problems.text.ts';
import { followLists } from './messages/current-list.ts';
import { unreadBadge } from './messages/unread-badge.ts';
import { NAVIGATION_GROUPS } from './page-entry.ts';
import { PAGES } from './pages.ts';

// The dashboard: a frame around the pages of pages.ts, and one stream of changes that all of them follow.

const START = '/messages';

/** A document of its own, which needs no script and so knows of no choice that this browser keeps. */
const reference = () => ({ href: `/api?lang=${language()}`, label: () => frameText().api, icon: 'info' }) as const;

/** The start page has no page of its own. */
const toStart = (): { title: () => string; view: () => string } => {
  queueMicrotask(() => navigate(`${START}${location.search}`, { replace: true }));
  return { title: () => frameText().product, view: () => '' };
};

/** The first question also tells whether this browser may ask at all. Whatever else goes wrong is told by the pages. */
const firstAnswer = (): Promise<AccountList | undefined> =>
  signedIn(() => ask<AccountList>('/api/v1/accounts'), '/api/v1/session').catch(() => undefined);

explainProblems(wordsForProblem);
const known = await firstAnswer();
if (known === undefined) void accounts.load();
else accounts.set(known);
void stand.load();
const live = followChanges();
followAccounts();
followCounts();
followLists();

startApp({
  product: 'SETD',
  icon: 'shield',
  routes: [{ path: '/', open: toStart }, ...PAGES],
  navigation: () =>
    NAVIGATION_GROUPS.map((group) => ({
      label: () => frameText().groups[group],
      links: [
        ...PAGES.flatMap(({ path, navigation }) => (navigation?.group === group ? [{ href: path, ...navigation }] : [])),
        ...(group === 'tools' ? [reference()] : []),
      ],
    })).filter(({ links }) => links.length > 0),
  pending: unreadBadge,
  context: accountSwitch,
  tools: () => liveState(live),
});
