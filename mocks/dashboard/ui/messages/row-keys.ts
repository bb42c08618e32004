import type { Shortcut } from '../../../../src/web/ui/keys.ts';
import { messagesText } from './messages.text.ts';

export interface RowActions {
  readonly move: (by: number) => void;
  readonly open: () => void;
  readonly pick: () => void;
  readonly pickAll: () => void;
  readonly search: () => void;
  readonly remove: () => void;
  readonly read: (read: boolean) => void;
  readonly tag: () => void;
  readonly arrivals: () => void;
}

/** Keys that work on the list. */
export const rowShortcuts = (actions: RowActions): readonly Shortcut[] => {
  const label = (name: keyof ReturnType<typeof messagesText>['shortcuts']) => () => messagesText().shortcuts[name];
  return [
    { keys: 'j', label: label('next'), run: () => actions.move(1) },
    { keys: 'k', label: label('previous'), run: () => actions.move(-1) },
    { keys: 'o', label: label('open'), run: () => actions.open() },
    { keys: 'x', label: label('select'), run: () => actions.pick() },
    { keys: '*', label: label('selectAll'), run: () => actions.pickAll() },
    { keys: '/', label: label('search'), run: () => actions.search() },
    { keys: '#', label: label('remove'), run: () => actions.remove() },
    { keys: 'r', label: label('read'), run: () => actions.read(true) },
    { keys: 'u', label: label('unread'), run: () => actions.read(false) },
    { keys: 't', label: label('tag'), run: () => actions.tag() },
    { keys: '.', label: label('arrivals'), run: () => actions.arrivals() },
  ];
};
