import type { TrackedState, TrackingQuery } from './tracked-message.ts';
import type { TrackedFacts } from './tracking-store.ts';

type Matcher = (record: TrackedFacts, stateOf: () => TrackedState) => boolean;

/** From a query to whether a message is what is looked for. Exchangeable. */
export type TrackingMatcher = (query: TrackingQuery) => Matcher;

/** With the flag `u` a backslash before any other character is an error. */
const escaped = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

/** Anywhere in the text and in any case, as Unicode folds it; undefined where nothing is looked for. */
const finder = (text: string | undefined): RegExp | undefined =>
  text === undefined || text === '' ? undefined : new RegExp(escaped(text), 'iu');

/** Whether a message is what is looked for (TRACK-3). What can be told at once is looked at before texts are searched. */
export const documentedMatcher: TrackingMatcher = (query) => {
  const { mid, fromMs = Number.NEGATIVE_INFINITY, untilMs = Number.POSITIVE_INFINITY, state } = query;
  const sender = finder(query.sender);
  const recipient = finder(query.recipient);
  const subject = finder(query.subject);
  const messageId = finder(query.messageId);
  return (record, stateOf) =>
    (mid === undefined || record.mid === mid) &&
    record.receivedAtMs >= fromMs &&
    record.receivedAtMs < untilMs &&
    (sender === undefined || sender.test(record.sender)) &&
    (recipient === undefined || record.recipients.some((address) => recipient.test(address))) &&
    (subject === undefined || subject.test(record.subject)) &&
    (messageId === undefined || messageId.test(record.messageId)) &&
    (state === undefined || stateOf() === state);
};
