import type { MessagePage } from '../../../store/message-record.ts';

/** Which messages: those of an account, those that a search finds. */
export interface MessageChoice {
  readonly q?: string | undefined;
  readonly account?: string | undefined;
}

/** Between which ids, neither included. */
export interface Within {
  readonly before?: number;
  readonly after?: number;
}

/** Messages that something is done with: some, or all that a search finds. */
export type Selected = { readonly ids: readonly number[] } | { readonly matching: MessageChoice & Within };

/** Where lists come from. */
export interface MessageSource {
  list(choice: MessageChoice & Within, limit: number, signal?: AbortSignal): Promise<MessagePage>;
  count(choice: MessageChoice & Within, signal?: AbortSignal): Promise<number>;
}
