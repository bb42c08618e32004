import { startApp } from '../../../web/ui/app.ts';
import { addShortcuts } from '../../../web/ui/keys.ts';
import { liveState } from '../../../web/ui/live.ts';
import { signedIn } from '../../../web/ui/sign-in.ts';
import { commitBar, focusCommitBar } from './commit-bar.ts';
import { commonText } from './common-text.ts';
import { connectorPage } from './connector-page.ts';
import { followEvents } from './events.ts';
import { logPage } from './log-page.ts';
import { MENUS, NAMES, PATHS } from './menu.ts';
import { messagePage } from './message-page.ts';
import { overviewPage } from './overview-page.ts';
import { policiesPage } from './policies-page.ts';
import { askGateway, gateway, settings, takeGateway } from './state.ts';
import { statusPage } from './status-page.ts';
import { trackingPage } from './tracking-page.ts';

takeGateway(await signedIn(askGateway));
void settings.load();
const live = followEvents();

/** COUNT-1: the page is not offered by cloud gateways. */
const deliveryStatus = () =>
  gateway.value?.cloud === true
    ? []
    : [{ href: PATHS.deliveryStatus, label: () => NAMES.deliveryStatus, icon: 'gauge', keys: 'g d' } as const];

startApp({
  product: 'Secure Email Gateway',
  icon: 'shield',
  routes: [
    { path: PATHS.overview, open: overviewPage },
    { path: PATHS.deliveryStatus, open: statusPage },
    { path: PATHS.tracking, open: trackingPage },
    { path: `${PATHS.tracking}/:mid`, open: messagePage },
    { path: PATHS.mailLog, open: logPage },
    { path: PATHS.policies, open: policiesPage },
    { path: PATHS.connector, open: connectorPage },
  ],
  navigation: () => [
    { links: [{ href: PATHS.overview, label: () => commonText().overview, icon: 'home', keys: 'g o' }] },
    {
      label: () => MENUS.monitor,
      links: [
        ...deliveryStatus(),
        { href: PATHS.tracking, label: () => NAMES.tracking, icon: 'search', keys: 'g t' },
        { href: PATHS.mailLog, label: () => NAMES.mailLog, icon: 'lines', keys: 'g l' },
      ],
    },
    {
      label: () => MENUS.mailPolicies,
      links: [{ href: PATHS.policies, label: () => NAMES.policies, icon: 'policy', keys: 'g p' }],
    },
    {
      label: () => MENUS.securityServices,
      links: [{ href: PATHS.connector, label: () => NAMES.connector, icon: 'plug', keys: 'g c' }],
    },
  ],
  context: () => gateway.value?.hostname,
  tools: () => liveState(live),
  footer: commitBar,
});
addShortcuts([{ keys: 'c', label: () => commonText().toCommit, run: focusCommitBar }]);
