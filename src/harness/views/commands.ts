import type { Evidence, WireAnomaly } from '../../evidence/events.ts';

/** Does this command begin a transaction (RFC 5321 section 4.1.1.2)? */
export const isMailCommand = (line: string): boolean => /^MAIL\b/i.test(line);

/** Does this command carry envelope or message, which must not be sent in clear (TLS-1)? */
export const carriesMail = (line: string): boolean => /^(?:MAIL|RCPT|DATA|BDAT)\b/i.test(line);

export const isStartTls = (line: string): boolean => /^STARTTLS\b/i.test(line);

/** Did bytes come before the reply that was due, although PIPELINING was not offered (RFC 2920 section 3.1)? */
export const isHurried = (entry: Evidence): entry is Evidence<WireAnomaly> =>
  entry.type === 'wireAnomaly' && /PIPELINING was not offered/.test(entry.detail);
