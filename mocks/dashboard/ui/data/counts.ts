import { resource } from '../../../../src/web/ui/resource.ts';
import type { AccountCount } from '../../../store/message-record.ts';
import { onChanges } from './changes.ts';
import { messageCounts } from './messages.ts';
import { spaced } from './spaced.ts';

/** How many messages each account has; up to date within half a second. */
export const counts = resource<readonly AccountCount[]>(messageCounts);

const refresh = spaced(500, () => counts.load());
const COUNTED: ReadonlySet<string> = new Set(['messageStored', 'messageChanged', 'messagesChanged', 'messagesDeleted', 'pruned']);

export const followCounts = (): void => {
  refresh.call();
  onChanges({
    changes: (changes) => {
      if (changes.some(({ type }) => COUNTED.has(type))) refresh.call();
    },
    missed: refresh.call,
  });
};

/** Of an account, or of all together. */
export const countFor = (account: string | undefined): { readonly messages: number; readonly unread: number } => {
  const rows = (counts.value ?? []).filter((row) => account === undefined || row.account === account);
  return {
    messages: rows.reduce((sum, row) => sum + row.messages, 0),
    unread: rows.reduce((sum, row) => sum + row.unread, 0),
  };
};
