import { describe, expect, it } from 'vitest';
import { FACILITIES, syslogLine } from './syslog-line.ts';

const AT = Date.UTC(2024, 2, 7, 18, 24, 37);
const NAMES = { facility: 'local4', hostname: undefined } as const;

const line = (text: string, more: { level?: 'Info' | 'Warning' } = {}, names: Parameters<typeof syslogLine>[1] = NAMES): string =>
  syslogLine({ atMs: AT, level: 'Info', text, ...more }, names).toString();

describe('a line for a syslog collector', () => {
  it('has the form of RFC 3164, without year, the day padded with a space', () => {
    expect(line('MID 1 queued for delivery')).toBe('<166>Mar  7 18:24:37 mail_logs: Info: MID 1 queued for delivery');
    expect(line('x', { level: 'Warning' }, { facility: 'mail', hostname: 'g.test' })).toBe(
      '<20>Mar  7 18:24:37 g.test mail_logs: Warning: x',
    );
  });

  it('numbers facilities as the RFC does', () => {
    expect(FACILITIES).toHaveLength(24);
    expect([FACILITIES[2], FACILITIES[10], FACILITIES[16], FACILITIES[23]]).toEqual(['mail', 'authpriv', 'local0', 'local7']);
  });

  it('is one line, and not longer than a collector takes; no character is cut in two', () => {
    expect(line('a\r\nb\nc')).toBe('<166>Mar  7 18:24:37 mail_logs: Info: a b c');
    const long = syslogLine({ atMs: AT, level: 'Info', text: 'é'.repeat(10_000) }, NAMES);
    expect(long.length).toBeLessThanOrEqual(9216);
    expect(long.toString()).toMatch(/Info: é+$/);
  });
});
