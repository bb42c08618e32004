import { TRACKED_STATES } from './answers.ts';

/** What is searched for, as it stands in the form and in the address of the page. Empty: not looked at. */
export const FIELDS = ['mid', 'sender', 'recipient', 'subject', 'messageId', 'from', 'until', 'state'] as const;
export type FieldName = (typeof FIELDS)[number];
export type Search = Readonly<Record<FieldName, string>>;

export const NO_SEARCH: Search = { mid: '', sender: '', recipient: '', subject: '', messageId: '', from: '', until: '', state: '' };

export const searchOf = (query: URLSearchParams): Search => {
  const entries = FIELDS.map((name) => [name, query.get(name) ?? ''] as const);
  const search: Search = { ...NO_SEARCH, ...Object.fromEntries(entries) };
  return TRACKED_STATES.some((state) => state === search.state) ? search : { ...search, state: '' };
};

export const isEmpty = (search: Search): boolean => FIELDS.every((name) => search[name].trim() === '');

export const isWrongMid = ({ mid }: Search): boolean => mid.trim() !== '' && !/^[1-9]\d{0,14}$/.test(mid.trim());

/** A local time of the form as the API takes it; half a time is none. */
const instant = (local: string): string => {
  const at = new Date(local);
  return local === '' || Number.isNaN(at.getTime()) ? '' : at.toISOString();
};

/** Parameters of the API. */
export const apiQuery = (search: Search, before: number | undefined): string => {
  const values = { ...search, from: instant(search.from), until: instant(search.until) };
  const query = new URLSearchParams();
  for (const name of FIELDS) if (values[name].trim() !== '') query.set(name, values[name].trim());
  if (before !== undefined) query.set('before', String(before));
  return query.toString();
};
