import { language } from './i18n.ts';
import { numberFormat } from './intl.ts';
import { kitText } from './kit-text.ts';

/** `7,055`. */
export const count = (value: number): string => numberFormat({}).format(value);

const BYTE_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** `494 B`, `5.2 KiB`, `10 MiB`. */
export const bytes = (size: number): string => {
  const step = Math.min(Math.floor(Math.log2(Math.max(size, 1)) / 10), BYTE_UNITS.length - 1);
  const value = size / 1024 ** step;
  // One decimal where it says something, and never "1,024 KiB" for what rounds up to the next unit.
  const digits = step > 0 && value < 10 ? 1 : 0;
  return `${numberFormat({ maximumFractionDigits: digits }).format(value)} ${BYTE_UNITS[step]}`;
};

/** `412 ms`, `3.2 s`, `2 min 5 s`, `1 h 4 min`, `3 d 2 h`; `2 分 5 秒` in Japanese. */
export const duration = (ms: number): string => {
  const { units } = kitText();
  if (ms < 1000) return `${Math.round(ms)} ${units.ms}`;
  if (ms < 60_000) return `${numberFormat({ maximumFractionDigits: 1 }).format(Math.floor(ms / 100) / 10)} ${units.s}`;
  const parts = [
    [Math.floor(ms / 86_400_000), 'd'],
    [Math.floor(ms / 3_600_000) % 24, 'h'],
    [Math.floor(ms / 60_000) % 60, 'min'],
    [Math.floor(ms / 1000) % 60, 's'],
  ] as const;
  const first = parts.findIndex(([value]) => value > 0);
  return parts
    .slice(first, first + 2)
    .filter(([value]) => value > 0)
    .map(([value, unit]) => `${value} ${units[unit]}`)
    .join(' ');
};

/** `1 message`, `2 messages`; Japanese needs no such thing. */
export const plural = (value: number, one: string, many = `${one}s`): string => `${count(value)} ${value === 1 ? one : many}`;

/** Names joined as a sentence does: `a, b and c`. */
export const listed = (words: readonly string[]): string => new Intl.ListFormat(language(), { type: 'conjunction' }).format(words);
