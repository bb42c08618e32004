import { tame } from '../frame/tame.ts';

const wordOf = (value: unknown): string => {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(wordOf).join(', ');
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .map(([key, one]) => `${key} ${wordOf(one)}`)
    .join(', ');
};

/** Part of a rule on a line, in the words of the language: `stage RCPT TO · attempt 1`. */
export const ruleWords = (part: object): string =>
  tame(
    Object.entries(part)
      .map(([key, value]) => (value === true ? key : `${key} ${wordOf(value)}`))
      .join(' · '),
  );
