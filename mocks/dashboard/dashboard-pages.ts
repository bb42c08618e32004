import type { PageOptions } from '../../src/web/page.ts';

const UI = 'mocks/dashboard/ui';

/** Folder of the pages, from the root of the project. */
export const DASHBOARD_UI = UI;

/** The document of all pages of the dashboard. */
export const DASHBOARD_PAGE: PageOptions = {
  title: 'SETD',
  entry: `${UI}/main.ts`,
  styles: ['frame', 'list', 'message', 'setup', 'lab', 'connections', 'dns', 'faults', 'runs'].map((name) => `${UI}/styles/${name}.css`),
};
