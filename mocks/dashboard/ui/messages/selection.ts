import type { MessageChoice, Selected, Within } from '../data/message-choice.ts';

/** Which messages are selected: some, or all that fit the list up to a certain one. */
export type Selection =
  | { readonly kind: 'some'; readonly ids: ReadonlySet<number> }
  /** `newest`: what arrived later is not meant. */
  | { readonly kind: 'all'; readonly newest: number; readonly messages: number };

export const NONE: Selection = { kind: 'some', ids: new Set() };

export const isSelected = (selection: Selection, id: number): boolean =>
  selection.kind === 'all' ? id <= selection.newest : selection.ids.has(id);

export const selectedCount = (selection: Selection): number => (selection.kind === 'all' ? selection.messages : selection.ids.size);

/** Adds messages, or takes them out. Taking some out of all leaves those that `loaded` names: no more can be told one by one. */
export const change = (selection: Selection, ids: readonly number[], on: boolean, loaded: () => readonly number[]): Selection => {
  if (selection.kind === 'all' && on) return selection;
  const next = new Set(selection.kind === 'all' ? loaded() : selection.ids);
  for (const id of ids) {
    if (on) next.add(id);
    else next.delete(id);
  }
  return { kind: 'some', ids: next };
};

/** What is selected as the API takes it. */
export const asSelected = (selection: Selection, choice: MessageChoice): Selected => {
  if (selection.kind === 'some') return { ids: [...selection.ids] };
  const within: Within = { before: selection.newest + 1 };
  return { matching: { ...choice, ...within } };
};
