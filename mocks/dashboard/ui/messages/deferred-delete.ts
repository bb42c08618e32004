import { redraw } from '../../../../src/web/ui/draw.ts';
import { problemLine } from '../../../../src/web/ui/problem-text.ts';
import { toast } from '../../../../src/web/ui/toast.ts';
import { deleteMessages, deleteWhileLeaving } from '../data/messages.ts';
import { messagesText } from './messages.text.ts';

// The store cannot bring a message back, so a deletion that may be undone is sent only when the time for that is over. Until then
// the messages are hidden here.

const waiting = new Set<number>();

/** Messages that are hidden, and not deleted yet. */
export const hiddenIds = (): ReadonlySet<number> => waiting;

const send = async (ids: readonly number[], restored: () => void): Promise<void> => {
  try {
    await deleteMessages({ ids });
    for (const id of ids) waiting.delete(id);
  } catch (error) {
    for (const id of ids) waiting.delete(id);
    restored();
    toast({ tone: 'bad', text: messagesText().failed(problemLine(error)) });
  }
};

/** Deletes messages when the offer to undo it has gone; `restored` is called where they are to be shown again. */
export const deleteLater = (ids: readonly number[], restored: () => void): void => {
  for (const id of ids) waiting.add(id);
  const text = messagesText();
  let undone = false;
  toast({
    text: text.deleted(ids.length),
    action: {
      text: text.undo,
      run: () => {
        undone = true;
        for (const id of ids) waiting.delete(id);
        restored();
        void redraw();
      },
    },
    gone: () => {
      if (!undone) void send(ids, restored);
    },
  });
};

addEventListener('pagehide', () => {
  if (waiting.size > 0) deleteWhileLeaving([...waiting]);
});
