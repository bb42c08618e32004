import type { PageOptions } from '../../web/page.ts';

/** Where the pages of the console live; what lies there is served as it is. */
export const UI_FOLDER = 'src/forwarder/console/ui';

export const CONSOLE_PAGE: PageOptions = {
  title: 'Secure Email Gateway',
  entry: `${UI_FOLDER}/main.ts`,
  styles: [`${UI_FOLDER}/console.css`],
};

/** Addresses of the pages, as the menus name them; one document draws them all. */
export const PAGE_PATHS: readonly string[] = [
  '/',
  '/security-services/threat-defense-connector',
  '/mail-policies/incoming',
  '/monitor/delivery-status',
  '/monitor/message-tracking',
  '/monitor/message-tracking/:mid',
  '/monitor/mail-log',
];
