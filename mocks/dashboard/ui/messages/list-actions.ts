import { confirmed } from '../../../../src/web/ui/dialog.ts';
import { problemLine } from '../../../../src/web/ui/problem-text.ts';
import { toast } from '../../../../src/web/ui/toast.ts';
import { changeTags, deleteMessages, markRead } from '../data/messages.ts';
import { deleteLater } from './deferred-delete.ts';
import type { MessageList } from './message-list.ts';
import { messagesText } from './messages.text.ts';
import { asSelected, type Selection, selectedCount } from './selection.ts';
import { askForTags } from './tag-dialog.ts';

const attempt = async (change: () => Promise<unknown>): Promise<void> => {
  try {
    await change();
  } catch (error) {
    toast({ tone: 'bad', text: messagesText().failed(problemLine(error)) });
  }
};

export const readSelected = (list: MessageList, selection: Selection, read: boolean): Promise<void> =>
  attempt(() => markRead(asSelected(selection, list.choice), read));

/** Some can be brought back for a moment; all of a list only after a question, since nobody could look through them in that time. */
export const deleteSelected = async (list: MessageList, selection: Selection): Promise<boolean> => {
  const messages = selectedCount(selection);
  if (selection.kind === 'some') {
    list.remove(selection.ids);
    deleteLater([...selection.ids], () => void list.reload());
    return true;
  }
  const text = messagesText();
  const sure = await confirmed({
    title: text.deleteMany(messages),
    text: text.deleteManyText,
    confirm: text.remove,
    danger: true,
  });
  if (!sure) return false;
  await attempt(() => deleteMessages(asSelected(selection, list.choice)));
  await list.reload();
  return true;
};

const tagsOfAll = (list: MessageList, selection: Selection): readonly string[] => {
  if (selection.kind === 'all') return [];
  const each = [...selection.ids].map((id) => list.at(list.indexOf(id))?.tags ?? []);
  return (each[0] ?? []).filter((tag) => each.every((tags) => tags.includes(tag)));
};

export const tagSelected = async (list: MessageList, selection: Selection): Promise<void> => {
  const change = await askForTags(selectedCount(selection), tagsOfAll(list, selection));
  if (change === undefined || change.add.length + change.remove.length === 0) return;
  await attempt(() => changeTags(asSelected(selection, list.choice), change));
};
