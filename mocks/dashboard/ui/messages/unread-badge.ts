import { count } from '../../../../src/web/ui/format.ts';
import { countFor } from '../data/counts.ts';
import { chosenAccount } from '../frame/chosen-account.ts';

const MOST = 9999;

/** How many messages of the chosen account nobody has opened. */
export const unreadBadge = (): string | undefined => {
  const { unread } = countFor(chosenAccount());
  if (unread === 0) return undefined;
  return unread > MOST ? `${count(MOST)}+` : count(unread);
};
