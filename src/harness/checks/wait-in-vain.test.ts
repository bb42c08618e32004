import { describe, expect, it } from 'vitest';
import { logAt, logLine, mail } from './case.testing.ts';
import { waitInVain } from './wait-in-vain.ts';

describe('waitInVain', () => {
  it('shows what was seen last, and how much came before', () => {
    const log = logAt(...Array.from({ length: 20 }, (_, second) => [second, second === 19 ? mail(3) : logLine(`line ${second}`)] as const));
    const lines = waitInVain(log, 30).split('\n');
    expect(lines[0]).toBe('waited 30 s in vain; seen last, after 5 lines more:');
    expect(lines).toHaveLength(16);
    expect(lines.at(-1)).toBe('  19.000 #3   C: MAIL FROM:<>');
  });

  it('says so when nothing was seen', () => {
    expect(waitInVain([], 30)).toBe('waited 30 s in vain; seen last:\n(nothing)');
  });
});
