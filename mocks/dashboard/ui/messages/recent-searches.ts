import { recall, remember } from '../../../../src/web/ui/stored.ts';

const MOST = 10;

const isTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every((one) => typeof one === 'string');

/** What was searched for in this browser, newest first. */
export const recentSearches = (): readonly string[] => {
  try {
    const kept: unknown = JSON.parse(recall('searches') ?? '[]');
    return isTexts(kept) ? kept.slice(0, MOST) : [];
  } catch {
    return [];
  }
};

export const rememberSearch = (query: string): void => {
  const others = recentSearches().filter((one) => one !== query);
  remember('searches', JSON.stringify([query, ...others].slice(0, MOST)));
};
