import type { CopyReceived, Evidence } from '../../evidence/events.ts';

/**
 * What the system could know of a copy whose bytes had arrived whole. `taken`: it read a whole 2yz. `refused`: the intake said so.
 * `in doubt`: the answer was cut off, never sent, or may have been lost on its way, so that the system is right to try again.
 */
export type Certainty = 'taken' | 'refused' | 'in doubt';

/** A copy that arrived whole at the intake. */
export interface HandOver {
  readonly copy: Evidence<CopyReceived>;
  readonly certainty: Certainty;
}

const WHOLE_REPLY = /^(?:\d{3}-[^\r\n]*\r\n)*(\d)\d\d(?: [^\r\n]*)?\r\n$/;

/** Whether these bytes are one whole reply of the class `first`, such as 2 for 250. */
export const isWholeReply = (text: string, first: number): boolean => WHOLE_REPLY.exec(text)?.[1] === String(first);

/** A system that crashes this soon after an answer was sent may not have read it. */
const UNREAD_MS = 1_000;

/** Ends of a connection that can take an answer with them before the system has read it. */
const TAKES_ANSWERS_ALONG: ReadonlySet<string> = new Set(['reset by intake', 'reset by peer', 'intake stopped']);

type Draft = { -readonly [Key in keyof HandOver]: HandOver[Key] };

/** Every copy that arrived whole, in order of arrival, with what the system could know of it. */
export const handOversSeen = (log: readonly Evidence[]): HandOver[] => {
  const all: Draft[] = [];
  const unanswered = new Map<number, Draft>();
  /** Answered 2yz, and nothing heard from the system on that connection since. */
  const unconfirmed = new Map<number, { readonly draft: Draft; readonly atMs: number }>();
  for (const entry of log) {
    if (entry.type === 'copyReceived') {
      const draft: Draft = { copy: entry, certainty: entry.fate === 'refused' ? 'refused' : 'in doubt' };
      all.push(draft);
      unanswered.set(entry.connection, draft);
    } else if (entry.type === 'replySent' && entry.stage === 'end of data') {
      const draft = unanswered.get(entry.connection);
      unanswered.delete(entry.connection);
      if (draft === undefined) continue;
      if (isWholeReply(entry.text, 2)) {
        draft.certainty = 'taken';
        unconfirmed.set(entry.connection, { draft, atMs: entry.atMs });
      } else if (isWholeReply(entry.text, 4) || isWholeReply(entry.text, 5)) {
        draft.certainty = 'refused';
      }
    } else if (entry.type === 'commandReceived') {
      unconfirmed.delete(entry.connection);
    } else if (entry.type === 'connectionClosed' && TAKES_ANSWERS_ALONG.has(entry.end)) {
      const answered = unconfirmed.get(entry.connection);
      if (answered !== undefined) answered.draft.certainty = 'in doubt';
      unconfirmed.delete(entry.connection);
    } else if (entry.type === 'systemCrashed') {
      for (const { draft, atMs } of unconfirmed.values()) if (entry.atMs - atMs < UNREAD_MS) draft.certainty = 'in doubt';
      unconfirmed.clear();
    }
  }
  return all;
};
