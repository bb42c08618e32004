import type { PolicyGroup, PolicyTable, RoutedMail } from '../forwarder/policy.ts';
import type { PartsChange } from './variant.ts';

// How mutants change which recipients of a message fall under which policy.

export const ELSEWHERE = 'copies go to another account';

/** Groups mail by a table that was changed before. */
export const byTable =
  (change: (table: PolicyTable, mail: RoutedMail) => PolicyTable): PartsChange =>
  ({ policyGroups }) => ({ policyGroups: (table, mail) => policyGroups(change(table, mail), mail) });

/** Makes something else of the groups. */
export const byGroups =
  (change: (groups: readonly PolicyGroup[], mail: RoutedMail, table: PolicyTable) => readonly PolicyGroup[]): PartsChange =>
  ({ policyGroups }) => ({ policyGroups: (table, mail) => change(policyGroups(table, mail), mail, table) });
