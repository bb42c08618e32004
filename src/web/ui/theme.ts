import { cell } from './draw.ts';
import { recall, remember } from './stored.ts';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const chosen = THEMES.find((theme) => theme === recall('theme')) ?? 'system';
const current = cell<Theme>(chosen);

const apply = (theme: Theme): void => {
  const { documentElement } = document;
  if (theme === 'system') delete documentElement.dataset.theme;
  else documentElement.dataset.theme = theme;
};
apply(chosen);

/** Which appearance was chosen; `system` follows the system's setting. */
export const theme = (): Theme => current.value;

export const setTheme = (next: Theme): void => {
  remember('theme', next === 'system' ? undefined : next);
  apply(next);
  current.value = next;
};
