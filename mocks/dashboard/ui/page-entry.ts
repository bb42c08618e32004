import type { IconName } from '../../../src/web/ui/icons.ts';
import type { Route } from '../../../src/web/ui/router.ts';

/** The groups of the navigation, in their order. */
export const NAVIGATION_GROUPS = ['arrived', 'behaviour', 'account', 'tools'] as const;
export type NavigationGroupName = (typeof NAVIGATION_GROUPS)[number];

/** One page of the dashboard. */
export interface PageEntry extends Route {
  /** Where the navigation leads to it; none for a page that is reached from another one. */
  readonly navigation?: {
    readonly group: NavigationGroupName;
    readonly label: () => string;
    readonly icon: IconName;
    /** Keys that lead there: `g m`. */
    readonly keys: string;
    readonly badge?: () => string | undefined;
  };
}
