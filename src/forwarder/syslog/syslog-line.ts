import { type LogEntry, logTime } from '../mail-log.ts';

/** Facilities of RFC 3164, by number. */
export const FACILITIES = [
  ...['kern', 'user', 'mail', 'daemon', 'auth', 'syslog', 'lpr', 'news', 'uucp', 'cron', 'authpriv', 'ftp', 'ntp', 'audit', 'alert'],
  ...['clock', 'local0', 'local1', 'local2', 'local3', 'local4', 'local5', 'local6', 'local7'],
] as const;
export type Facility = (typeof FACILITIES)[number];

const SEVERITIES: { readonly [Level in LogEntry['level']]: number } = { Warning: 4, Info: 6 };

/** Longest line that is sent, in bytes: what the vendor's gateway allows at most. */
const LONGEST = 9216;

export interface SyslogNames {
  readonly facility: Facility;
  /** Put before the name of the log; undefined: left out, as the vendor does. */
  readonly hostname: string | undefined;
}

/** Cut where a character begins. */
const cut = (bytes: Buffer): Buffer => {
  if (bytes.length <= LONGEST) return bytes;
  let end = LONGEST;
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.subarray(0, end);
};

/** `<166>Mar 17 18:24:37 host mail_logs: Info: text` (RFC 3164 form, UTC, no year), without line end. */
export const syslogLine = ({ atMs, level, text }: LogEntry, { facility, hostname }: SyslogNames): Buffer => {
  const priority = FACILITIES.indexOf(facility) * 8 + SEVERITIES[level];
  // `Www Mmm DD HH:MM:SS YYYY` without weekday and year.
  const time = logTime(atMs).slice(4, -5);
  const host = hostname === undefined ? '' : `${hostname} `;
  return cut(Buffer.from(`<${priority}>${time} ${host}mail_logs: ${level}: ${text.replaceAll(/[\r\n]+/g, ' ')}`));
};
