import { redraw } from '../../../../src/web/ui/draw.ts';
import { onChanges } from '../data/changes.ts';
import type { MessageChoice } from '../data/message-choice.ts';
import { messageSource } from '../data/messages.ts';
import { hiddenIds } from './deferred-delete.ts';
import { MessageList } from './message-list.ts';

// The list outlives its page: whoever comes back from a message finds it as it was, and a message's page knows what is next.

let current: MessageList | undefined;
/** The list that is about to take the place of the current one. */
let candidate: MessageList | undefined;
let watcher: () => void = () => {};

const sameChoice = (one: MessageChoice, other: MessageChoice): boolean =>
  (one.q ?? '') === (other.q ?? '') && one.account === other.account;

const make = (choice: MessageChoice): MessageList => {
  const list: MessageList = new MessageList({
    choice,
    source: messageSource,
    hidden: hiddenIds,
    changed: () => {
      void redraw();
      if (list === current) watcher();
    },
  });
  return list;
};

/** The list that is looked at, or was last; one of everything where there was none. */
export const currentList = (): MessageList => {
  current ??= make({});
  return current;
};

/**
 * Puts the list of a choice in the place of the current one, once it is read. When it cannot be read the current one stays, and the
 * reason is given.
 */
export const showList = async (choice: MessageChoice): Promise<Error | undefined> => {
  candidate?.close();
  candidate = undefined;
  if (current !== undefined && sameChoice(current.choice, choice)) {
    await current.open();
    return current.failure;
  }
  const mine = make(choice);
  // The first one is shown while it is read; one that could not be read gives way at once.
  if (current?.total === undefined) current = mine;
  candidate = mine;
  await mine.open();
  // Somebody typed on while this one was read.
  if (candidate !== mine) return undefined;
  candidate = undefined;
  if (current === mine) return mine.failure;
  if (mine.failure !== undefined) {
    mine.close();
    return mine.failure;
  }
  current.close();
  current = mine;
  watcher();
  void redraw();
  return undefined;
};

/** Calls `changed` whenever the current list is another one, or has changed; until the returned function is called. */
export const watchList = (changed: () => void): (() => void) => {
  watcher = changed;
  return () => {
    watcher = () => {};
  };
};

export const followLists = (): void => {
  onChanges({
    changes: (changes) => {
      current?.follow(changes);
      if (candidate !== current) candidate?.follow(changes);
    },
    missed: () => void current?.reload(),
  });
};
