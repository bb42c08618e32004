import { cell } from './draw.ts';
import { recall, remember } from './stored.ts';

export const LANGUAGES = ['en', 'ja'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Each in its own words, whatever language the page is in. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { en: 'English', ja: '日本語' };

const isLanguage = (text: string | undefined): text is Language => LANGUAGES.some((language) => language === text);

const wanted = (): Language => {
  const chosen = recall('language');
  if (isLanguage(chosen)) return chosen;
  return navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase()).find(isLanguage) ?? 'en';
};

const current = cell<Language>(wanted());
document.documentElement.lang = current.value;

/** The language that pages are drawn in. */
export const language = (): Language => current.value;

export const setLanguage = (next: Language): void => {
  remember('language', next);
  document.documentElement.lang = next;
  current.value = next;
};

/**
 * Texts of a part in every language, as a function that gives those of the current one. The languages must have the same keys, or it
 * does not compile. A text with something in it is a function: `found: (count: number) => …`.
 */
export const texts =
  <Texts>(dictionaries: { readonly en: Texts; readonly ja: NoInfer<Texts> }): (() => Texts) =>
  () =>
    dictionaries[current.value];
