/**
 * The points of a journal connection at which something can happen, in the order in which they come.
 *
 * `EHLO` is the one in clear, `EHLO over TLS` the one after the handshake; `DATA` is the reply to the command (354),
 * `message` the time while message bytes flow, `end of data` the reply after the final dot, and `between messages`
 * the time after that reply while no new transaction has begun.
 */
export const SMTP_STAGES = [
  'connect',
  'greeting',
  'EHLO',
  'STARTTLS',
  'TLS',
  'EHLO over TLS',
  'MAIL FROM',
  'RCPT TO',
  'DATA',
  'message',
  'end of data',
  'between messages',
  'QUIT',
] as const;

export type SmtpStage = (typeof SMTP_STAGES)[number];
