import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { MessageSummary } from '../../store/message-record.ts';
import type { MessageShelf } from '../../store/store.ts';
import { type SetdVerdict, type setdSearch, VERDICTS } from '../schema/message-api.ts';

type Search = z.output<typeof setdSearch>;

/**
 * ASSUMPTION: the mock convicts nobody. A person who wants a message with a verdict gives it the tag `verdict:phishing` and the like;
 * without such a tag it has none.
 */
const TAG = 'verdict:';

export const verdictOf = ({ tags }: Pick<MessageSummary, 'tags'>): SetdVerdict =>
  VERDICTS.find((verdict) => tags.includes(`${TAG}${verdict}`)) ?? 'noVerdict';

/** One search of the store for each verdict: its language knows no "or". */
const queriesFor = ({ timestamp: [from, to], verdicts }: Search): string[] => {
  // The end is included here and not in the language of the store.
  const stretch = `after:${new Date(from).toISOString()} before:${new Date(Date.parse(to) + 1).toISOString()}`;
  if (verdicts === undefined) return [stretch];
  return [...new Set(verdicts)].map((verdict) =>
    verdict === 'noVerdict' ? [stretch, ...VERDICTS.map((one) => `-tag:${TAG}${one}`)].join(' ') : `${stretch} tag:${TAG}${verdict}`,
  );
};

/** Binds a page token to its search, so that it is of no use with another. */
const fingerprint = ({ timestamp, verdicts = [] }: Search): string =>
  createHash('sha256')
    .update(JSON.stringify([timestamp, [...verdicts].sort()]))
    .digest('base64url')
    .slice(0, 12);

const tokenFor = (search: Search, before: number): string => Buffer.from(`${before}.${fingerprint(search)}`).toString('base64url');

/** The id below which a page begins; undefined for a token that is none of this search. */
const placeIn = (search: Search, token: string): number | undefined => {
  const [, place, print] = /^(\d{1,15})\.([\w-]{12})$/.exec(Buffer.from(token, 'base64url').toString()) ?? [];
  return print === fingerprint(search) ? Number(place) : undefined;
};

export interface FoundMessages {
  readonly messages: readonly MessageSummary[];
  readonly nextPageToken: string | undefined;
}

/**
 * One page, newest first; undefined when its token is none of this search.
 * ASSUMPTION: a page that holds messages names a next one, which may be empty: a public client of the real service drops a page without.
 */
export const searchMessages = async (shelf: MessageShelf, search: Search): Promise<FoundMessages | undefined> => {
  const before = search.pageToken === undefined ? Number.MAX_SAFE_INTEGER : placeIn(search, search.pageToken);
  if (before === undefined) return undefined;
  const pages = await Promise.all(queriesFor(search).map((q) => shelf.list({ q, before }, search.pageSize)));
  const messages = [...new Map(pages.flatMap((page) => page.messages).map((message) => [message.id, message])).values()]
    .sort((one, other) => other.id - one.id)
    .slice(0, search.pageSize);
  const last = messages.at(-1);
  return { messages, nextPageToken: last === undefined ? undefined : tokenFor(search, last.id) };
};
