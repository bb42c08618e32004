/** One whole SMTP reply: the three-digit code and the text of each line, without code and separator (RFC 5321 section 4.2). */
export interface Reply {
  readonly code: number;
  readonly lines: readonly string[];
}

/** The reply on one line, as logs show it: `451 4.3.0 try later`. */
export const replyText = (reply: Reply): string => `${reply.code} ${reply.lines.join(' / ')}`.trimEnd();
