import { ask } from '../../../../src/web/ui/api.ts';
import type { AccountCount, MessageDetails, MessagePage, TagCount } from '../../../store/message-record.ts';
import type { CopyView } from '../../message-view/view-model.ts';
import type { MessageSource, Selected } from './message-choice.ts';

/** A choice as the API takes it in an address. */
export const queryOf = (values: Readonly<Record<string, string | number | undefined>>): string => {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) if (value !== undefined && value !== '') query.set(name, String(value));
  return query.size === 0 ? '' : `?${query}`;
};

const MESSAGES = '/api/v1/messages';
const withSignal = (signal: AbortSignal | undefined) => (signal === undefined ? {} : { signal });

export const messageSource: MessageSource = {
  list: (choice, limit, signal) => ask<MessagePage>(`${MESSAGES}${queryOf({ ...choice, limit })}`, withSignal(signal)),
  count: async (choice, signal) => (await ask<{ count: number }>(`${MESSAGES}/count${queryOf({ ...choice })}`, withSignal(signal))).count,
};

export const messageDetails = (id: number, signal: AbortSignal): Promise<MessageDetails> => ask(`${MESSAGES}/${id}`, { signal });

/** The message taken apart, for show. */
export const messageView = (id: number, signal: AbortSignal): Promise<CopyView> => ask(`${MESSAGES}/${id}/view`, { signal });

export const messageCounts = async (): Promise<readonly AccountCount[]> =>
  (await ask<{ counts: readonly AccountCount[] }>(`${MESSAGES}/counts`)).counts;

export const knownTags = async (): Promise<readonly TagCount[]> => (await ask<{ tags: readonly TagCount[] }>(`${MESSAGES}/tags`)).tags;

export const markRead = (selected: Selected, read: boolean): Promise<unknown> =>
  ask(`${MESSAGES}/read`, { method: 'POST', body: { ...selected, read } });

export const changeTags = (
  selected: Selected,
  change: { readonly add?: readonly string[]; readonly remove?: readonly string[] },
): Promise<unknown> => ask(`${MESSAGES}/tags`, { method: 'POST', body: { ...selected, ...change } });

export const deleteMessages = async (selected: Selected): Promise<number> =>
  (await ask<{ deleted: number }>(`${MESSAGES}/delete`, { method: 'POST', body: selected })).deleted;

/** Deletes although the page is being left. */
export const deleteWhileLeaving = (ids: readonly number[]): void => {
  void fetch(`${MESSAGES}/delete`, {
    method: 'POST',
    keepalive: true,
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ ids }),
  });
};

export type ExportFormat = 'mbox' | 'ndjson';

export const exportAddress = (format: ExportFormat, selected: Selected): string => {
  const choice = 'ids' in selected ? { ids: selected.ids.join(',') } : selected.matching;
  return `${MESSAGES}/export${queryOf({ format, ...choice })}`;
};

/** The whole copy, as a file. */
export const rawAddress = (id: number): string => `${MESSAGES}/${id}/raw`;

/** The message inside the copy, as a file. */
export const innerAddress = (id: number): string => `${MESSAGES}/${id}/message`;

export const previewAddress = (id: number): string => `${MESSAGES}/${id}/preview`;

export const partAddress = (id: number, part: number): string => `${MESSAGES}/${id}/parts/${part}`;
